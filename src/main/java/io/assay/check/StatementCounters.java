package io.assay.check;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What pg_stat_statements had counted at one moment.
///
/// @param reset when the statistics as a whole were last reset
///   (`pg_stat_statements_info.stats_reset`)
/// @param evictions how many entries have had to make room since (`dealloc`)
/// @param entries the entries that the pattern names
public record StatementCounters(Optional<Instant> reset, long evictions, List<Entry> entries) {
  public StatementCounters {
    entries = List.copyOf(entries);
  }

  /// One entry. `key` is `userid/dbid/queryid/toplevel`; `text` the normalized query text; times in
  /// milliseconds; `since` when the entry came to be (PostgreSQL 17 and later).
  public record Entry(String key, String text, Totals totals, Optional<Instant> since) {}

  /// Cumulated figures: calls, total and largest execution time in milliseconds, shared blocks
  /// found in the cache and read from outside.
  public record Totals(
      long calls, double totalMillis, double maxMillis, long blocksHit, long blocksRead) {}
}
