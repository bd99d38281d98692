package io.assay.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.config.CheckLoader;
import io.assay.config.LoadedChecks;
import io.assay.config.SourceFolder;
import io.assay.config.Surroundings;
import io.assay.scan.Catalog;
import io.assay.scan.CatalogAnswer;
import io.assay.scan.DatabaseSettings;
import io.assay.scan.MonitoredDatabase;
import io.assay.scan.ScanRunner;
import io.assay.scan.StatementLog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The demo's database, and the project's own check files for it.
final class DemoSuite {
  private DemoSuite() {}

  /// Fills a database; its role `assay` gets the password `assay`.
  static void fill(Connection connection) throws SQLException {
    DemoStory.fill(connection, line -> {});
    connection.createStatement().execute("ALTER ROLE assay PASSWORD 'assay'");
  }

  static DatabaseSettings settings(String url, String role, String password) {
    return new DatabaseSettings(
        DemoDatabase.NAME,
        url.replaceAll("\\?.*", ""),
        new DatabaseSettings.Login(Optional.of(role), Optional.of(password)),
        2,
        Duration.ofSeconds(30),
        Optional.empty());
  }

  static List<Check> load(MonitoredDatabase monitored) {
    ScanRunner runner = new ScanRunner(StatementLog.NONE, name -> Optional.empty());
    Catalog catalog =
        switch (runner.catalog(monitored)) {
          case CatalogAnswer.Read read -> read.catalog();
          case CatalogAnswer.Unread unread -> throw new AssertionError(unread.why().text());
        };
    LoadedChecks loaded =
        CheckLoader.ofAllKinds()
            .load(
                SourceFolder.read(List.of(Path.of("checks"))),
                Map.of(),
                new Surroundings(
                    Optional.of(Set.of(DemoDatabase.NAME)), Map.of(DemoDatabase.NAME, catalog)));
    assertThat(loaded.problems()).isEmpty();
    return loaded.checks();
  }
}
