package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tables that come and go below another one after the look and before its rows are read, as they
/// may while a busy database is left alone: none of their rows is kept as one of another table.
@Tag("versions")
class BetweenLookAndScanTest {
  private final TestPostgres postgres = TestPostgres.create();
  private final Asked asked = Asked.superuser(postgres);
  private final List<Check> checks =
      List.of(
          Draft.on("orders").asking("rows", new Measure.Rows()),
          Draft.on("orders")
              .asking("unique", new Measure.Repeats(List.of(new Column.Name("total")))));

  @BeforeEach
  void orders() {
    postgres.execute(
        "CREATE TABLE orders (id int, total int) PARTITION BY RANGE (id)",
        "CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (10)",
        "INSERT INTO orders VALUES (1, 5), (2, 6)",
        "CREATE TABLE apart (id int, total int)",
        "INSERT INTO apart VALUES (21, 5), (22, 5)");
  }

  @AfterEach
  void close() {
    asked.close();
  }

  @Test
  void a_second_partition() {
    Unchanged looked = look();
    postgres.execute(
        "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (10) TO (20)",
        "INSERT INTO orders VALUES (11, 7), (12, 7)");
    read(looked).assertSame("a second partition", checks);
  }

  @Test
  void a_partition_that_comes_and_goes() {
    postgres.execute("CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (10) TO (20)");
    Unchanged looked = look();
    postgres.execute("ALTER TABLE orders ATTACH PARTITION apart FOR VALUES FROM (20) TO (30)");
    Recomputed recomputed = read(looked);
    postgres.execute("ALTER TABLE orders DETACH PARTITION apart");
    recomputed.assertSame("a partition that came and went", checks);
  }

  @Test
  void a_child_of_a_table_that_had_one_before() {
    postgres.execute(
        "DROP TABLE orders",
        "CREATE TABLE orders (id int, total int)",
        "CREATE TABLE child () INHERITS (orders)",
        "DROP TABLE child",
        "INSERT INTO orders VALUES (1, 5)");
    Unchanged looked = look();
    postgres.execute("ALTER TABLE apart INHERIT orders");
    read(looked).assertSame("a child", checks);
  }

  private Unchanged look() {
    Round looking = round();
    return Unchanged.find(looking, looking::look, checks, Kept.NOTHING);
  }

  private Recomputed read(Unchanged looked) {
    Round reading = round().with(looked.reuse());
    Planner.plan(checks, Set.of()).forEach(reading::measure);
    return new Recomputed(asked, reading.kept());
  }

  private Round round() {
    return new Round(asked.database, StatementLog.NONE, Duration.ofSeconds(45));
  }
}
