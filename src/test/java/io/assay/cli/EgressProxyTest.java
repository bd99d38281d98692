package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressProxyTest {
  private final Properties properties = new Properties();

  @Test
  void what_the_environment_says_is_told_to_java() {
    assertThat(
            EgressProxy.apply(
                Map.of(
                    "HTTPS_PROXY", "http://proxy.example.com:3128",
                    "http_proxy", "proxy.example.com:3129"),
                properties))
        .isEmpty();

    assertThat(properties)
        .containsOnly(
            Map.entry("https.proxyHost", "proxy.example.com"),
            Map.entry("https.proxyPort", "3128"),
            Map.entry("http.proxyHost", "proxy.example.com"),
            Map.entry("http.proxyPort", "3129"));
  }

  @Test
  void what_java_was_told_itself_wins() {
    properties.setProperty("https.proxyHost", "other.example.com");
    properties.setProperty("http.nonProxyHosts", "here");

    EgressProxy.apply(
        Map.of("HTTPS_PROXY", "http://proxy.example.com:3128", "NO_PROXY", "there"), properties);

    assertThat(properties)
        .containsOnly(
            Map.entry("https.proxyHost", "other.example.com"),
            Map.entry("http.nonProxyHosts", "here"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "hooks.example.com; hooks.example.com|*.hooks.example.com",
        ".svc,.cluster.local; *.svc|*.cluster.local",
        "10.0.0.0/8, 172.16.0.0/16 192.168.7.0/24; 10.*|172.16.*|192.168.7.*",
      })
  void who_is_reached_without_it_is_too(String direct, String hosts) {
    EgressProxy.apply(Map.of("NO_PROXY", direct), properties);

    assertThat(properties.getProperty("http.nonProxyHosts"))
        .isEqualTo("localhost|127.*|[::1]|" + hosts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://anna:secret@proxy:3128", "http://proxy", "http://:3128", "a b"})
  void what_is_no_address_is_refused_with_a_sentence_that_tells_no_secret(String proxy) {
    assertThat(EgressProxy.apply(Map.of("HTTPS_PROXY", proxy), properties).orElseThrow())
        .startsWith("HTTPS_PROXY must be the address of a proxy without a login")
        .doesNotContain("secret");
  }
}
