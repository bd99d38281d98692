package io.assay.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher `assay` beside the built jar, without the sources.
class LauncherIT {
  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    Files.createDirectories(folder.resolve("target"));
    Files.copy(Path.of("assay"), folder.resolve("assay"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(Path.of("target/assay.jar"), folder.resolve("target/assay.jar"));
    Files.createSymbolicLink(folder.resolve("target/lib"), Path.of("target/lib").toAbsolutePath());
  }

  @Test
  void says_nothing_of_a_cache_that_java_cannot_use() throws Exception {
    Path jdk = Path.of(System.getProperty("java.home"));
    String name = output("sh", "-c", "cksum <'" + jdk + "/release' | tr -dc '0-9'");
    Files.writeString(folder.resolve("target/assay-" + name + ".aot"), "of another java");

    assertThat(output(folder.resolve("assay").toString(), "--version"))
        .startsWith("assay ")
        .hasLineCount(1);
  }

  @Test
  void learns_nothing_for_commands_that_end_soon() throws Exception {
    assertThat(output(folder.resolve("assay").toString(), "--version")).startsWith("assay ");

    try (Stream<Path> files = Files.list(folder.resolve("target"))) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("assay.jar", "lib");
    }
  }

  private static String output(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
