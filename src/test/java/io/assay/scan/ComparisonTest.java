package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Compared;
import io.assay.check.Compared.Aggregate;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.OtherTable;
import io.assay.check.Sides;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A table against another one: counts, figures, and what can come between the two sides.
class ComparisonTest {
  private static final TestPostgres SHOP = TestPostgres.create();
  private static final TestPostgres WAREHOUSE = TestPostgres.create();
  private static final TwoDatabases TWO = TwoDatabases.of(SHOP, WAREHOUSE, 2);
  private static final Measure.BothSides ROWS =
      TwoDatabases.measure(TwoDatabases.inWarehouse(), new Compared.Rows(), List.of());

  @BeforeAll
  static void fill() {
    for (TestPostgres each : List.of(SHOP, WAREHOUSE)) {
      each.execute(
          "CREATE TABLE orders (id int PRIMARY KEY, total numeric(10,2), note text, at timestamptz)",
          "INSERT INTO orders SELECT i, i, 'note', 'epoch'::timestamptz + i * interval '1 day'"
              + " FROM generate_series(1, 100) i",
          "CREATE TABLE empty (total numeric)");
    }
    WAREHOUSE.execute("DELETE FROM orders WHERE id = 100");
  }

  @BeforeEach
  void forget() {
    TWO.sent.clear();
    TWO.pauses.clear();
    TWO.meanwhile.set(() -> {});
  }

  @AfterAll
  static void close() {
    TWO.close();
  }

  private static Measure.BothSides figure(Aggregate aggregate, String column) {
    return TwoDatabases.measure(
        TwoDatabases.inWarehouse(),
        new Compared.Figure(aggregate, new Column.Name(column)),
        List.of());
  }

  private static Sides.Figures numbers(String here, String there) {
    return new Sides.Figures(
        Optional.of(new Sides.Number(new BigDecimal(here))),
        Optional.of(new Sides.Number(new BigDecimal(there))));
  }

  @Test
  void counts_that_differ_are_counted_again_after_a_pause() {
    assertThat(TWO.found("orders", ROWS)).isEqualTo(new Sides.Counted(100, 99));
    assertThat(TWO.sent).containsExactlyInAnyOrder("shop", "warehouse", "shop", "warehouse");
    assertThat(TWO.pauses).hasSize(1);
  }

  @Test
  void equal_counts_are_counted_once() {
    assertThat(TWO.sides(Draft.on("orders").where("id < 50"), ROWS).found())
        .isEqualTo(new Sides.Counted(49, 49));
    assertThat(TWO.sent).hasSize(2);
    assertThat(TWO.pauses).isEmpty();
  }

  @Test
  void figures_are_numbers_or_times_or_of_no_rows() {
    assertThat(TWO.found("orders", figure(Aggregate.SUM, "total")))
        .isEqualTo(numbers("5.05E+3", "4.95E+3"));
    assertThat(TWO.found("orders", figure(Aggregate.AVG, "total")))
        .isEqualTo(numbers("50.5", "5E+1"));
    assertThat(TWO.found("orders", figure(Aggregate.MIN, "id"))).isEqualTo(numbers("1", "1"));
    assertThat(TWO.found("orders", figure(Aggregate.MAX, "at")))
        .isEqualTo(
            new Sides.Figures(
                Optional.of(new Sides.Time(Instant.parse("1970-04-11T00:00:00Z"))),
                Optional.of(new Sides.Time(Instant.parse("1970-04-10T00:00:00Z")))));
    assertThat(TWO.found("empty", figure(Aggregate.SUM, "total")))
        .isEqualTo(new Sides.Figures(Optional.empty(), Optional.empty()));
    assertThat(TWO.trouble(Draft.on("orders"), figure(Aggregate.MAX, "note")).text())
        .isEqualTo("max(note) is neither a number nor a time: cast it");
  }

  @Test
  void times_of_every_sort_are_read() {
    SHOP.execute(
        "CREATE TABLE times (d date, t timestamp, z timestamptz)",
        "INSERT INTO times VALUES ('2026-02-03', '2026-02-03 04:05:06.789',"
            + " '2026-02-03 04:05:06.5+01')");
    OtherTable view = TwoDatabases.table("times_too");
    SHOP.execute("CREATE VIEW times_too AS SELECT * FROM times");
    for (String column : List.of("d", "t", "z")) {
      Measure.BothSides measure =
          TwoDatabases.measure(
              view, new Compared.Figure(Aggregate.MAX, new Column.Name(column)), List.of());
      Instant expected =
          Instant.parse(
              switch (column) {
                case "d" -> "2026-02-03T00:00:00Z";
                case "t" -> "2026-02-03T04:05:06.789Z";
                default -> "2026-02-03T03:05:06.5Z";
              });
      assertThat(TWO.found("times", measure))
          .isEqualTo(
              new Sides.Figures(
                  Optional.of(new Sides.Time(expected)), Optional.of(new Sides.Time(expected))));
    }
    SHOP.execute("UPDATE times SET t = 'infinity'");
    assertThat(
            TWO.trouble(
                    Draft.on("times"),
                    TwoDatabases.measure(
                        view, new Compared.Figure(Aggregate.MAX, new Column.Name("t")), List.of()))
                .text())
        .startsWith("max(t) is infinite");
  }

