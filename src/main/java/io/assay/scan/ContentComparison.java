package io.assay.scan;

import io.assay.check.Measure;
import io.assay.check.Sides;
import io.assay.check.Sides.Differences;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.BothSides.Both;
import io.assay.scan.RowHashes.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Compares the rows of two tables by sums of hashes over ranges of positions. The ranges that
/// differ are divided and summed again, until they hold so few rows that these can be compared one
/// by one. No statement returns more than some thousand rows, and none of them a row's value but a
/// key that is a number.
///
/// Where too many ranges differ to go into each, every n-th of them is gone into, and what is found
/// there stands for the others.
final class ContentComparison {
  static final int MOST_SPANS = 1000;
  static final int MOST_ROWS = 2000;
  private static final int SAMPLE = 50;
  private static final int DEEPEST = 64;
  private static final Span ALL_HASHES = new Span(0, (1L << 60) - 1);
  private static final Span ALL_NUMBERS = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

  private final Comparison comparison;
  private final Measure.BothSides measure;
  private final Tuple tuple;

  /// The rows of a span: how many, and their hashes' sums.
  private record Sum(long rows, String one, String other) {
    static final Sum NONE = new Sum(0, "", "");
  }

  /// A span that is not the same on both sides, and how many rows the larger side has in it.
  private record Differing(Span span, long rows) {}

  /// What is left to go into; each difference in it stands for `weight`.
  private record Narrowed(List<Differing> spans, double weight) {
    long rows() {
      return spans.stream().mapToLong(Differing::rows).sum();
    }

    boolean comparable() {
      return rows() <= MOST_ROWS || spans.stream().allMatch(each -> each.span().single());
    }

    Narrowed sampled(int keep) {
      List<Differing> kept = new ArrayList<>();
      for (int i = 0; i < keep; i++) {
        kept.add(spans.get((int) ((long) i * spans.size() / keep)));
      }
      return new Narrowed(kept, weight * spans.size() / keep);
    }
  }

  ContentComparison(Comparison comparison, Measure.BothSides measure, Tuple tuple) {
    this.comparison = comparison;
    this.measure = measure;
    this.tuple = tuple;
  }

  /// Returns the statement of the first look, over one span in place of many.
  String sql(Side side, GuardedTransaction transaction) throws Unanswered {
    return of(side, transaction)
        .sums(tuple, List.of(tuple.positioned() ? ALL_NUMBERS : ALL_HASHES));
  }

  Comparison.Result compare() throws Unanswered {
    List<Span> spans = extent().divided(MOST_SPANS);
    Both<Map<Integer, Sum>> first = sums(spans);
    Narrowed narrowed = narrowed(new Narrowed(differing(spans, first), 1));
    if (narrowed.spans().isEmpty()) {
      return result(first, Differences.NONE, Optional.empty());
    }
    Both<RowHashes> rows = hashes(narrowed.spans().stream().map(Differing::span).toList());
    Set<Key> keys = rows.here().value().differing(rows.there().value());
    if (keys.isEmpty()) {
      return result(first, Differences.NONE, Optional.empty());
    }
    comparison.pause();
    Both<RowHashes> again = hashes(RowHashes.spans(keys));
    return result(
        first,
        confirmed(keys, rows, again, narrowed.weight()),
        comparison.sides().behind(rows, again));
  }

  private Comparison.Result result(
      Both<Map<Integer, Sum>> first, Differences found, Optional<Sides.Behind> behind) {
    return new Comparison.Result(
        new Sides.Rows(rows(first.here()), rows(first.there()), found, tuple.unshared(measure)),
        first.here().moment(),
        behind);
  }

  private static long rows(Side.Answered<Map<Integer, Sum>> sums) {
    return sums.value().values().stream().mapToLong(Sum::rows).sum();
  }

