package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Secret;
import io.assay.scan.BackOff;
import io.assay.scan.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  private static final String FILE =
      """
      assay:
        checks: my/checks
        databases:
          shop:
            url: jdbc:postgresql://${DB_HOST}:5432/shop
            username: assay
            password: ${SHOP_PASSWORD}
            connections: 3
            timeout: 1m
            budget: 5000000
            back-off-active: 40
            back-off-lag: 30s
          my-bill: {url: "jdbc:postgresql://localhost/bill"}
        state:
          url: jdbc:postgresql://db.example.com:5432/assay
          retention: 30d
          incident-retention: 2000d
        web:
          port: 9090
          token: ${ASSAY_TOKEN}
          public-read: true
          url: https://assay.example.com/
      """;
  private static final Map<String, String> SET =
      Map.of("DB_HOST", "db", "SHOP_PASSWORD", "secret", "ASSAY_TOKEN", "t");

  @Test
  void every_key_is_read() {
    Settings settings = read(FILE, SET, Map.of()).settings().orElseThrow();
    assertThat(settings.folders())
        .isEqualTo(new Settings.Folders(Path.of("my/checks"), Path.of("alerts"), Path.of("data")));
    assertThat(settings.databases())
        .containsExactly(
            Map.entry(
                "shop",
                new DatabaseSettings(
                    "shop",
                    "jdbc:postgresql://db:5432/shop",
                    new DatabaseSettings.Login(Optional.of("assay"), Optional.of("secret")),
                    3,
                    Duration.ofMinutes(1),
                    Optional.of(5e6),
                    Optional.of(
                        new BackOff(
                            Optional.of(40),
                            Optional.of(Duration.ofSeconds(30)),
                            BackOff.PATIENCE)))),
            Map.entry(
                "my-bill",
                new DatabaseSettings(
                    "my-bill",
                    "jdbc:postgresql://localhost/bill",
                    new DatabaseSettings.Login(Optional.empty(), Optional.empty()),
                    2,
                    Duration.ofSeconds(30),
                    Optional.empty())));
    assertThat(settings.state().database())
        .map(Settings.StateDatabase::url)
        .contains("jdbc:postgresql://db.example.com:5432/assay");
    assertThat(settings.state().keep())
        .isEqualTo(new Settings.Keep(Duration.ofDays(30), Duration.ofDays(2000)));
    assertThat(settings.web())
        .isEqualTo(
            new Settings.Web(
                "0.0.0.0",
                9090,
                Optional.of(new Secret("t")),
                true,
                Optional.of("https://assay.example.com")));
  }

  @Test
  void variables_win_over_the_file_and_properties_over_variables() {
    Settings settings =
        read(
                FILE,
                Map.of(
                    "DB_HOST", "db",
                    "ASSAY_TOKEN", "t",
                    "ASSAY_DATABASES_SHOP_PASSWORD", "from-variable",
                    "ASSAY_DATABASES_MY_BILL_URL", "jdbc:postgresql://other/bill",
                    "ASSAY_WEB_PUBLIC_READ", "false",
                    "ASSAY_WEB_PORT", "1"),
                Map.of("assay.web.port", "2", "assay.databases.new.url", "jdbc:postgresql:new"))
            .settings()
            .orElseThrow();
    assertThat(settings.databases().get("shop"))
        .extracting(each -> each.login().password().orElse(""))
        .isEqualTo("from-variable");
    assertThat(settings.databases().get("my-bill"))
        .extracting(DatabaseSettings::url)
        .isEqualTo("jdbc:postgresql://other/bill");
    assertThat(settings.databases()).containsKey("new");
    assertThat(settings.web().publicRead()).isFalse();
    assertThat(settings.web().port()).isEqualTo(2);
  }

  @Test
  void variables_alone_are_enough() {
    LoadedSettings loaded =
        SettingsLoader.read(
            Optional.empty(),
            new Environment(
                Map.of("ASSAY_DATABASES_SHOP_URL", "jdbc:postgresql://localhost/shop"), Map.of()));
    assertThat(loaded.settings().orElseThrow().databases()).containsOnlyKeys("shop");
  }

  @Test
  void without_file_and_variables_one_sentence_says_what_to_do() {
    assertThat(
            SettingsLoader.read(Optional.empty(), new Environment(Map.of(), Map.of())).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "assay.yml:1:1: no database is declared; write assay.databases.NAME.url here, or set"
                + " ASSAY_DATABASES_NAME_URL");
  }

  @Test
  void variables_and_properties_that_are_no_key_are_told() {
    assertThat(
            read(
                    FILE,
                    Map.of(
                        "DB_HOST", "db",
                        "SHOP_PASSWORD", "s",
                        "ASSAY_TOKEN", "t",
                        "ASSAY_WEB_PROT", "1",
                        "ASSAY_DATABASES_SHOP_USER", "x",
                        "ASSAY_WEB_PORT", "many"),
                    Map.of("assay.state.ulr", "x"))
                .problems())
        .extracting(Problem::toString)
        .containsExactly(
            "ASSAY_DATABASES_SHOP_USER:1:1: this environment variable is no key of the"
                + " configuration; unset it, or see the configuration's reference",
            "ASSAY_WEB_PORT:1:1: 'port' needs a whole number, not 'many'",
            "ASSAY_WEB_PROT:1:1: this environment variable is no key of the configuration; did you"
                + " mean 'ASSAY_WEB_PORT'?",
            "assay.state.ulr:1:1: this system property is no key of the configuration; did you mean"
                + " 'assay.state.url'?");
  }

  @Test
  void what_kubernetes_and_start_scripts_set_is_passed_over() {
    assertThat(
            read(
                    FILE,
                    Map.of(
                        "DB_HOST", "db",
                        "SHOP_PASSWORD", "s",
                        "ASSAY_TOKEN", "t",
                        "ASSAY_SERVICE_HOST", "10.0.0.1",
                        "ASSAY_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "ASSAY_SLACK_TOKEN", "referred to by a routing file",
                        "ASSAY_JAVA_OPTS", "-Xmx1g"),
                    Map.of("assay.test.postgres", "auto"))
                .problems())
        .isEmpty();
  }

  @Test
  void a_named_file_must_be_there(@TempDir Path folder) {
    Path missing = folder.resolve("none.yml");
    Environment nothing = new Environment(Map.of(), Map.of());
    assertThat(SettingsLoader.load(Optional.of(missing), nothing).problems())
        .containsExactly(
            new Problem(
                missing.toString(),
                1,
                1,
                "there is no such file or folder; create it, or name another one"));
    assertThat(SettingsLoader.load(Optional.of(folder), nothing).problems()).hasSize(1);
  }

  @Test
  void no_text_form_shows_a_secret() {
    assertThat(read(FILE, SET, Map.of()).toString()).doesNotContain("secret");
    assertThat(new Environment(SET, Map.of()).toString()).doesNotContain("secret");
  }

  private static LoadedSettings read(
      String file, Map<String, String> variables, Map<String, String> properties) {
    return SettingsLoader.read(
        Optional.of(SourceFile.of("assay.yml", file)), new Environment(variables, properties));
  }
}
