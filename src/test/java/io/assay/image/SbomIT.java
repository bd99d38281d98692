package io.assay.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The list of what the program is made of, in its jar.
class SbomIT {
  @Test
  void lists_each_library_that_is_shipped_and_no_other() throws IOException {
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
      listed =
          JsonParser.parseString(text)
              .getAsJsonObject()
              .getAsJsonArray("components")
              .asList()
              .stream()
              .map(JsonElement::getAsJsonObject)
              .map(each ->
                  each.get("name").getAsString() + "-" + each.get("version").getAsString() + ".jar")
              .toList();
    }

    assertThat(listed).isNotEmpty().containsExactlyInAnyOrderElementsOf(shipped);
  }
}
