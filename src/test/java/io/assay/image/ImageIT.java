package io.assay.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The image, looked through and started the way a cluster does it: by a user without rights, on a
/// read-only file system.
class ImageIT {
  @TempDir private static Path unpacked;
  private static Image image;
  @TempDir private Path folder;

  @BeforeAll
  static void read() throws IOException {
    image = Image.read(unpacked);
  }

  @Test
  void runs_as_the_user_and_on_the_port_that_the_chart_expects() throws IOException {
    Map<?, ?> values =
        (Map<?, ?>)
            new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("helm/values.yaml")));
    Map<?, ?> security = (Map<?, ?>) values.get("podSecurityContext");

    assertThat(image.container().get("User").getAsString())
        .isEqualTo(security.get("runAsUser") + ":" + security.get("runAsGroup"));
    assertThat(image.container().getAsJsonObject("ExposedPorts").keySet())
        .containsExactly("8080/tcp");
    assertThat(image.entrypoint()).containsExactly("/opt/java/bin/java", "@/app/java.args");
  }

  @Test
  void keeps_what_changes_seldom_in_layers_of_its_own() {
    List<String> of =
        image.layers().stream()
            .map(layer -> layer.stream().filter(entry -> !entry.isDirectory()).toList())
            .map(layer -> "/" + layer.getFirst().getName())
            .map(file -> file.replaceFirst("^/(app/[a-z]+|opt/java|usr/share/sbom|[a-z]+).*", "$1"))
            .toList();

    assertThat(of)
        .containsExactlyInAnyOrder(
            "app/libs",
            "app/classpath",
            "etc",
            "opt/java",
            "app/heap",
            "app/assay",
            "usr/share/sbom");
  }

  @Test
  void holds_the_program_and_nothing_of_the_machine_that_built_it() {
    assertThat(image.files())
        .allMatch(file ->
            file.matches(
                "/(app/(classpath/assay\\.jar|libs/[^/]+\\.jar|java\\.args|heap\\.flags|assay\\.aot)"
                    + "|opt/java/.+|lib(64)?/.+\\.so[.0-9]*|usr/lib(64)?/.+\\.so[.0-9]*"
                    + "|etc/(passwd|group|nsswitch\\.conf|os-release)|usr/share/doc/[^/]+/copyright"
                    + "|usr/share/sbom/assay\\.cdx\\.json|var/lib/dpkg/status\\.d/[^/]+)"))
        .noneMatch(file -> file.matches(".*(junit|assertj|testcontainers|wiremock|binaries).*"));
    assertThat(image.container().getAsJsonArray("Env").asList())
        .extracting(JsonElement::getAsString)
        .containsExactlyInAnyOrder("LANG=C.UTF-8", "MALLOC_ARENA_MAX=2");
  }

  @Test
  void says_nothing_of_when_and_by_whom_it_was_built() {
    assertThat(image.config().get("created").getAsString()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(image.layers().stream().flatMap(List::stream))
        .allMatch(entry -> entry.getLastModifiedTime().toMillis() == 1000, "no time of its own")
        .allMatch(entry -> entry.getLongUserId() == 0 && entry.getLongGroupId() == 0, "of no user");
  }

  @Test
  void becomes_ready_with_what_java_learned() throws IOException {
    TestPostgres state = TestPostgres.create();
    write(
        "assay.yml",
        """
        assay:
          databases:
            shop: {url: "%1$s", username: "%2$s", password: "${SHOP_PASSWORD}"}
          state: {url: "%1$s", username: "%2$s", password: "${SHOP_PASSWORD}"}
        """
            // the file of hosts is the engine's, and there is none here
            .formatted(state.url().replace("localhost", "127.0.0.1"), state.username()));
    write("checks/shop.yaml", "database: shop\nchecks:\n  - size:\n    at_most: 1 TB\n");
    write("alerts/none.yaml", "receivers: {}\n");
    // in this mode java would rather end than go without; options of the user win over the image's
    Map<String, String> environment =
        Map.of(
            "SHOP_PASSWORD",
            state.password(),
            "JDK_JAVA_OPTIONS",
            "-XX:AOTMode=on -Xmx200m -XX:+PrintFlagsFinal");

    try (Container container = Container.start(image, folder, environment, "serve")) {
      await().atMost(Duration.ofMinutes(1)).until(container::ready);

      assertThat(container.output())
          .containsPattern("MaxHeapSize +:?= 209715200")
          .contains("Loaded 1 check and 0 receivers; 0 problems.");
      assertThat(container.terminate()).isZero();
    }
  }

  @Test
  void without_a_state_database_says_that_one_is_needed() throws IOException {
    write(
        "assay.yml",
        "assay:\n  databases:\n    shop: {url: \"jdbc:postgresql://localhost/shop\"}\n");

    try (Container container = Container.start(image, folder, Map.of(), "serve")) {
      assertThat(container.awaitEnd()).isEqualTo(2);
      assertThat(container.output().strip().lines().reduce((_, last) -> last).orElseThrow())
          .contains("assay.state.url");
    }
  }

  private void write(String name, String text) throws IOException {
    Container.needed();
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
