package io.assay.helm;

import static io.assay.helm.Chart.PLATFORM;
import static io.assay.helm.Chart.SMALLEST;
import static io.assay.helm.Chart.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The pods of a release: what they may do, where they run, and how one takes another's place.
class ChartPodsTest {
  private static final String POD = "spec.template.spec.";

  @TempDir Path made;

  @ParameterizedTest
  @MethodSource("io.assay.helm.ChartTest#values")
  void pods_are_as_restricted_as_kubernetes_asks_for(Path values) {
    JsonObject deployment = Chart.render(values).one("Deployment");

    assertThat(at(deployment, POD + "automountServiceAccountToken").getAsBoolean()).isFalse();
    JsonObject pod = at(deployment, POD + "securityContext").getAsJsonObject();
    assertThat(at(pod, "runAsNonRoot").getAsBoolean()).isTrue();
    if (!values.equals(PLATFORM)) { // where the platform chooses the user
      assertThat(at(pod, "runAsUser").getAsInt()).isPositive();
    }
    assertThat(at(pod, "seccompProfile.type").getAsString()).isEqualTo("RuntimeDefault");
    JsonObject container = at(deployment, POD + "containers.0.securityContext").getAsJsonObject();
    assertThat(at(container, "allowPrivilegeEscalation").getAsBoolean()).isFalse();
    assertThat(at(container, "readOnlyRootFilesystem").getAsBoolean()).isTrue();
    assertThat(at(container, "capabilities.drop.0").getAsString()).isEqualTo("ALL");
  }

  @Test
  void an_update_takes_no_replica_away_before_its_successor_is_ready() {
    JsonObject deployment = Chart.render(SMALLEST).one("Deployment");

    assertThat(at(deployment, "spec.strategy.rollingUpdate.maxUnavailable").getAsInt()).isZero();
    String container = POD + "containers.0.";
    assertThat(at(deployment, container + "livenessProbe.httpGet.path").getAsString())
        .isEqualTo("/health/liveness");
    assertThat(at(deployment, container + "readinessProbe.httpGet.path").getAsString())
        .isEqualTo("/health/readiness");
    JsonObject startup = at(deployment, container + "startupProbe").getAsJsonObject();
    assertThat(at(startup, "periodSeconds").getAsInt() * at(startup, "failureThreshold").getAsInt())
        .isGreaterThanOrEqualTo(300);
  }

  @Test
  void rules_of_spreading_are_about_the_pods_of_the_release_unless_they_say_otherwise()
      throws IOException {
    String rule = "{maxSkew: 1, topologyKey: rack, whenUnsatisfiable: DoNotSchedule%s}";
    Chart chart =
        Chart.render(
            Chart.smallestWith(
                made,
                "topologySpreadConstraints: ["
                    + rule.formatted("")
                    + ", "
                    + rule.formatted(", labelSelector: {matchLabels: {a: b}}")
                    + "]"));

    JsonElement rules = at(chart.one("Deployment"), POD + "topologySpreadConstraints");
    assertThat(at(rules, "0.labelSelector"))
        .isEqualTo(at(chart.one("Deployment"), "spec.selector"));
    assertThat(at(rules, "1.labelSelector.matchLabels").toString()).isEqualTo("{\"a\":\"b\"}");
  }

  @ParameterizedTest
  @CsvSource({"1.29.0, false", "1.30.0, true"})
  void a_pod_that_is_to_end_answers_until_nobody_is_sent_to_it(String kubernetes, boolean waits) {
    Chart chart = Chart.render(new Chart.As(Chart.FOLDER, "assay", kubernetes), SMALLEST, Map.of());

    assertThat(at(chart.one("Deployment"), POD + "containers.0").getAsJsonObject().has("lifecycle"))
        .isEqualTo(waits);
  }
}
