package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.PostgresRelease;
import io.assay.testing.TestPostgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a role sees, and whether a server can tell that nothing has changed.
@Tag("versions")
class LookTest {
  private static final Check CHECK = Draft.on("orders").asking("rows", new Measure.Rows());

  private final TestPostgres postgres = TestPostgres.create();
  private final String role = Asked.limitedRole(postgres);
  private final Asked asked = Asked.as(postgres, role, "limited");
  private Kept kept = Kept.NOTHING;

  @BeforeEach
  void orders() {
    postgres.execute(
        "CREATE TABLE orders (id int)",
        "INSERT INTO orders VALUES (1)",
        "GRANT pg_read_all_stats TO " + role);
  }

  @AfterEach
  void close() {
    asked.close();
  }

  @Test
  void rows_that_row_security_hides_from_now_on_are_an_error_although_nothing_changed() {
    postgres.execute(
        "GRANT SELECT ON orders TO " + role,
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "ALTER ROLE " + role + " BYPASSRLS");
    assertReused();
    postgres.execute("ALTER ROLE " + role + " NOBYPASSRLS");
    assertThat(measure())
        .isInstanceOfSatisfying(
            Unmeasurable.class, why -> assertThat(why.reason()).isEqualTo(Reason.ROW_SECURITY));
  }

  @Test
  void a_right_that_a_role_lost_is_told_although_nothing_changed() {
    String readers = role + "_readers";
    postgres.execute(
        "CREATE ROLE " + readers,
        "GRANT SELECT ON orders TO " + readers,
        "GRANT " + readers + " TO " + role);
    assertReused();
    postgres.execute("REVOKE " + readers + " FROM " + role);
    assertThat(measure())
        .isInstanceOfSatisfying(
            Unmeasurable.class, why -> assertThat(why.reason()).isEqualTo(Reason.PERMISSION));
  }

  @Test
  @OnPostgres(to = 14)
  void before_15_a_session_may_withhold_its_statistics_so_all_is_read_each_time() {
    postgres.execute("GRANT SELECT ON orders TO " + role);
    measure();
    assertThat(inFull())
        .isEqualTo("PostgreSQL before 15 may withhold its statistics of what changes");
  }

  @Test
  @OnPostgres(from = 15)
  void a_role_that_cannot_see_the_transactions_of_others_reads_each_time_and_is_told_the_grant() {
    postgres.execute("GRANT SELECT ON orders TO " + role, "REVOKE pg_read_all_stats FROM " + role);
    measure();
    assertThat(inFull()).contains("GRANT pg_read_all_stats TO \"" + role + "\"");
  }

  @Test
  @OnPostgres(from = 15)
  void where_changes_are_not_counted_all_is_read_each_time() {
    postgres.execute("GRANT SELECT ON orders TO " + role);
    assertReused();
    postgres.execute("ALTER ROLE " + role + " SET track_counts = off");
    try {
      assertThat(inFull()).contains("track_counts is off");
    } finally {
      postgres.execute("ALTER ROLE " + role + " RESET track_counts");
    }
  }

  private void assertReused() {
    measure();
    assertThat(((Measured) measure()).cost().how())
        .isEqualTo(
            PostgresRelease.chosen().major() >= 15 ? Measured.How.REUSED : Measured.How.SCAN);
  }

  private String inFull() {
    Measured measured = (Measured) measure();
    assertThat(measured.cost().how()).isEqualTo(Measured.How.SCAN);
    return measured.cost().inFull().orElseThrow();
  }

  private Measurement measure() {
    Taken taken = asked.runner.measure(asked.database, List.of(CHECK), kept);
    kept = taken.kept();
    return Optional.ofNullable(taken.measurements().get(CHECK.id())).orElseThrow();
  }
}