  @Test
  void opposite_comparisons_with_one_connection_each_do_not_wait_for_each_other() throws Exception {
    try (TwoDatabases two = TwoDatabases.of(SHOP, WAREHOUSE, 1)) {
      List<Check> there = new ArrayList<>();
      List<Check> back = new ArrayList<>();
      OtherTable inShop = new OtherTable(Optional.of("shop"), Optional.empty());
      for (int i = 0; i < 20; i++) {
        there.add(Draft.on("orders").asking("there " + i, TwoDatabases.content()));
        back.add(
            Draft.on("orders")
                .asking(
                    "back " + i, TwoDatabases.measure(inShop, new Compared.Content(), List.of())));
      }
      var one = CompletableFuture.supplyAsync(() -> two.runner.measure(two.shop, there));
      var other = CompletableFuture.supplyAsync(() -> two.runner.measure(two.warehouse, back));
      assertThat(one.get(60, TimeUnit.SECONDS).values())
          .hasSize(20)
          .allSatisfy(each -> assertThat(each).isInstanceOf(Measured.class));
      assertThat(other.get(60, TimeUnit.SECONDS).values())
          .hasSize(20)
          .allSatisfy(each -> assertThat(each).isInstanceOf(Measured.class));
    }
  }

  @Test
  void an_unreachable_other_side_is_named_and_keeps_nothing_else_from_its_answer()
      throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    TestPostgres away =
        new TestPostgres("jdbc:postgresql://localhost:" + port + "/x?loggerLevel=OFF", "u", "p");
    try (TwoDatabases two = TwoDatabases.of(SHOP, away, 2)) {
      Check compared = Draft.on("orders").asking("compared", ROWS);
      Check content = Draft.on("orders").asking("content", TwoDatabases.content());
      Check counted = Draft.on("orders").asking("counted", new Measure.Rows());
      Map<CheckId, Measurement> all =
          two.runner.measure(two.shop, List.of(compared, content, counted));
      for (Check each : List.of(compared, content)) {
        assertThat(all.get(each.id()))
            .isInstanceOfSatisfying(
                Unmeasurable.class,
                why -> {
                  assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
                  assertThat(why.text()).startsWith("warehouse does not answer");
                });
      }
      assertThat(all.get(counted.id())).isInstanceOf(Measured.class);
    }
  }

  @Test
  void each_side_keeps_to_the_budget_and_the_rights_of_its_own_database() {
    try (TwoDatabases two =
        new TwoDatabases(
            TwoDatabases.settings("shop", SHOP, 2, Optional.empty()),
            TwoDatabases.settings("warehouse", WAREHOUSE, 2, Optional.of(0.5)))) {
      assertThat(two.trouble(Draft.on("orders"), ROWS))
          .satisfies(why -> {
            assertThat(why.reason()).isEqualTo(Reason.BUDGET);
            assertThat(why.text()).startsWith("in warehouse: the planner expects a cost of");
          });
    }
    String role = Asked.limitedRole(WAREHOUSE);
    TestPostgres limited = new TestPostgres(WAREHOUSE.url(), role, "limited");
    try (TwoDatabases two = TwoDatabases.of(SHOP, limited, 2)) {
      assertThat(two.trouble(Draft.on("orders"), ROWS))
          .isEqualTo(
              new Unmeasurable(
                  Reason.PERMISSION,
                  "in warehouse: permission denied for table orders: run GRANT SELECT ON"
                      + " \"public\".\"orders\" TO \""
                      + role
                      + "\""));
    }
  }

  @Test
  void a_database_that_is_not_configured_and_the_table_itself_are_refused() {
    assertThat(
            TWO.trouble(
                Draft.on("orders"),
                TwoDatabases.measure(
                    new OtherTable(Optional.of("nowhere"), Optional.empty()),
                    new Compared.Rows(),
                    List.of())))
        .isEqualTo(new Unmeasurable(Reason.MISSING, "the database nowhere is not configured"));
    assertThat(
            TWO.trouble(
                    Draft.on("orders"),
                    TwoDatabases.measure(
                        new OtherTable(
                            Optional.of("shop"), Optional.of(new TableName("public", "orders"))),
                        new Compared.Rows(),
                        List.of()))
                .text())
        .isEqualTo("the table is held against itself: name another table or database");
  }

  @Test
  void a_standby_that_has_not_replayed_the_first_look_is_named() {
    Instant first = Instant.parse("2026-11-20T10:00:00Z");
    BothSides sides =
        new BothSides(
            new Side(TWO.shop, new TableName("public", "a"), Optional.empty()),
            new Side(TWO.warehouse, new TableName("public", "a"), Optional.of("warehouse")),
            Draft.on("a").asking("the check", ROWS),
            GuardedTransaction.Path.OWN);
    assertThat(sides.behind(looked(first, 5), looked(first.plusSeconds(3), 5)))
        .contains(new Sides.Behind("warehouse", Duration.ofSeconds(5)));
    assertThat(sides.behind(looked(first, 5), looked(first.plusSeconds(3), 2))).isEmpty();
  }

  private static BothSides.Both<Boolean> looked(Instant at, int lagThere) {
    return new BothSides.Both<>(
        new Side.Answered<>(true, new Measured.Moment(at, Optional.empty())),
        new Side.Answered<>(
            true, new Measured.Moment(at, Optional.of(Duration.ofSeconds(lagThere)))));
  }

  @Test
  void an_interrupt_ends_a_comparison_and_stays() {
    try (TwoDatabases two = TwoDatabases.of(SHOP, WAREHOUSE, 2)) {
      Thread.currentThread().interrupt();
      assertThat(two.trouble(Draft.on("orders"), ROWS).reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