  /// Returns where rows can be. Of no rows it is anywhere.
  private Span extent() throws Unanswered {
    if (!tuple.positioned()) {
      return ALL_HASHES;
    }
    Both<List<Long>> ends =
        comparison
            .sides()
            .ask((side, transaction) ->
                comparison
                    .rows(side, transaction, of(side, transaction).extent(tuple))
                    .getFirst()
                    .stream()
                    .filter(Objects::nonNull)
                    .map(Long::valueOf)
                    .toList());
    List<Long> all =
        Stream.of(ends.here(), ends.there())
            .flatMap(answer -> answer.value().stream())
            .sorted()
            .toList();
    return all.isEmpty() ? Span.at(0) : new Span(all.getFirst(), all.getLast());
  }

  private Narrowed narrowed(Narrowed found) throws Unanswered {
    Narrowed left = found;
    for (int depth = 0; !left.comparable(); depth++) {
      if (depth == DEEPEST) {
        throw tooMany();
      }
      int size = left.spans().size();
      if (size > MOST_SPANS / 2) {
        long each = Math.max(1, left.rows() / size);
        left = left.sampled((int) Math.min(Math.max(SAMPLE, MOST_ROWS / each), size * 3L / 4));
      } else {
        List<Span> finer =
            left.spans().stream()
                .flatMap(each -> each.span().divided(MOST_SPANS / size).stream())
                .toList();
        left = new Narrowed(differing(finer, sums(finer)), left.weight());
      }
    }
    return left;
  }

  private Both<Map<Integer, Sum>> sums(List<Span> spans) throws Unanswered {
    return comparison
        .sides()
        .ask((side, transaction) -> {
          Map<Integer, Sum> sums = new HashMap<>();
          for (List<@Nullable String> row :
              comparison.rows(side, transaction, of(side, transaction).sums(tuple, spans))) {
            sums.put(
                (int) Answer.number(row, 0),
                new Sum(Answer.number(row, 1), Answer.text(row, 2), Answer.text(row, 3)));
          }
          return sums;
        });
  }

  private static List<Differing> differing(List<Span> spans, Both<Map<Integer, Sum>> sums) {
    List<Differing> differing = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      Sum here = sums.here().value().getOrDefault(i, Sum.NONE);
      Sum there = sums.there().value().getOrDefault(i, Sum.NONE);
      if (!here.equals(there)) {
        differing.add(new Differing(spans.get(i), Math.max(here.rows(), there.rows())));
      }
    }
    return differing;
  }

  private Both<RowHashes> hashes(List<Span> spans) throws Unanswered {
    int most = 2 * MOST_ROWS;
    return comparison
        .sides()
        .ask((side, transaction) -> {
          List<List<@Nullable String>> rows =
              comparison.rows(side, transaction, of(side, transaction).hashes(tuple, spans, most));
          if (rows.size() == most) {
            throw tooMany();
          }
          return RowHashes.read(rows);
        });
  }

  private static Unanswered tooMany() {
    return new Unanswered(
        Reason.QUERY,
        "the rows that differ cannot be told apart: too many share a key, or they change faster"
            + " than they are compared; name a `key` that is unique, or add a `window`");
  }

  /// A row of which one side now has what the other had at the first look is on its way.
  private static Differences confirmed(
      Set<Key> keys, Both<RowHashes> first, Both<RowHashes> again, double weight) {
    long differing = 0;
    long missingHere = 0;
    long missingThere = 0;
    for (Key key : keys) {
      Map<String, Long> here = again.here().value().of(key);
      Map<String, Long> there = again.there().value().of(key);
      boolean follows =
          there.equals(first.here().value().of(key)) || here.equals(first.there().value().of(key));
      if (!follows) {
        Differences found = RowHashes.between(here, there);
        differing += found.differing();
        missingHere += found.missingHere();
        missingThere += found.missingThere();
      }
    }
    return new Differences(
        Math.round(differing * weight),
        Math.round(missingHere * weight),
        Math.round(missingThere * weight),
        weight == 1);
  }

  private SideSql of(Side side, GuardedTransaction transaction) throws Unanswered {
    return comparison.sql(
        side, transaction, side.equals(comparison.sides().here()) ? tuple.here() : tuple.there());
  }
}
