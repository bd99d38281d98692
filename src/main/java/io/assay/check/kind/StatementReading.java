package io.assay.check.kind;

import io.assay.check.Memory;
import io.assay.check.StatementCounters;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A reading of pg_stat_statements as it is remembered for the next run: at most the 500 statements
/// that took the most time, some 100 bytes each.
///
/// @param at the database's clock at the reading
/// @param complete whether every entry found room, so that one which is not here was not there
record StatementReading(
    Instant at,
    Optional<Instant> reset,
    long evictions,
    boolean complete,
    Map<String, StatementWindow.Remembered> statements) {
  static final int MOST = 500;
  private static final String HEAD = "reading of ";

  /// What can be said of one entry between two readings.
  sealed interface Between {
    /// The statement ran.
    record Ran(StatementWindow window) implements Between {}

    /// The statement did not run.
    record Idle() implements Between {}

    /// The earlier counters are no basis: reset, or pushed out and come back.
    record Lost() implements Between {}
  }

  StatementReading {
    statements = Map.copyOf(statements);
  }

  /// Returns the reading of now. `means` gives the window means to keep of an entry.
  static StatementReading of(
      StatementCounters counters,
      Instant at,
      Function<StatementCounters.Entry, List<Double>> means) {
    Map<String, StatementWindow.Remembered> kept = new HashMap<>();
    counters.entries().stream()
        .sorted(
            Comparator.<StatementCounters.Entry>comparingDouble(
                    entry -> entry.totals().totalMillis())
                .reversed())
        .limit(MOST)
        .forEach(entry ->
            kept.put(
                entry.key(),
                new StatementWindow.Remembered(
                    entry.totals(), StatementWindow.Remembered.since(entry), means.apply(entry))));
    return new StatementReading(
        at, counters.reset(), counters.evictions(), counters.entries().size() <= MOST, kept);
  }

  /// Returns what `entry` did since this reading.
  Between until(StatementCounters counters, StatementCounters.Entry entry) {
    StatementWindow.Remembered before = statements.get(entry.key());
    if (entry.since().isEmpty() && counters.evictions() > evictions) {
      return new Between.Lost();
    }
    if (before == null) {
      boolean isNew = entry.since().map(since -> !since.isBefore(at)).orElse(complete);
      return isNew ? ran(NEW, entry) : new Between.Lost();
    }
    boolean cameBack =
        !before.since().equals(StatementWindow.Remembered.since(entry))
            || entry.totals().calls() < before.totals().calls();
    return cameBack ? new Between.Lost() : ran(before, entry);
  }

  private static final StatementWindow.Remembered NEW =
      new StatementWindow.Remembered(new StatementCounters.Totals(0, 0, 0, 0, 0), "-", List.of());

  private static Between ran(StatementWindow.Remembered before, StatementCounters.Entry entry) {
    return StatementWindow.between(before, entry)
        .<Between>map(Between.Ran::new)
        .orElseGet(Between.Idle::new);
  }

  /// Returns the reading in the form that is stored with the check. The pattern belongs to it: of
  /// other statements it tells nothing.
  Memory remember(String pattern) {
    Map<String, String> entries = new HashMap<>();
    statements.forEach((key, statement) -> entries.put(key, statement.write()));
    entries.put(
        HEAD + pattern,
        at + " " + reset.map(Instant::toString).orElse("-") + " " + evictions + " " + complete);
    return new Memory(entries);
  }

  /// Returns the reading of the last run, or nothing when there was none with this pattern.
  static Optional<StatementReading> recall(Memory memory, String pattern) {
    String head = memory.entries().get(HEAD + pattern);
    if (head == null) {
      return Optional.empty();
    }
    String[] part = head.split(" ");
    Map<String, StatementWindow.Remembered> statements = new HashMap<>();
    memory
        .entries()
        .forEach((key, text) -> {
          if (!key.startsWith(HEAD)) {
            statements.put(key, StatementWindow.Remembered.read(text));
          }
        });
    return Optional.of(
        new StatementReading(
            Instant.parse(part[0]),
            part[1].equals("-") ? Optional.empty() : Optional.of(Instant.parse(part[1])),
            Long.parseLong(part[2]),
            Boolean.parseBoolean(part[3]),
            statements));
  }
}
