package io.assay.scan;

import io.assay.check.Buckets;
import io.assay.check.Measure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The buckets that have a row, by one GROUP BY: the answer is a list of runs of buckets without a
/// hole, so that it stays short however many buckets there are.
///
/// A bucket's number is the count of its lengths since 1970 on the wall clock. A timestamp and a
/// date are on the wall clock already; a timestamptz is put on it with the offsets that the zone
/// has within the window. An hour that comes twice is one bucket.
final class GapsSql {
  private static final String RUNS =
      """
      (SELECT coalesce(string_agg(first || ':' || last, ','), '') FROM (
          SELECT min(n) AS first, max(n) AS last FROM (
            SELECT n, n - row_number() OVER (ORDER BY n) AS run FROM (
              SELECT floor((extract(epoch FROM %s)%s) / %d)::bigint AS n
              FROM %s%s GROUP BY 1
            ) b
          ) i GROUP BY run
        ) r)\
      """;

  private record Bucket(long number, Buckets.Span span) {}

  private final Measure.Gaps measure;
  private final List<Bucket> whole;

  private GapsSql(Measure.Gaps measure, List<Bucket> whole) {
    this.measure = measure;
    this.whole = whole;
  }

  static GapsSql of(Measure.Gaps measure, Server server) {
    Instant from = server.now().minus(measure.window());
    Instant to = server.now().minus(server.moment().lag().orElse(Duration.ZERO));
    Buckets.Grid grid = measure.grid();
    List<Bucket> whole = new ArrayList<>();
    LocalDateTime begin = grid.begin(LocalDateTime.ofInstant(from, grid.zone()));
    for (Buckets.Span span = grid.span(begin); !span.to().isAfter(to); span = grid.span(begin)) {
      if (!span.from().isBefore(from) && !span.isEmpty()) {
        long seconds = begin.toEpochSecond(ZoneOffset.UTC);
        whole.add(new Bucket(Math.floorDiv(seconds, grid.length().toSeconds()), span));
      }
      begin = begin.plus(grid.length());
    }
    return new GapsSql(measure, whole);
  }

  /// Returns the sub-select; a text that is never NULL.
  String cell(RowSql rows, String filter) throws Unanswered {
    if (whole.isEmpty()) {
      return "''";
    }
    String time = rows.column(measure.time());
    ZoneId zone = measure.grid().zone();
    Buckets.Span all = new Buckets.Span(whole.getFirst().span.from(), whole.getLast().span.to());
    String within = "(" + rows.onlyTimes(time) + " OR " + rows.within(time, all, zone) + ")";
    return RUNS.formatted(
        time,
        shift(time, all, zone),
        measure.grid().length().toSeconds(),
        rows.source(),
        RowSql.where(RowSql.and(filter, within)));
  }

  /// What takes a timestamptz from UTC to the wall clock of the zone; empty when nothing does.
  private static String shift(String time, Buckets.Span all, ZoneId zone) {
    StringBuilder cases = new StringBuilder();
    Instant at = all.from();
    ZoneOffsetTransition next = zone.getRules().nextTransition(at);
    while (next != null && next.getInstant().isBefore(all.to())) {
      cases
          .append(" WHEN ")
          .append(time)
          .append(" < ")
          .append(RowSql.literal(next.getInstant(), zone))
          .append(" THEN ")
          .append(next.getOffsetBefore().getTotalSeconds());
      at = next.getInstant();
      next = zone.getRules().nextTransition(at);
    }
    int offset = zone.getRules().getOffset(at).getTotalSeconds();
    if (cases.isEmpty() && offset == 0) {
      return "";
    }
    // the sum of a domain's value and an interval is of the type beneath
    return " + CASE WHEN pg_typeof("
        + time
        + " + interval '0') <> 'timestamptz'::regtype THEN 0"
        + cases
        + " ELSE "
        + offset
        + " END";
  }

  Measure.EmptyBuckets read(String cell) {
    NavigableMap<Long, Long> runs = new TreeMap<>();
    for (String run : cell.isEmpty() ? new String[0] : cell.split(",")) {
      int colon = run.indexOf(':');
      runs.put(Long.valueOf(run.substring(0, colon)), Long.valueOf(run.substring(colon + 1)));
    }
    List<Buckets.Span> empty =
        whole.stream()
            .filter(bucket -> {
              var run = runs.floorEntry(bucket.number);
              return run == null || run.getValue() < bucket.number;
            })
            .map(Bucket::span)
            .toList();
    return new Measure.EmptyBuckets(
        whole.size(),
        empty.size(),
        empty.stream().findFirst(),
        empty.isEmpty() ? Optional.empty() : Optional.of(empty.getLast()));
  }
}
