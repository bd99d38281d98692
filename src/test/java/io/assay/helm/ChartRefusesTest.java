package io.assay.helm;

import static io.assay.helm.Chart.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The values that the chart takes for a mistake, each with a sentence that names it.
class ChartRefusesTest {
  @TempDir Path made;

  @Test
  void what_no_config_map_holds_is_refused_with_the_way_out() {
    String large = "# ".repeat(600_000);

    assertThatThrownBy(() ->
            Chart.render(Chart.smallestWith(made, "checks: {a.yaml: \"" + large + "\"}"), Map.of()))
        .hasMessageContaining("checks: the files have 1200006 bytes together")
        .hasMessageContaining("existingCheckConfigMaps");
  }

  @Test
  void what_has_to_be_given_is_asked_for(@TempDir Path folder) throws IOException {
    Path nothing = Files.writeString(folder.resolve("values.yaml"), "replicas: 2\n");

    assertThatThrownBy(() -> Chart.render(nothing))
        .hasMessageContaining("image.repository: where is the image?");
    assertThatThrownBy(() -> Chart.render(nothing, Map.of("image.repository", "a")))
        .hasMessageContaining("state.url: which PostgreSQL database keeps the results?");
  }

  @Test
  void two_databases_never_share_a_password() {
    assertThatThrownBy(() ->
            Chart.render(
                EVERYTHING,
                Map.of(
                    "databases.a-b.url", "jdbc:postgresql://a/b",
                    "databases.a_b.url", "jdbc:postgresql://a/b")))
        .hasMessageContaining("PASSWORD_OF_A_B");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image.repository        |                        | repository",
        "state.url               | postgres://db/assay    | url",
        "state.retention         | forever                | retention",
        "replicas                | 0                      | replicas",
        "replica                 | 2                      | replica",
        "databases.shop.password | secret                 | password",
        "databases.Shop.url      | jdbc:postgresql://a/b  | Shop",
        "log.format              | xml                    | format",
        "web.url                 | assay.example.com      | url",
        "checks.shop             | database: shop         | shop",
        "image.digest            | sha256:abc             | digest",
        "service.port            | 70000                  | port",
        "secrets.TOKEN.name      | receivers              | key",
        "fullnameOverride        | 123                    | fullnameOverride",
        "nameOverride            | My_Assay               | nameOverride",
        "state.incidentRetention | ever                   | incidentRetention",
        "probes.liveness.exec    | x                      | exec",
        "ingress.host            | https://a.example.com  | host",
        "ingress.host            | Assay_.example.com     | host",
        "resources.limit.memory  | 1Gi                    | limit",
        "podSecurityContext.user | 1                      | user",
        "securityContext.drop    | ALL                    | drop",
        "affinity.node           | a                      | node",
        "commonLabels.a          | two words              | commonLabels",
        "podLabels.-a            | b                      | -a",
        "extraEnv[0].nam         | A                      | nam",
        "extraVolumes[0].emptyDr | a                      | emptyDr",
        "extraVolumeMounts[0].at | /a                     | at",
        "tolerations[0].keys     | a                      | keys",
        "networkPolicy.databases[0].from | a              | from",
        "topologySpreadConstraints[0].topology | a        | topologyKey",
        "namespaceOverride       | My_Data                | namespaceOverride",
        "web.tokenFile           | token                  | tokenFile",
        "service.ipFamilies[0]   | ipv6                   | ipFamilies",
        "extraContainers[0].nam  | proxy                  | nam",
      })
  void a_bad_value_is_refused_by_name(String key, String value, String named) {
    assertThatThrownBy(() -> Chart.render(EVERYTHING, Map.of(key, value == null ? "" : value)))
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secrets: {TOKEN_OF_THE_WEB: {name: a, key: b}} | secrets: TOKEN_OF_THE_WEB is the environment variable of web.existingSecret",
        "extraEnv: [{name: ASSAY_LOG_LEVEL, value: DEBUG}] | extraEnv: ASSAY_LOG_LEVEL is set by log.level",
        "extraEnv: [{name: A}, {name: A}] | extraEnv: A is set by extraEnv",
        "extraVolumes: [{name: tmp, emptyDir: {}}] | extraVolumes: there is a volume tmp already",
        "extraVolumeMounts: [{name: ca, mountPath: /etc/ca}] | extraVolumeMounts: there is no volume ca",
        "extraVolumeMounts: [{name: tmp, mountPath: /tmp/}] | extraVolumeMounts: /tmp/ is mounted already",
        "databases: {shop: {url: 'jdbc:postgresql://a/b?user=c&password=d'}} | databases.shop.url: a password",
        "databases: {shop: {url: 'jdbc:postgresql://a/b', existingSecret: {name: a}, passwordFile: /a}} | databases.shop: the password is in existingSecret or in passwordFile",
        "extraContainers: [{name: assay, image: a}] | extraContainers: the container of Assay has the name assay",
      })
  void what_the_cluster_would_take_in_silence_is_refused_with_a_sentence(
      String values, String sentence) throws IOException {
    Path file = Chart.smallestWith(made, "web: {existingSecret: {name: web}}\n" + values);

    assertThatThrownBy(() -> Chart.render(file)).hasMessageContaining(sentence);
  }
}
