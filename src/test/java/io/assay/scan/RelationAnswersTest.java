package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Guard;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@OnPostgres(from = 15)
class RelationAnswersTest {
  @Test
  void no_statement_is_sent_for_figures_all_of_which_are_stored() {
    TestPostgres postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TABLE events (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20)",
        "INSERT INTO events SELECT generate_series(1, 15)");
    Measure.Rows rows = new Measure.Rows();
    List<Check> checks = List.of(Draft.on("events").asking("rows", rows));
    try (Asked asked = Asked.superuser(postgres)) {
      Kept kept = asked.runner.measure(asked.database, checks, Kept.NOTHING).kept();
      List<Measured.How> sent = new ArrayList<>();
      Round round =
          new Round(asked.database, (database, how) -> sent.add(how), Duration.ofSeconds(45));
      Unchanged unchanged = Unchanged.find(round, round::look, checks, kept);
      Measurement again =
          Optional.ofNullable(
                  round
                      .with(unchanged.reuse())
                      .measure(
                          new Scan.OfRelation(
                              new TableName("public", "events"), Guard.OF_DATABASE, checks))
                      .get(checks.getFirst().id()))
              .orElseThrow();

      assertThat(((Measured) again).get(rows)).isEqualTo(15);
      assertThat(sent).isEmpty();
    }
  }
}
