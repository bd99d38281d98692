package io.assay.bench;

import java.util.List;
import java.util.Locale;

/// The page that the scale test writes.
record ScaleReport(
    Machine machine, int tables, ScaleTest.History history, ScaleTest.Figures figures) {
  private static final int MOST_STATEMENTS = 12;

  String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Assay at scale

        This page is written by the scale test itself; how it measures is in [src/bench](../bench/README.md).

        """);
    page.append(machine.text());
    page.append(
        line(
            "- %,d checks in %,d groups, each every minute, for %d minutes; the pages and metrics are read every 15 seconds meanwhile\n",
            tables * 5, tables, figures.length().toMinutes()));
    page.append(
        line(
            "- a store with %,d results in %d daily partitions, %s: each of the checks that have results has as many as it would have of 100,000 results an hour over 10,000 checks (240 a day)\n",
            history.rows(), history.days(), history.size()));
    page.append("\n## Targets\n| | target | measured | |\n|---|---|---|---|\n");
    target(
        page,
        "slots without a result",
        "none",
        figures.slots() - figures.results(),
        0,
        "%,.0f of " + line("%,d", figures.slots()));
    target(page, "slots that the daemon tells as missed", "none", figures.missed(), 0, "%.0f");
    target(
        page,
        "runs that began at most 1 s after their slot",
        "99%",
        -100 * figures.lag().getOrDefault(1.0, 0.0) / runs(),
        -99,
        "%.2f%%");
    target(page, "the daemon's processor time", "under one core", figures.cpu(), 1, "%.2f cores");
    target(page, "its memory, at most", "400 MB", figures.memory().peak(), 400, "%.0f MB");
    for (ScaleTest.StatementCost each : ofResults()) {
      target(
          page,
          "`"
              + shortened(each.text())
              + "` ("
              + each.calls()
              + " times), mean and three deviations",
          "50 ms",
          each.mean() + 3 * each.deviation(),
          50,
          "%.1f ms");
    }
    page.append("\n## How late runs began\n| at most | runs |\n|---|---|\n");
    figures
        .lag()
        .forEach((bound, count) ->
            page.append(line("| %s s | %.2f%% |\n", bound, 100 * count / runs())));
    page.append("\n## Over HTTP\n| | median | 95% | slowest |\n|---|---|---|---|\n");
    figures
        .pages()
        .forEach((name, times) ->
            page.append(
                line(
                    "| `GET %s` | %.0f ms | %.0f ms | %.0f ms |\n",
                    name,
                    Median.quantile(times, 0.5),
                    Median.quantile(times, 0.95),
                    Median.quantile(times, 1))));
    page.append(
        line(
            "\n## What the store's time goes to\nAll of its statements together took %.2f cores.\n\n| statement | a minute | of the time | mean | of it planning | slowest |\n|---|---|---|---|---|---|\n",
            total() / 1000 / figures.length().toSeconds()));
    for (ScaleTest.StatementCost each :
        figures.statements().stream().limit(MOST_STATEMENTS).toList()) {
      page.append(
          line(
              "| `%s` | %,.0f | %.0f%% | %.2f ms | %.2f ms | %.1f ms |\n",
              shortened(each.text()),
              each.calls() / (double) figures.length().toMinutes(),
              100 * each.total() / total(),
              each.mean(),
              each.planning() / each.calls(),
              each.slowest()));
    }
    return page.toString();
  }

  /// What pages and the judge ask.
  private List<ScaleTest.StatementCost> ofResults() {
    return figures.statements().stream()
        .filter(each ->
            each.text().startsWith("SELECT")
                && (each.text().contains("assay.result")
                    || each.text().contains("assay.check_state")
                    || each.text().contains("assay.incident")))
        .toList();
  }

  private double runs() {
    return figures.lag().values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private double total() {
    return figures.statements().stream().mapToDouble(ScaleTest.StatementCost::total).sum();
  }

  private void target(
      StringBuilder page, String what, String target, double measured, double most, String format) {
    page.append(
        line(
            "| %s | %s | %s | %s |\n",
            what,
            target,
            line(format, Math.abs(measured)),
            measured <= most ? "met" : "**missed**"));
  }

  private static String shortened(String text) {
    String one = text.replace("|", "\\|").replace("`", "'");
    return one.length() > 90 ? one.substring(0, 89) + "…" : one;
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
