package io.assay.cli.demo;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Source;
import io.assay.check.Verdict;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The results of a running daemon on a console: a whole report once every check has run, or after
/// ten seconds of those that have, then a line for each change of state. Thread-safe.
public final class LiveReport {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintStream out;
  private final Style style;
  private final int expected;
  private final InstantSource clock;
  private final Map<CheckId, Entry> entries = new LinkedHashMap<>();
  private final Instant begun;
  private boolean reported;

  private record Entry(Check check, Verdict verdict) {}

  /// Makes a report of `expected` checks that writes to `out`.
  public LiveReport(PrintStream out, Style style, int expected, InstantSource clock) {
    this.out = out;
    this.style = style;
    this.expected = expected;
    this.clock = clock;
    this.begun = clock.instant();
  }

  /// Takes what a check came to. The last of the expected checks, or the first result past the
  /// patience, prints the whole report; from then on a check is printed when its state is another
  /// than at its last run.
  public synchronized void tell(Check check, Verdict verdict) {
    Optional<Verdict> before =
        Optional.ofNullable(entries.put(check.id(), new Entry(check, verdict))).map(Entry::verdict);
    if (!reported) {
      boolean late = clock.instant().isAfter(begun.plus(PATIENCE));
      if (late || entries.size() >= expected) {
        report();
      }
    } else if (before.filter(last -> sameState(last, verdict)).isEmpty()) {
      String time = TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
      String table =
          check.target().table().map(name -> style.clean(name.display()) + " ").orElse("");
      out.println(style.dim(time) + " " + table + ConsoleReport.line(style, check, verdict, 0));
    }
  }

  /// Prints the whole report now, of the checks that have run so far; nothing when it was printed.
  public synchronized void report() {
    if (reported) {
      return;
    }
    reported = true;
    ConsoleReport whole = new ConsoleReport(style);
    entries.values().stream()
        .sorted(Comparator.comparing(LiveReport::declared))
        .forEach(entry -> whole.add(entry.check(), entry.verdict()));
    out.println();
    out.print(whole.text());
    int missing = expected - entries.size();
    if (missing > 0) {
      out.println(style.dim(missing + " more did not run yet"));
    }
    out.println();
    out.flush();
  }

  /// Returns the key that brings checks into the order of their files.
  private static String declared(Entry entry) {
    Source at = entry.check().about().declared();
    return "%s:%08d:%08d".formatted(at.path(), at.line(), at.column());
  }

  /// Returns whether the whole report has been printed.
  public synchronized boolean reported() {
    return reported;
  }

  private static boolean sameState(Verdict last, Verdict now) {
    return last.word().equals(now.word())
        && (!(last instanceof Verdict.Breach was)
            || !(now instanceof Verdict.Breach is)
            || was.severity() == is.severity());
  }
}
