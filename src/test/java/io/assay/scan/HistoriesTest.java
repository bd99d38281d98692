package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Reference;
import io.assay.check.TableName;
import io.assay.scan.Asked.Draft;
import io.assay.testing.PostgresRelease;
import io.assay.testing.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random histories of a database, after each of which what is kept and reused must be what a plain
/// recomputation finds. `-Dassay.test.histories` says how many, `-Dassay.test.seed` with which
/// seed.
@Tag("versions")
class HistoriesTest {
  private static final int HISTORIES = Integer.getInteger("assay.test.histories", 2000);
  private static final long SEED = Long.getLong("assay.test.seed", 20_261_121);

  private final TestPostgres postgres = TestPostgres.create();
  private final Asked asked = Asked.superuser(postgres);
  private final Recomputed recomputed = new Recomputed(asked);
  private final RandomSteps steps = new RandomSteps(postgres, this::assertSame);

  @AfterEach
  void close() throws SQLException {
    steps.close();
    asked.close();
  }

  @Test
  void reuses_nothing_that_a_plain_recomputation_does_not_find() {
    for (int history = 0; history < HISTORIES; history++) {
      steps.begin(SEED + history);
      List<String> done = new ArrayList<>();
      for (int step = steps.number(1, 5); step > 0; step--) {
        done.add(steps.next());
      }
      assertSame("history " + history + " of seed " + SEED + ": " + done);
    }
    Map<Measured.How, Integer> ways = recomputed.ways();
    assertThat(ways).containsKey(Measured.How.SCAN);
    if (PostgresRelease.chosen().major() >= 15) {
      // else nothing was tried
      assertThat(ways.get(Measured.How.REUSED)).isGreaterThan(HISTORIES);
    } else {
      assertThat(ways).doesNotContainKey(Measured.How.REUSED);
    }
    System.out.println(
        HISTORIES
            + " histories on PostgreSQL "
            + PostgresRelease.chosen().major()
            + " from seed "
            + SEED
            + ": "
            + ways);
  }

  @Test
  void what_is_written_while_it_measures_is_found_the_next_time()
      throws ExecutionException, InterruptedException {
    steps.begin(SEED);
    for (int round = 0; round < 20; round++) {
      CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> steps.write(60));
      while (!writing.isDone()) {
        recomputed.measure(checks());
      }
      writing.get();
      assertSame("round " + round);
    }
  }

  private void assertSame(String history) {
    recomputed.assertSame(history, checks());
  }

  private static List<Check> checks() {
    Measure.Rows rows = new Measure.Rows();
    Measure.Nulls email = new Measure.Nulls(new Column.Name("email"));
    Measure.Nulls note = new Measure.Nulls(new Column.Name("note"));
    return List.of(
        Draft.on("orders").asking("rows", rows, email),
        Draft.on("orders").asking("blank", new Measure.Blanks(new Column.Name("email")), rows),
        Draft.on("orders").asking("newest", new Measure.Newest(new Column.Name("at"))),
        Draft.on("orders").asking("unique", new Measure.Repeats(List.of(new Column.Name("id")))),
        Draft.on("orders").where("total > 20").asking("where", rows, email),
        Draft.on("orders").where("twice(total) > 40").asking("function", rows),
        Draft.on("orders").where("at > now() - interval '1 day'").asking("time", rows),
        Draft.on("events").asking("notes", note, rows),
        Draft.on("events")
            .asking("few", new Measure.Distinct(List.of(new Column.Name("note"))), rows, note),
        Draft.on("orders")
            .asking("emails", new Measure.Distinct(List.of(new Column.Name("email"))), rows),
        Draft.on("orders")
            .asking(
                "orphans",
                new Measure.Orphans(
                    List.of(new Column.Name("id")),
                    new Reference(new TableName("public", "events"), List.of("id"))),
                rows),
        Draft.on("events").asking("day", new Measure.Newest(new Column.Name("at"))),
        Draft.on("events")
            .asking(
                "keys", new Measure.Repeats(List.of(new Column.Name("id"), new Column.Name("at")))),
        Draft.on("events").asking("ids", new Measure.Repeats(List.of(new Column.Name("id")))),
        Draft.on("totals").asking("totals", rows));
  }
}
