package io.assay.check.kind;

import io.assay.check.ViewRefreshes;
import java.time.Instant;
import java.util.Optional;

/// What the catalog tells of a view's refreshes, run by run. Every refresh writes the view's row in
/// pg_class; so do GRANT and ALTER, VACUUM FULL and CLUSTER. When only the row's transaction moved
/// and not the file (as in a concurrent refresh), the calls of the REFRESH statement decide, where
/// pg_stat_statements counts them.
///
/// @param since when the daemon began to watch the view
/// @param refreshed when the last refresh was, as far as it can be told
record RefreshTrace(
    String transaction,
    String file,
    Optional<Long> calls,
    Instant since,
    Optional<Instant> refreshed) {

  /// Returns the trace of now, from what was remembered of the last run.
  static RefreshTrace read(ViewRefreshes.Trace now, Optional<String> remembered, Instant clock) {
    Optional<RefreshTrace> earlier = remembered.flatMap(RefreshTrace::recall);
    Optional<Instant> refreshed =
        earlier
            .map(before -> before.refreshedBy(now, clock))
            .orElseGet(() -> now.populated() ? now.committed() : Optional.empty());
    return new RefreshTrace(
        now.transaction(),
        now.file(),
        now.refreshCalls(),
        earlier.map(RefreshTrace::since).orElse(clock),
        refreshed);
  }

  private Optional<Instant> refreshedBy(ViewRefreshes.Trace now, Instant clock) {
    if (!now.populated() || now.transaction().equals(transaction)) {
      return refreshed;
    }
    boolean sameFile = now.file().equals(file);
    boolean uncalled =
        calls.isPresent() && now.refreshCalls().isPresent() && now.refreshCalls().equals(calls);
    return sameFile && uncalled ? refreshed : now.committed().or(() -> Optional.of(clock));
  }

  /// Returns the trace as text for the next run.
  String remember() {
    return String.join(
        " ",
        transaction,
        file,
        calls.map(String::valueOf).orElse("-"),
        since.toString(),
        refreshed.map(Instant::toString).orElse("-"));
  }

  private static Optional<RefreshTrace> recall(String text) {
    String[] part = text.split(" ", -1);
    if (part.length != 5) {
      return Optional.empty();
    }
    return Optional.of(
        new RefreshTrace(
            part[0],
            part[1],
            part[2].equals("-") ? Optional.empty() : Optional.of(Long.valueOf(part[2])),
            Instant.parse(part[3]),
            part[4].equals("-") ? Optional.empty() : Optional.of(Instant.parse(part[4]))));
  }
}
