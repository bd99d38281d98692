package io.assay.scan;

import io.assay.check.Compared;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Sides;
import io.assay.check.Sides.Amount;
import io.assay.scan.BothSides.Both;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compares one check's table with another one. What differs is looked at a second time after a
/// pause, and only what still differs is told: a replica may be some seconds behind.
final class Comparison {
  private static final SideColumns NO_COLUMNS = new SideColumns(Map.of(), List.of());

  private final BothSides sides;
  private final Measure.BothSides measure;
  private final StatementLog log;
  private final Pause pause;
  private Duration paused = Duration.ZERO;
  private Optional<Instant> clock = Optional.empty();

  /// The time between the first look and the second.
  interface Pause {
    void take() throws InterruptedException;
  }

  Comparison(BothSides sides, Measure.BothSides measure, StatementLog log, Pause pause) {
    this.sides = sides;
    this.measure = measure;
    this.log = log;
    this.pause = pause;
  }

  Measured measure() throws Unanswered {
    long begin = System.nanoTime();
    setClock();
    Result result =
        switch (measure.compared()) {
          case Compared.Rows() -> counts();
          case Compared.Figure figure -> figures(figure);
          case Compared.Content() -> new ContentComparison(this, measure, tuple()).compare();
        };
    Duration took = Duration.ofNanos(System.nanoTime() - begin).minus(paused);
    return new Measured(
        Map.of(measure, new Sides(there(), result.found(), result.behind())),
        result.moment(),
        new Measured.Cost(Measured.How.SCAN, took));
  }

  /// What was found, by the clock of the check's own database.
  record Result(Sides.Found found, Measured.Moment moment, Optional<Sides.Behind> behind) {}

  Explanation explain() throws Unanswered {
    Side.Question<String> question =
        switch (measure.compared()) {
          case Compared.Rows() -> (side, transaction) -> sql(side, transaction).count();
          case Compared.Figure figure ->
              (side, transaction) -> sql(side, transaction).figure(figure);
          case Compared.Content() -> new ContentComparison(this, measure, tuple())::sql;
        };
    record Priced(String sql, double cost) {}
    Both<Priced> both =
        sides.ask((side, transaction) -> {
          String sql = question.ask(side, transaction);
          transaction.withinBudget(sql);
          return new Priced(sql, transaction.cost(sql));
        });
    Priced here = both.here().value();
    Priced other = both.there().value();
    return new Explanation.Planned(
        here.sql() + "\n-- and in " + there() + "\n" + other.sql(),
        here.cost() + other.cost(),
        Measured.How.SCAN,
        1,
        Optional.of("the other side may have changed"));
  }

  /// A window has to end at the same time on both sides, and at the second look too.
  private void setClock() throws Unanswered {
    if (sides.check().target().filter().window().isPresent()) {
      clock = Optional.of(sides.one(sides.here(), (side, _) -> true).moment().now());
    }
  }

  private Result counts() throws Unanswered {
    Twice<Long> rows =
        twice((side, transaction) ->
            Answer.number(rows(side, transaction, sql(side, transaction).count()).getFirst(), 0));
    return rows.result(new Sides.Counted(rows.here(), rows.there()));
  }

  private Result figures(Compared.Figure figure) throws Unanswered {
    Twice<Optional<Amount>> figures =
        twice((side, transaction) ->
            Amounts.read(
                rows(side, transaction, sql(side, transaction).figure(figure)).getFirst(), figure));
    return figures.result(new Sides.Figures(figures.here(), figures.there()));
  }

  /// The last look at both sides.
  private record Twice<T>(Both<T> last, Optional<Sides.Behind> behind) {
    T here() {
      return last.here().value();
    }

    T there() {
      return last.there().value();
    }

    Result result(Sides.Found found) {
      return new Result(found, last.here().moment(), behind);
    }
  }

  private <T> Twice<T> twice(Side.Question<T> question) throws Unanswered {
    Both<T> first = sides.ask(question);
    if (first.equal()) {
      return new Twice<>(first, Optional.empty());
    }
    pause();
    Both<T> second = sides.ask(question);
    return new Twice<>(second, sides.behind(first, second));
  }

  private Tuple tuple() throws Unanswered {
    Both<SideColumns> columns =
        sides.ask((side, transaction) -> SideColumns.read(transaction, side.table()));
    return Tuple.of(measure, columns.here().value(), columns.there().value());
  }

  BothSides sides() {
    return sides;
  }

  void pause() throws Unanswered {
    long begin = System.nanoTime();
    try {
      pause.take();
    } catch (InterruptedException e) {
      throw BothSides.interrupted();
    }
    paused = paused.plusNanos(System.nanoTime() - begin);
  }

  /// Runs a statement within the budget of the side's database.
  List<List<@Nullable String>> rows(Side side, GuardedTransaction transaction, String sql)
      throws SQLException, Unanswered {
    transaction.withinBudget(sql);
    log.sent(side.database().name(), Measured.How.SCAN);
    return transaction.rows(sql);
  }

  SideSql sql(Side side, GuardedTransaction transaction) throws Unanswered {
    return sql(side, transaction, NO_COLUMNS);
  }

  SideSql sql(Side side, GuardedTransaction transaction, SideColumns columns) throws Unanswered {
    return SideSql.of(
        side.table(),
        sides.check(),
        transaction.server(),
        clock.orElse(transaction.server().now()),
        columns);
  }

  private String there() {
    return sides.there().name().orElse(sides.there().table().display());
  }
}
