package io.assay.testing;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A service of the machine that some tests need for real. Where it is missing, such a test is left
/// out and says so in a sentence; with the property `assay.test.services=required`, as CI has it,
/// the test fails instead.
public enum Service {
  PROMETHEUS("Prometheus", "prometheus", "prometheus"),
  PGBOUNCER("PgBouncer", "pgbouncer", "pgbouncer"),
  POSTGRES_15("PostgreSQL 15", "postgresql-15", Service.HOME_15 + "/bin/initdb"),
  PG_CRON("pg_cron for PostgreSQL 15", "postgresql-15-cron", Service.HOME_15 + "/lib/pg_cron.so"),
  CHROMIUM("Chromium", "chromium", "chromium");

  private static final String HOME_15 = "/usr/lib/postgresql/15";

  /// Where Debian keeps what only an administrator has on the path.
  private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin");

  private final String title;
  private final String debianPackage;
  private final String sign;

  Service(String title, String debianPackage, String sign) {
    this.title = title;
    this.debianPackage = debianPackage;
    this.sign = sign;
  }

  /// Returns the Debian package that brings it.
  public String debianPackage() {
    return debianPackage;
  }

  /// Returns when the service is there; leaves the test out, or fails it, otherwise.
  public void needed() {
    found(sign);
  }

  /// Returns a program of the service, by its name or its full path, as [#needed] does.
  public Program program(String name) {
    return new Program(found(name));
  }

  private Path found(String name) {
    Optional<Path> found =
        name.startsWith("/")
            ? Optional.of(Path.of(name)).filter(Files::exists)
            : folders()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    if (found.isEmpty() && System.getProperty("assay.test.services", "").equals("required")) {
      fail(
          "%s is required by -Dassay.test.services=required and is not installed (%s): on Debian,"
              + " apt-get install %s",
          title, name, debianPackage);
    }
    return found.orElseGet(() -> leftOut(name));
  }

  /// Printed too: the summary of a build counts what was left out and does not say why.
  private Path leftOut(String name) {
    String sentence = title + " is not installed (" + name + "): what needs it is not tested here";
    System.out.println(sentence);
    return abort(sentence);
  }

  private static Stream<String> folders() {
    return Stream.concat(
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), MORE_FOLDERS.stream());
  }
}
