package io.assay.bench;

import io.assay.bench.Startup.Start;
import io.assay.bench.Startup.State;
import io.assay.bench.Startup.Taken;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The page that the start-up benchmark writes. Every figure is the median over the rounds; a ratio
/// is the median of the rounds' ratios.
///
/// @param leftOut why the image was not measured
record StartupReport(Machine machine, int rounds, Optional<String> leftOut, List<Taken> taken) {
  private static final double SECONDS = 2;
  private static final double MEGABYTES = 250;

  String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Assay's start

        This page is written by the benchmark itself; how it measures is in [src/bench](../bench/README.md).

        """);
    page.append(machine.text());
    page.append(
        line("- %d rounds\n\n## Targets\n| | target | measured | |\n|---|---|---|---|\n", rounds));
    page.append(targets(Start.LATER));
    page.append(targets(Start.IMAGE_LATER));
    leftOut.ifPresent(why -> page.append("\nThe image was left out: ").append(why).append(".\n"));
    page.append(
        """

        ## Measured
        Until `/health/readiness` answers 200, by what java [learned](reference/configuration.md#the-first-start) in a rehearsal and without it.
        The embedded PostgreSQL's own processor time and memory are not in it.

        | | | s until ready: learned | not | ratio | processor s by then: learned | not | ratio | idle MB: learned | not |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (Start start : taken.stream().map(Taken::start).distinct().sorted().toList()) {
      page.append(
          line(
              "| %s | %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %s | %s |\n",
              start.program.words,
              start.state.words,
              median(start, true, Taken::ready) / 1000,
              median(start, false, Taken::ready) / 1000,
              ratio(start, Taken::ready),
              median(start, true, Taken::cpu) / 1000,
              median(start, false, Taken::cpu) / 1000,
              ratio(start, Taken::cpu),
              start.state == State.EMPTY ? "" : line("%.0f", idle(start, true)),
              start.state == State.EMPTY ? "" : line("%.0f", idle(start, false))));
    }
    return page.toString();
  }

  /// Returns the rows of what is started, for its starts over the state that it left.
  private String targets(Start start) {
    String program = start.program.words;
    if (of(start, true).isEmpty()) {
      return line(
          "| from the start of %s until it is ready, and its memory | | not measured | |\n",
          program);
    }
    double ready = median(start, true, Taken::ready) / 1000;
    double idle = idle(start, true);
    return line(
            "| from the start of %s until it is ready | under %.0f s | %.2f s | %s |\n",
            program, SECONDS, ready, verdict(ready < SECONDS))
        + line(
            "| its resident memory when it has nothing to do | under %.0f MB | %.0f MB | %s |\n",
            MEGABYTES, idle, verdict(idle < MEGABYTES));
  }

  private static String verdict(boolean met) {
    return met ? "met" : "**missed**";
  }

  private double idle(Start start, boolean learned) {
    return of(start, learned).stream().mapToDouble(Taken::idle).max().orElseThrow();
  }

  private double median(Start start, boolean learned, ToDoubleFunction<Taken> figure) {
    return Median.of(of(start, learned), figure);
  }

  private double ratio(Start start, ToDoubleFunction<Taken> figure) {
    List<Taken> with = of(start, true);
    List<Taken> without = of(start, false);
    return Median.quantile(
        IntStream.range(0, with.size())
            .mapToObj(n -> figure.applyAsDouble(with.get(n)) / figure.applyAsDouble(without.get(n)))
            .toList(),
        0.5);
  }

  private List<Taken> of(Start start, boolean learned) {
    return taken.stream()
        .filter(each -> each.start() == start && each.learned() == learned)
        .toList();
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
