package io.assay.check;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How the partitions of a table cover time.
///
/// @param covered the ranges of time for which there is a partition that takes rows, in any order;
///   they may touch
/// @param strays a default partition that holds rows
public record TablePartitions(List<Range> covered, Optional<TableName> strays) {
  public TablePartitions {
    covered = List.copyOf(covered);
  }

  /// From `from` inclusive to `to` exclusive; none where there is no bound.
  public record Range(Optional<Instant> from, Optional<Instant> to) {
    public static final Range ALWAYS = new Range(Optional.empty(), Optional.empty());

    /// Returns whether `at` is inside.
    public boolean holds(Instant at) {
      return from.map(begin -> !at.isBefore(begin)).orElse(true)
          && to.map(at::isBefore).orElse(true);
    }

    /// Returns what both have in common; nothing when that is nothing.
    public Optional<Range> within(Range other) {
      Optional<Instant> later =
          from.isPresent() && other.from.isPresent()
              ? Optional.of(latest(from.get(), other.from.get()))
              : from.or(other::from);
      Optional<Instant> sooner =
          to.isPresent() && other.to.isPresent()
              ? Optional.of(soonest(to.get(), other.to.get()))
              : to.or(other::to);
      boolean empty =
          later.isPresent() && sooner.isPresent() && !later.get().isBefore(sooner.get());
      return empty ? Optional.empty() : Optional.of(new Range(later, sooner));
    }

    private static Instant latest(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }

    private static Instant soonest(Instant one, Instant other) {
      return one.isBefore(other) ? one : other;
    }
  }

  /// Returns the range without a gap that holds `at`; none when no partition does.
  public Optional<Range> around(Instant at) {
    Optional<Range> first = covered.stream().filter(range -> range.holds(at)).findFirst();
    Optional<Instant> end = first.flatMap(Range::to);
    while (end.isPresent()) {
      Instant reached = end.get();
      Optional<Range> next = covered.stream().filter(range -> range.holds(reached)).findFirst();
      if (next.isEmpty()) {
        break;
      }
      end = next.get().to();
    }
    Optional<Instant> reach = end;
    return first.map(range -> new Range(range.from(), reach));
  }
}
