package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Measure;
import io.assay.check.MigrationHistory;
import io.assay.check.MigrationHistory.Migration;
import io.assay.check.MigrationHistory.Step;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/// The history tables of migration tools, as they are found and read.
class MigrationsMeasureTest {
  private static final Draft DATABASE = Draft.database();
  private static final Measure.Migrations ANY = new Measure.Migrations(Optional.empty());

  private static Measure.Migrations named(String schema, String name) {
    return new Measure.Migrations(Optional.of(new TableName(schema, name)));
  }

  @Test
  void the_history_that_flyway_itself_writes_is_found_and_read() throws Exception {
    TestPostgres postgres = TestPostgres.create();
    Path scripts = Files.createTempDirectory("migrations");
    Files.writeString(scripts.resolve("V1__first.sql"), "CREATE TABLE a (id int)");
    Files.writeString(scripts.resolve("V1.1__second.sql"), "CREATE TABLE b (id int)");
    Files.writeString(scripts.resolve("R__views.sql"), "CREATE VIEW v AS SELECT 1");
    flyway(postgres, scripts).migrate();
    postgres.execute(
        "INSERT INTO shop.flyway_schema_history (installed_rank, version, description, type,"
            + " script, installed_by, execution_time, success) VALUES (8, '2', 'broken', 'SQL',"
            + " 'V2__broken.sql', 'me', 1, false), (9, '1.1', 'second', 'UNDO_SQL',"
            + " 'U1.1__second.sql', 'me', 1, true), (10, '1', 'first', 'DELETE', 'V1__first.sql',"
            + " 'me', 1, true)");
    try (Asked asked = Asked.superuser(postgres)) {
      MigrationHistory history = asked.value(DATABASE, ANY);
      assertThat(history.table()).isEqualTo(new TableName("shop", "flyway_schema_history"));
      assertThat(history.ordered()).isTrue();
      assertThat(history.migrations())
          .contains(
              new Migration(Optional.of("1"), "first", Step.APPLIED),
              new Migration(Optional.of("1.1"), "second", Step.APPLIED),
              new Migration(Optional.empty(), "views", Step.APPLIED),
              new Migration(Optional.of("2"), "broken", Step.FAILED),
              new Migration(Optional.of("1.1"), "second", Step.REMOVED),
              new Migration(Optional.of("1"), "first", Step.REMOVED));
    }
  }

  private static Flyway flyway(TestPostgres postgres, Path scripts) {
    return Flyway.configure()
        .dataSource(postgres.url(), postgres.username(), postgres.password())
        .locations("filesystem:" + scripts)
        .schemas("shop")
        .load();
  }

  @Test
  void the_histories_of_supabase_and_dbmate_are_found_and_several_have_to_be_named() {
    TestPostgres postgres = TestPostgres.create();
    postgres.execute(
        "CREATE SCHEMA auth",
        "CREATE TABLE auth.schema_migrations (version varchar(255))",
        "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)",
        "INSERT INTO schema_migrations VALUES ('20260102'), ('20260101')");
    try (Asked asked = Asked.superuser(postgres)) {
      assertThat(asked.value(DATABASE, ANY).migrations())
          .extracting(Migration::version)
          .containsExactlyInAnyOrder(Optional.of("20260101"), Optional.of("20260102"));
      postgres.execute(
          "CREATE SCHEMA supabase_migrations",
          "CREATE TABLE supabase_migrations.schema_migrations"
              + " (version text PRIMARY KEY, statements text[], name text)",
          "INSERT INTO supabase_migrations.schema_migrations VALUES ('20260103', NULL, 'orders')");
      assertThat(asked.trouble(DATABASE, ANY).text())
          .isEqualTo(
              "there are several migration histories, public.schema_migrations,"
                  + " supabase_migrations.schema_migrations: name one, as in 'migrations:"
                  + " public.schema_migrations'");
      assertThat(
              asked.value(DATABASE, named("supabase_migrations", "schema_migrations")).migrations())
          .containsExactly(new Migration(Optional.of("20260103"), "orders", Step.APPLIED));
    }
  }

  @Test
  void where_it_looked_and_what_it_does_not_know_is_told() {
    TestPostgres postgres = TestPostgres.create();
    try (Asked asked = Asked.superuser(postgres)) {
      Unmeasurable none = asked.trouble(DATABASE, ANY);
      assertThat(none.reason()).isEqualTo(Reason.MISSING);
      assertThat(none.text())
          .contains("flyway_schema_history in every schema")
          .contains("supabase_migrations.schema_migrations and public.schema_migrations");
      assertThat(asked.trouble(DATABASE, named("a", "b")).text())
          .isEqualTo("there is no table a.b in this database");
      postgres.execute("CREATE TABLE schema_migrations (version bigint, dirty boolean)");
      assertThat(asked.trouble(DATABASE, ANY).reason()).isEqualTo(Reason.UNSUPPORTED);
    }
  }

  @Test
  void a_missing_right_is_told_with_the_grants_and_they_suffice() {
    TestPostgres postgres = TestPostgres.create();
    String role = Asked.limitedRole(postgres);
    postgres.execute(
        "CREATE SCHEMA supabase_migrations",
        "CREATE TABLE supabase_migrations.schema_migrations (version text)");
    try (Asked limited = Asked.as(postgres, role, "limited")) {
      Unmeasurable denied = limited.trouble(DATABASE, ANY);
      assertThat(denied.reason()).isEqualTo(Reason.PERMISSION);
      String[] grants = denied.text().replaceFirst(".*: run ", "").split("; ");
      assertThat(grants).hasSize(2);
      postgres.execute(grants);
      assertThat(limited.value(DATABASE, ANY).migrations()).isEmpty();
      Check check = DATABASE.asking("check", ANY);
      assertThat(limited.runner.explain(limited.database, List.of(check)).get(check.id()))
          .isInstanceOf(Explanation.Planned.class);
    }
  }
}
