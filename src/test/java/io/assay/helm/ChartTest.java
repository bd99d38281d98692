package io.assay.helm;

import static io.assay.helm.Chart.EVERYTHING;
import static io.assay.helm.Chart.GATEWAY;
import static io.assay.helm.Chart.PLATFORM;
import static io.assay.helm.Chart.SMALLEST;
import static io.assay.helm.Chart.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import io.assay.config.Environment;
import io.assay.config.Settings;
import io.assay.config.SettingsLoader;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What the chart makes of values, checked against the types of Kubernetes.
class ChartTest {
  private static final String POD = "spec.template.spec.";

  static Stream<Path> values() {
    return Stream.of(SMALLEST, EVERYTHING, PLATFORM, GATEWAY);
  }

  @ParameterizedTest
  @MethodSource("values")
  void each_manifest_is_of_its_type_and_has_no_unknown_field(Path values) throws Exception {
    areValid(Chart.render(values));
  }

  @ParameterizedTest
  @MethodSource("values")
  void so_is_the_pod_of_helm_test(Path values, @TempDir Path folder) throws Exception {
    Chart chart = withTest(folder, values);

    areValid(chart);
    assertThat(chart.all("Pod")).hasSize(values.equals(SMALLEST) ? 0 : 1);
  }

  /// Renders the chart with the pod of `helm test`, which is a hook that Helm leaves out otherwise.
  private static Chart withTest(Path folder, Path values) throws IOException {
    Path chart = copied(folder);
    Path pod = chart.resolve("templates/tests/ready.yaml");
    Files.writeString(pod, Files.readString(pod).replace("\"helm.sh/hook\" ", "\"hook\" "));
    return Chart.render(new Chart.As(chart, "assay", "1.31.0"), values, Map.of());
  }

  private static void areValid(Chart chart) throws Exception {
    for (JsonObject manifest : chart.manifests()) {
      namesAndLabelsAreValid(manifest);
      switch (manifest.get("kind").getAsString()) {
        case "ConfigMap" -> {
          V1ConfigMap.validateJsonElement(manifest);
          Yaml.loadAs(manifest.toString(), V1ConfigMap.class);
        }
        case "Deployment" -> {
          V1Deployment.validateJsonElement(manifest);
          Yaml.loadAs(manifest.toString(), V1Deployment.class);
        }
        case "Ingress" -> {
          V1Ingress.validateJsonElement(manifest);
          Yaml.loadAs(manifest.toString(), V1Ingress.class);
        }
        case "NetworkPolicy" -> {
          V1NetworkPolicy.validateJsonElement(manifest);
          Yaml.loadAs(manifest.toString(), V1NetworkPolicy.class);
        }
        case "Pod" -> {
          V1Pod.validateJsonElement(manifest);
          Yaml.loadAs(manifest.toString(), V1Pod.class);
        }
        case "PodDisruptionBudget" -> {
          V1PodDisruptionBudget.validateJsonElement(manifest);
          Yaml.loadAs(manifest.toString(), V1PodDisruptionBudget.class);
        }
        case "Service" -> {
          V1Service.validateJsonElement(manifest);
          Yaml.loadAs(manifest.toString(), V1Service.class);
        }
        case "ServiceAccount" -> {
          V1ServiceAccount.validateJsonElement(manifest);
          Yaml.loadAs(manifest.toString(), V1ServiceAccount.class);
        }
        case "HTTPRoute" ->
            assertThat(at(manifest, "spec").getAsJsonObject().keySet())
                .containsExactlyInAnyOrder("parentRefs", "hostnames", "rules");
        case "ServiceMonitor" ->
            assertThat(at(manifest, "spec").getAsJsonObject().keySet())
                .containsExactlyInAnyOrder("jobLabel", "selector", "endpoints");
        case "PrometheusRule" ->
            assertThat(at(manifest, "spec").getAsJsonObject().keySet()).containsExactly("groups");
        case String other -> throw new AssertionError("a manifest of the kind " + other);
      }
    }
  }

