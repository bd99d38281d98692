package io.assay.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lists of what the program and the image are made of.
class SbomIT {
  @Test
  void the_jar_lists_each_library_that_is_shipped_and_no_other() throws IOException {
    List<String> shipped;
    try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
      shipped = libraries.map(each -> each.getFileName().toString()).toList();
    }
    List<String> listed;
    try (JarFile jar = new JarFile("target/assay.jar")) {
      String text =
          new String(
              jar.getInputStream(jar.getEntry("META-INF/sbom/assay.cdx.json")).readAllBytes(),
              StandardCharsets.UTF_8);
      listed = components(text).stream().map(SbomIT::jar).toList();
    }

    assertThat(listed).isNotEmpty().containsExactlyInAnyOrderElementsOf(shipped);
  }

  @Test
  void the_image_lists_what_it_holds_and_nothing_else(@TempDir Path unpacked) throws IOException {
    Image image = Image.read(unpacked);
    List<JsonObject> listed = components(image.text("/usr/share/sbom/assay.cdx.json"));

    assertThat(listed.stream().filter(SbomIT::isJar).map(SbomIT::jar))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(named(image, "/app/libs/"));
    assertThat(listed.stream().filter(each -> !isJar(each)).map(each -> text(each, "name")))
        .contains("openjdk")
        .containsAll(named(image, "/var/lib/dpkg/status.d/"))
        .hasSize(named(image, "/var/lib/dpkg/status.d/").size() + 1);
  }

  private static List<String> named(Image image, String folder) {
    return image.files().stream()
        .filter(file -> file.startsWith(folder))
        .map(file -> file.substring(folder.length()))
        .toList();
  }

  private static List<JsonObject> components(String sbom) {
    return JsonParser.parseString(sbom)
        .getAsJsonObject()
        .getAsJsonArray("components")
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static boolean isJar(JsonObject component) {
    return text(component, "purl").startsWith("pkg:maven/");
  }

  private static String jar(JsonObject component) {
    return text(component, "name") + "-" + text(component, "version") + ".jar";
  }

  private static String text(JsonObject component, String key) {
    return component.get(key).getAsString();
  }
}
