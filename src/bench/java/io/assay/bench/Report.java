package io.assay.bench;

import io.assay.bench.Pair.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The page that the benchmark writes. Every figure is the median over the rounds; a ratio is the
/// median of the rounds' ratios.
///
/// @param counted those of the round that counts rows, after all others
/// @param firsts how long the first checks in the life of each daemon took: those of tables like
///   W2's
record Report(
    Machine machine,
    Data data,
    List<Pair> pairs,
    List<Pair> counted,
    List<Side> commands,
    List<Duration> firsts) {

  String text(Instant begin) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Assay against hand-written SQL

        This page is written by the benchmark itself; how it measures is in [src/bench](../bench/README.md).

        """);
    page.append(machine.text());
    page.append(
        line(
            "- `orders` %,d rows, `events` %,d rows in 8 quarters (%.0f%% of them in the last one), 200 tables of %,d rows; %d rounds, %d minutes\n",
            data.orders(),
            data.events(),
            pairs.getFirst().hotShare() * 100,
            data.small(),
            pairs.stream().mapToInt(Pair::round).max().orElseThrow(),
            Duration.between(begin, Instant.now()).plusSeconds(30).toMinutes()));
    page.append("\n## Targets\n| | target | measured | |\n|---|---|---|---|\n");
    target(
        page,
        "W1 cold",
        1.10,
        ratio(Workload.W1, State.COLD, Report::millis),
        "times the database time of psql");
    target(
        page,
        "W1 with a primary key, cold",
        1.10,
        ratio(Workload.W1_KEYED, State.COLD, Report::millis),
        "times the database time of psql");
    target(
        page,
        "W3 cold",
        1.10,
        ratio(Workload.W3, State.COLD, Report::millis),
        "times the database time of psql");
    target(
        page,
        "W2 cold",
        20,
        assay(Workload.W2, State.COLD, side -> side.usage().statements()),
        "statements");
    target(
        page,
        "W2 cold",
        2,
        ratio(Workload.W2, State.COLD, Report::wallMillis),
        "times the wall time of psql");
    for (Workload workload : Workload.values()) {
      if (workload != Workload.W1_KEYED) {
        target(
            page,
            workload + " unchanged",
            10,
            assay(workload, State.UNCHANGED, Report::millis),
            "ms of database time");
      }
    }
    target(
        page,
        "W3 with 1% new rows in the hot partition",
        1.2,
        shareOfCold(),
        "times that partition's share of the cold time");
    page.append(
        """

        ## Measured
        Database time is what pg_stat_statements counts for each side's role, planning and execution; wall time is the whole of
        psql, and of the daemon from the moment at which the checks are made due until their results are stored. Statements are
        counted without BEGIN, RESET, SET, COMMIT and ROLLBACK, in parentheses with them.

        | | database ms: psql | Assay | ratio | wall ms: psql | Assay | ratio | statements: psql | Assay | rows read: psql | Assay | answered by | daemon's CPU ms | its memory, MB |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
        """);
    for (Workload workload : Workload.values()) {
      for (State state : State.values()) {
        row(page, workload, state);
      }
    }
    page.append(
        line(
            "\nW2 by `assay run`, which starts, asks and ends: %.1f ms of database time in %.0f statements (%.0f), %.1f s on the clock.\n",
            Median.of(commands, Report::millis),
            Median.of(commands, side -> side.usage().statements()),
            Median.of(commands, side -> side.usage().withFrame()),
            Median.of(commands, Report::wallMillis) / 1000));
    page.append(
        line(
            "The first checks in a daemon's life, 400 of 200 tables like those of W2: %.0f ms on the clock.\n",
            Median.of(firsts, first -> first.toNanos() / 1e6)));
    return page.toString();
  }

  private void target(
      StringBuilder page, String what, double target, double measured, String unit) {
    page.append(
        line(
            "| %s | at most %s %s | %s | %s |\n",
            what,
            number(target),
            unit,
            number(measured),
            measured <= target ? "met" : "**missed**"));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? line("%.0f", value) : line("%.2f", value);
  }

  private void row(StringBuilder page, Workload workload, State state) {
    List<Pair> own = of(workload, state);
    Pair rows = of(counted, workload, state).getFirst();
    page.append(
        line(
            "| %s, %s | %.1f | %.1f | %.2f | %.0f | %.0f | %.2f | %.0f (%.0f) | %.0f (%.0f) | %s | %s | %s | %.0f | %.0f |\n",
            workload.title,
            state.words,
            Median.of(own, pair -> millis(pair.hand())),
            Median.of(own, pair -> millis(pair.assay())),
            ratio(workload, state, Report::millis),
            Median.of(own, pair -> wallMillis(pair.hand())),
            Median.of(own, pair -> wallMillis(pair.assay())),
            ratio(workload, state, Report::wallMillis),
            Median.of(own, pair -> pair.hand().usage().statements()),
            Median.of(own, pair -> pair.hand().usage().withFrame()),
            Median.of(own, pair -> pair.assay().usage().statements()),
            Median.of(own, pair -> pair.assay().usage().withFrame()),
            rows(rows.hand().rows()),
            rows(rows.assay().rows()),
            own.getLast().assay().how().entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", ")),
            Median.of(own, pair -> pair.assay().cpu().toMillis()),
            Median.of(own, pair -> pair.assay().memory())));
  }

  private static String rows(OptionalLong rows) {
    return rows.isPresent() ? line("%,d", rows.getAsLong()) : "";
  }

  /// Assay's time for the 1%, over what the partition's share of its cold time in the same round
  /// is.
  private double shareOfCold() {
    List<Pair> cold = of(Workload.W3, State.COLD);
    return Median.of(
        of(Workload.W3, State.GROWN),
        pair ->
            millis(pair.assay()) / (pair.hotShare() * millis(cold.get(pair.round() - 1).assay())));
  }

  private double ratio(Workload workload, State state, ToDoubleFunction<Side> figure) {
    return Median.of(
        of(workload, state),
        pair -> figure.applyAsDouble(pair.assay()) / figure.applyAsDouble(pair.hand()));
  }

  private double assay(Workload workload, State state, ToDoubleFunction<Side> figure) {
    return Median.of(of(workload, state), pair -> figure.applyAsDouble(pair.assay()));
  }

  private List<Pair> of(Workload workload, State state) {
    return of(pairs, workload, state);
  }

  private static List<Pair> of(List<Pair> pairs, Workload workload, State state) {
    Predicate<Pair> wanted = pair -> pair.workload() == workload && pair.state() == state;
    return pairs.stream().filter(wanted).toList();
  }

  private static double millis(Side side) {
    return side.usage().millis();
  }

  private static double wallMillis(Side side) {
    return side.wall().toNanos() / 1e6;
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
