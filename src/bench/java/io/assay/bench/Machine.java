package io.assay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/// Where and how something was measured, as lines of a list.
record Machine(String processor, String memory, String system, String postgres, String command) {

  static Machine here(Server server, String command) {
    return new Machine(
        Runtime.getRuntime().availableProcessors()
            + " cores, "
            + line("/proc/cpuinfo", "model name"),
        "%.0f GB"
            .formatted(
                Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("\\D", ""))
                    / 1024.0
                    / 1024),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        server.value("postgres", "SELECT split_part(version(), ' on ', 1)"),
        command);
  }

  String text() {
    return """
    - %s by `%s`
    - %s, %s, %s
    - %s and OpenJDK %s, everything on one machine
    """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            command,
            processor,
            memory,
            system,
            postgres,
            Runtime.version().feature()
                + "."
                + Runtime.version().interim()
                + "."
                + Runtime.version().update());
  }

  private static String line(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
