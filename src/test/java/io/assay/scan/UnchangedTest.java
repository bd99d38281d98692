package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Deferred;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Unmeasurable;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("versions")
@OnPostgres(from = 15)
class UnchangedTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Measure.Rows ROWS = new Measure.Rows();
  private static final Measure.Nulls NO_EMAIL = new Measure.Nulls(new Column.Name("email"));

  private Kept kept = Kept.NOTHING;

  @AfterAll
  static void close() {
    ASKED.close();
  }

  @BeforeEach
  void orders() {
    POSTGRES.execute(
        "DROP TABLE IF EXISTS orders, events CASCADE",
        "CREATE TABLE orders (id bigint, email text, total numeric, at timestamptz)",
        "INSERT INTO orders SELECT n, nullif('m' || n % 5, 'm0'), n, now() FROM generate_series(1, 100) n",
        "CREATE TABLE events (id bigint, day date, note text) PARTITION BY RANGE (day)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
        "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
        "CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
        "INSERT INTO events SELECT n, date '2026-01-01' + n % 59, nullif(n % 3, 0) FROM generate_series(1, 90) n");
  }

  @Test
  void takes_what_was_measured_while_nothing_changes() {
    Check check = Draft.on("orders").asking("nulls", NO_EMAIL, ROWS);
    Measured first = measure(check);
    Measured second = measure(check);

    assertThat(first.cost().how()).isEqualTo(Measured.How.SCAN);
    assertThat(second.cost().how()).isEqualTo(Measured.How.REUSED);
    assertThat(second.get(NO_EMAIL)).isEqualTo(20);
    assertThat(second.cost().because().orElseThrow())
        .matches("unchanged since \\d\\d:\\d\\d, measured then");
  }

  @Test
  void measures_again_what_changed() {
    Check check = Draft.on("orders").asking("nulls", NO_EMAIL, ROWS);
    measure(check);
    POSTGRES.execute("UPDATE orders SET email = NULL WHERE id <= 10");
    Measured second = measure(check);

    assertThat(second.cost().how()).isEqualTo(Measured.How.SCAN);
    assertThat(second.get(NO_EMAIL)).isEqualTo(28);
  }

  @Test
  @OnPostgres(from = 18)
  void measures_a_virtual_column_again_whose_expression_moves_no_row() {
    POSTGRES.execute(
        "CREATE TABLE virtuals (id int, half int GENERATED ALWAYS AS (nullif(id, 2)) VIRTUAL)",
        "INSERT INTO virtuals SELECT generate_series(1, 9)");
    Measure<Long> none = new Measure.Nulls(new Column.Name("half"));
    Check check = Draft.on("virtuals").asking("nulls", none, ROWS);
    assertThat(measure(check).get(none)).isOne();
    POSTGRES.execute("ALTER TABLE virtuals ALTER half SET EXPRESSION AS (nullif(id % 3, 0))");
    assertThat(measure(check).get(none)).isEqualTo(3);
  }

  @Test
  void measures_only_the_partitions_that_changed() {
    Check check =
        Draft.on("events")
            .asking(
                "nulls",
                new Measure.Nulls(new Column.Name("note")),
                ROWS,
                new Measure.Newest(new Column.Name("day")));
    measure(check);
    POSTGRES.execute("INSERT INTO events VALUES (1000, '2026-03-05', NULL)");
    Measured second = measure(check);

    assertThat(second.cost().because()).contains("1 of 3 partitions measured");
    assertThat(second.get(ROWS)).isEqualTo(91);
    assertThat(second.get(new Measure.Nulls(new Column.Name("note")))).isEqualTo(31);
    assertThat(second.get(new Measure.Newest(new Column.Name("day"))).orElseThrow())
        .hasToString("2026-03-05T00:00:00Z");
    assertThat(measure(check).cost().how()).isEqualTo(Measured.How.REUSED);
  }

  @Test
  void counts_few_distinct_values_in_the_pass_of_the_others_and_of_changed_partitions_only() {
    POSTGRES.execute(
        "INSERT INTO events SELECT n, date '2026-01-01' + n % 59, n % 9 FROM generate_series(1, 900) n",
        "ANALYZE events_1", "ANALYZE events_2", "ANALYZE events_3");
    Measure.Distinct notes = new Measure.Distinct(List.of(new Column.Name("note")));
    Measure.Nulls none = new Measure.Nulls(new Column.Name("note"));
    Check check = Draft.on("events").asking("notes", notes, none, ROWS);
    Measured first = measure(check);
    assertThat(first.get(notes)).isEqualTo(9);
    assertThat(first.get(ROWS)).isEqualTo(990);
    assertThat(first.get(none)).isEqualTo(30);

    POSTGRES.execute(
        "INSERT INTO events VALUES (1000, '2026-03-05', 'new'), (1001, '2026-03-05', '1')");
    Measured second = measure(check);
    assertThat(second.cost().because()).contains("1 of 3 partitions measured");
    assertThat(second.get(notes)).isEqualTo(10);
    assertThat(second.get(ROWS)).isEqualTo(992);
    assertThat(second.get(none)).isEqualTo(30);

    // the statistics are older than the many values
    POSTGRES.execute(
        "INSERT INTO events SELECT n, '2026-02-05', n FROM generate_series(1, 5000) n");
    assertThat(measure(check).get(notes)).isEqualTo(5002);
    assertThat(measure(check).get(notes)).isEqualTo(5002);
  }

  @Test
  void reads_an_authors_expression_again_only_when_it_depends_on_more_than_the_row() {
    Check row = Draft.on("orders").where("total > 5 AND lower(email) <> 'x'").asking("row", ROWS);
    Check time = Draft.on("orders").where("at > now() - interval '1 day'").asking("time", ROWS);
    Check other =
        Draft.on("orders").where("total > (SELECT count(*) FROM events)").asking("other", ROWS);
    measure(row, time, other);
    List<Measured> second = measure(row, time, other);

    assertThat(second)
        .extracting(each -> each.cost().how())
        .containsExactly(Measured.How.REUSED, Measured.How.SCAN, Measured.How.SCAN);
    assertThat(second.get(1).cost().inFull())
        .contains("what it looks at may depend on more than the row");
  }

  @Test
  void tells_why_a_view_is_read_each_time() {
    POSTGRES.execute("CREATE VIEW all_orders AS SELECT * FROM orders");
    try {
      Check check = Draft.on("all_orders").asking("rows", ROWS);
      measure(check);
      assertThat(measure(check).cost().inFull())
          .contains("a view does not tell what changes under it");
    } finally {
      POSTGRES.execute("DROP VIEW all_orders");
    }
  }

  private Measured measure(Check check) {
    return measure(new Check[] {check}).getFirst();
  }

  private List<Measured> measure(Check... checks) {
    Taken taken = ASKED.runner.measure(ASKED.database, List.of(checks), kept);
    kept = taken.kept();
    return List.of(checks).stream().map(check -> measured(taken, check)).toList();
  }

  private static Measured measured(Taken taken, Check check) {
    return switch (Optional.ofNullable(taken.measurements().get(check.id())).orElseThrow()) {
      case Measured measured -> measured;
      case Unmeasurable why -> throw new AssertionError(why.text());
      case Deferred why -> throw new AssertionError(why.text());
    };
  }
}