  /// What the types say nothing of: a name is a DNS label, and a label a string of 63 characters.
  private static void namesAndLabelsAreValid(JsonObject manifest) {
    assertThat(at(manifest, "metadata.name").getAsString())
        .matches("[a-z]([-a-z0-9]*[a-z0-9])?")
        .hasSizeLessThanOrEqualTo(63);
    for (String path : List.of("metadata.labels", "spec.template.metadata.labels")) {
      if (path.startsWith("metadata") || manifest.get("kind").getAsString().equals("Deployment")) {
        at(manifest, path)
            .getAsJsonObject()
            .entrySet()
            .forEach(label -> {
              assertThat(label.getValue().getAsJsonPrimitive().isString())
                  .as(label.toString())
                  .isTrue();
              assertThat(label.getValue().getAsString())
                  .matches("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
                  .hasSizeLessThanOrEqualTo(63);
            });
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.25.0", "1.31.0"})
  void a_release_may_be_called_by_a_number(String kubernetes) throws Exception {
    Chart chart =
        Chart.render(
            new Chart.As(Chart.FOLDER, "1e3", kubernetes), SMALLEST, Map.of("nameOverride", "q"));

    areNamedAfter(chart, "1e3-q");
  }

  private static void areNamedAfter(Chart chart, String name) {
    assertThat(chart.manifests())
        .allSatisfy(
            manifest -> assertThat(at(manifest, "metadata.name").getAsString()).startsWith(name));
    assertThat(at(chart.one("Deployment"), "metadata.labels").toString()).contains("\"1e3\"");
  }

  @Test
  void it_is_part_of_another_chart_too(@TempDir Path folder) throws Exception {
    Path umbrella = folder.resolve("umbrella");
    Files.createDirectories(umbrella.resolve("charts"));
    Files.copy(
        Path.of("src/test/resources/helm/umbrella/Chart.yaml"), umbrella.resolve("Chart.yaml"));
    copied(umbrella.resolve("charts"));
    Path values = folder.resolve("values.yaml");
    Files.writeString(values, "assay: " + json(EVERYTHING));

    Chart chart = Chart.render(new Chart.As(umbrella, "all", "1.31.0"), values, Map.of());

    areValid(chart);
    assertThat(kinds(chart)).isEqualTo(kinds(Chart.render(EVERYTHING)));
  }

  @Test
  void the_selector_is_that_of_the_chart_whatever_labels_are_given(@TempDir Path folder)
      throws IOException {
    Chart chart = withTest(folder, PLATFORM);
    JsonObject deployment = chart.one("Deployment");

    JsonObject selector = at(deployment, "spec.selector.matchLabels").getAsJsonObject();
    assertThat(at(deployment, "spec.template.metadata.labels").getAsJsonObject().entrySet())
        .containsAll(selector.entrySet());
    assertThat(at(chart.one("Service"), "spec.selector")).isEqualTo(selector);
    assertThat(selector.toString()).doesNotContain("mine");
    assertThat(at(deployment, "spec.template.metadata.labels").toString())
        .contains("cost-center", "istio");
    assertThat(at(chart.one("Pod"), "metadata.labels").getAsJsonObject().entrySet())
        .as("the pod of helm test serves nobody")
        .doesNotContainAnyElementsOf(
            selector.entrySet().stream()
                .filter(label -> label.getKey().endsWith("/name"))
                .toList());
  }

  @Test
  void people_come_in_by_the_host_of_the_links() {
    JsonObject ingress = Chart.render(PLATFORM).one("Ingress");

    assertThat(at(ingress, "spec.rules.0.host").getAsString()).isEqualTo("assay.example.com");
    assertThat(at(ingress, "spec.tls.0.secretName").getAsString()).isEqualTo("assay-tls");
    assertThat(at(ingress, "spec.rules.0.http.paths.0.backend.service.name"))
        .isEqualTo(at(Chart.render(PLATFORM).one("Service"), "metadata.name"));
    assertThatThrownBy(() -> Chart.render(SMALLEST, Map.of("ingress.enabled", true)))
        .hasMessageContaining("ingress: which host?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://db/shop                     | 5432",
        "jdbc:postgresql://db:6432/shop?a=b:1          | 5432 6432",
        "jdbc:postgresql://a:5433,b:5434,c/shop        | 5432 5433 5434",
        "jdbc:postgresql://[2001:db8::1]/shop          | 5432",
        "jdbc:postgresql://[2001:db8::1]:5439/shop     | 5432 5439",
      })
  void the_network_is_open_to_the_ports_that_the_urls_name(
      String url, String ports, @TempDir Path folder) throws IOException {
    JsonObject policy =
        Chart.render(
                Chart.smallestWith(
                    folder,
                    "networkPolicy: {enabled: true}\ndatabases: {shop: {url: '" + url + "'}}"))
            .one("NetworkPolicy");

    assertThat(
            at(policy, "spec.egress.1.ports").getAsJsonArray().asList().stream()
                .map(port -> at(port, "port").getAsString())
                .toList())
        .containsExactly(ports.split(" "));
  }

  @Test
  void a_gateway_leads_to_the_service_by_the_same_host() {
    Chart chart = Chart.render(GATEWAY);
    JsonObject route = chart.one("HTTPRoute");

    assertThat(at(route, "spec.hostnames").toString()).isEqualTo("[\"assay.example.com\"]");
    assertThat(at(route, "spec.rules.0.backendRefs.0.name"))
        .isEqualTo(at(chart.one("Service"), "metadata.name"));
    assertThat(at(route, "spec.rules.0.backendRefs.0.port"))
        .isEqualTo(at(chart.one("Service"), "spec.ports.0.port"));
    assertThatThrownBy(() -> Chart.render(PLATFORM, Map.of("httpRoute.enabled", true)))
        .hasMessageContaining("httpRoute: which Gateway?");
    assertThatThrownBy(() -> Chart.render(SMALLEST, Map.of("httpRoute.enabled", true)))
        .hasMessageContaining("httpRoute: which host?");
  }

  @Test
  void everything_is_in_one_namespace_and_has_the_common_annotations(@TempDir Path folder)
      throws IOException {
    Chart chart = withTest(folder, GATEWAY);

    assertThat(chart.manifests())
        .allSatisfy(manifest -> {
          assertThat(at(manifest, "metadata.namespace").getAsString()).isEqualTo("observability");
          assertThat(at(manifest, "metadata.annotations").toString())
              .contains("\"argocd.argoproj.io/sync-wave\":\"5\"");
        });
    assertThat(at(chart.one("HTTPRoute"), "metadata.annotations").toString())
        .as("a manifest's own counts")
        .contains("\"example.com/owner\":\"data\"");
    assertThat(at(chart.one("Deployment"), "spec.template.metadata.annotations").toString())
        .as("a change replaces no pods")
        .doesNotContain("sync-wave");
    assertThat(at(Chart.render(SMALLEST).one("Service"), "metadata.namespace").getAsString())
        .isEqualTo("data");
  }

  @Test
  void secrets_may_be_files_of_a_volume() {
    String settings =
        at(settings(Chart.render(GATEWAY)), "data")
            .getAsJsonObject()
            .get("assay.yml")
            .getAsString();

    assertThat(settings)
        .contains(
            "${file:/mnt/secrets/state}", "${file:/mnt/secrets/shop}", "${file:/mnt/secrets/web}")
        .contains("url: https://assay.example.com\n");
  }

  @Test
  void the_network_is_open_for_databases_receivers_and_the_test_alone() {
    JsonObject policy = Chart.render(PLATFORM).one("NetworkPolicy");

    assertThat(at(policy, "spec.ingress.0.from").getAsJsonArray()).hasSize(2);
    assertThat(at(policy, "spec.egress.1.ports").toString())
        .isEqualTo("[{\"port\":5432,\"protocol\":\"TCP\"},{\"port\":6543,\"protocol\":\"TCP\"}]");
    JsonElement receivers = at(policy, "spec.egress.2");
    assertThat(at(receivers, "to.0.ipBlock.except").toString()).isEqualTo("[\"10.0.0.0/8\"]");
    assertThat(at(receivers, "to.1.ipBlock.cidr").getAsString()).isEqualTo("::/0");
    assertThat(at(receivers, "to.1.ipBlock.except").toString()).isEqualTo("[\"fd00::/8\"]");
  }

  @Test
  void each_value_is_documented() throws IOException {
    String readme = Files.readString(Chart.FOLDER.resolve("README.md"));

    for (var value : json(Chart.FOLDER.resolve("values.yaml")).entrySet()) {
      assertThat(readme).containsPattern("`" + value.getKey() + "[`.]");
      if (value.getValue().isJsonObject() && !OF_KUBERNETES.contains(value.getKey())) {
        for (String inner : value.getValue().getAsJsonObject().keySet()) {
          assertThat(readme).containsPattern("`(" + value.getKey() + ")?\\." + inner + "[`.]");
        }
      }
    }
  }

  /// Values that go into a manifest as they are.
  private static final Set<String> OF_KUBERNETES =
      Set.of("resources", "affinity", "podSecurityContext", "securityContext");

  @ParameterizedTest
  @MethodSource("values")
  void the_strict_linter_finds_nothing(Path values, @TempDir Path folder) throws IOException {
    // the linter takes its values from the chart alone
    Path chart = copied(folder);
    Files.writeString(
        chart.resolve("values.yaml"), merged(chart.resolve("values.yaml"), values).toString());

    var result = new Helm(chart).lint().strict().call();

    assertThat(result.getMessages())
        .allSatisfy(message -> assertThat(message).contains("icon is recommended"));
    assertThat(result.isFailed()).isFalse();
  }

  @Test
  void the_smallest_values_make_two_replicas_and_nothing_that_needs_an_operator() {
    Chart chart = Chart.render(SMALLEST);

    assertThat(kinds(chart))
        .containsExactlyInAnyOrder(
            "ConfigMap", "Deployment", "PodDisruptionBudget", "Service", "ServiceAccount");
    assertThat(at(chart.one("Deployment"), "spec.replicas").getAsInt()).isEqualTo(2);
  }

  @Test
  void a_single_replica_has_no_disruption_budget_that_would_block_a_drain() {
    assertThat(kinds(Chart.render(SMALLEST, Map.of("replicas", 1))))
        .doesNotContain("PodDisruptionBudget");
  }

  @Test
  void no_secret_is_in_any_manifest_only_where_it_is_kept() {
    JsonObject deployment = Chart.render(EVERYTHING).one("Deployment");

    var environment = new TreeSet<String>();
    for (JsonElement each : at(deployment, POD + "containers.0.env").getAsJsonArray()) {
      if (each.getAsJsonObject().has("valueFrom")) {
        environment.add(
            at(each, "name").getAsString()
                + " "
                + at(each, "valueFrom.secretKeyRef.name").getAsString()
                + "/"
                + at(each, "valueFrom.secretKeyRef.key").getAsString());
      }
    }
    assertThat(environment)
        .containsExactly(
            "PASSWORD_OF_SHOP assay-shop/password",
            "PASSWORD_OF_THE_STATE assay-state/password",
            "SLACK_BOT_TOKEN assay-receivers/slack",
            "TOKEN_OF_THE_WEB assay-web/token");
    assertThat(Chart.render(EVERYTHING).all("Secret")).isEmpty();
  }

  @Test
  void the_daemon_understands_the_settings_that_are_rendered(@TempDir Path folder)
      throws IOException {
    JsonObject map = settings(Chart.render(EVERYTHING));
    Path file = folder.resolve("assay.yml");
    Files.writeString(file, at(map, "data").getAsJsonObject().get("assay.yml").getAsString());

    var loaded =
        SettingsLoader.load(
            Optional.of(file),
            new Environment(
                Map.of(
                    "PASSWORD_OF_SHOP", "a",
                    "PASSWORD_OF_THE_STATE", "b",
                    "TOKEN_OF_THE_WEB", "c"),
                Map.of()));

    assertThat(loaded.problems()).isEmpty();
    Settings settings = loaded.settings().orElseThrow();
    assertThat(settings.databases().keySet()).containsExactlyInAnyOrder("shop", "data-mart");
    assertThat(settings.databases().get("shop").connections()).isEqualTo(4);
    assertThat(settings.web().url()).contains("https://assay.example.com");
    assertThat(settings.state().keep())
        .isEqualTo(new Settings.Keep(Duration.ofDays(30), Duration.ofDays(400)));
    assertThat(settings.folders().checks()).isEqualTo(Path.of("/etc/assay/checks"));
  }

  @Test
  void changed_settings_replace_the_pods_and_changed_checks_do_not() {
    String before = checksum(Map.of());

    assertThat(checksum(Map.of("state.retention", "10d"))).isNotEqualTo(before);
    assertThat(checksum(Map.of("checks.more\\.yaml", "database: shop"))).isEqualTo(before);
  }

  @Test
  void the_rules_name_the_job_of_the_release() {
    String rules =
        Chart.render(EVERYTHING, Map.of("nameOverride", "quality"))
            .one("PrometheusRule")
            .toString();

    assertThat(rules).contains("job=\\\"quality\\\"").doesNotContain("job=\\\"assay\\\"");
    assertThat(rules).contains("\"severity\":\"watchdog\"");
  }

  private static Path copied(Path folder) throws IOException {
    Path chart = folder.resolve("assay");
    try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
      for (Path file : files.toList()) {
        Files.copy(file, chart.resolve(Chart.FOLDER.relativize(file).toString()));
      }
    }
    return chart;
  }

  /// Returns the values of two files in one, which is YAML too; what the second says wins.
  private static JsonObject merged(Path below, Path above) throws IOException {
    JsonObject merged = json(below);
    merge(merged, json(above));
    return merged;
  }

  private static void merge(JsonObject into, JsonObject from) {
    from.entrySet()
        .forEach(entry -> {
          JsonElement old = into.get(entry.getKey());
          if (old != null && old.isJsonObject() && entry.getValue().isJsonObject()) {
            merge(old.getAsJsonObject(), entry.getValue().getAsJsonObject());
          } else {
            into.add(entry.getKey(), entry.getValue());
          }
        });
  }

  private static JsonObject json(Path file) throws IOException {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    return new Gson().toJsonTree(read).getAsJsonObject();
  }

  private static String checksum(Map<String, Object> set) {
    return at(Chart.render(EVERYTHING, set).one("Deployment"), "spec.template.metadata.annotations")
        .getAsJsonObject()
        .get("checksum/settings")
        .getAsString();
  }

  private static JsonObject settings(Chart chart) {
    return chart.all("ConfigMap").stream()
        .filter(map -> at(map, "data").getAsJsonObject().has("assay.yml"))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> kinds(Chart chart) {
    Set<String> kinds = new TreeSet<>();
    chart.manifests().forEach(each -> kinds.add(each.get("kind").getAsString()));
    return kinds;
  }
}
