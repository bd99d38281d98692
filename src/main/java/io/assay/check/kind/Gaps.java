package io.assay.check.kind;

import io.assay.check.Buckets;
import io.assay.check.Column;
import io.assay.check.Durations;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `gaps`: each whole bucket of time within the window must have a row. Buckets begin where those
/// of `volume` do. An empty table is nothing but gaps.
public record Gaps(Column time, Buckets.Grid grid, Duration window, Severity severity)
    implements Kind {
  private static final long MOST_BUCKETS = 100_000;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

  private static final Parameter<Column> TIME =
      Parameter.optional(
          "gaps",
          new Parameter.Shape.OneColumn(),
          "the time column; the table's `time` when left out");
  private static final Parameter<Duration> EVERY =
      Parameter.required(
          "every", new Parameter.Shape.Span(), "the bucket, which divides a day evenly: 15m, 1h");
  private static final Parameter<Duration> WINDOW =
      Parameter.required(
          "window",
          new Parameter.Shape.Span(),
          "how far back to look, by the time column; at least twice `every`");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          TIME,
          KindLanguage.Place.TABLE,
          List.of(EVERY, WINDOW),
          written ->
              List.of(
                  new Gaps(
                      written.time(TIME),
                      new Buckets.Grid(written.get(EVERY), written.zone()),
                      written.get(WINDOW),
                      written.severity())));

  /// Shorter than twice the bucket, a window might hold no whole one.
  public Gaps {
    if (window.compareTo(grid.length().multipliedBy(2)) < 0) {
      throw new IllegalArgumentException("'window' must be at least twice as long as 'every'");
    }
    if (window.dividedBy(grid.length()) > MOST_BUCKETS) {
      throw new IllegalArgumentException(
          "'window' holds more than 100,000 buckets: make it shorter, or 'every' longer");
    }
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return time.written();
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Gaps(time, grid, window));
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Measure.EmptyBuckets found = evidence.measured().get(new Measure.Gaps(time, grid, window));
    if (found.whole() == 0) {
      return Judgement.of(
          new Verdict.Unknown(
              "no whole bucket lies within the window: the standby is too far behind"));
    }
    String of = " of " + Durations.say(grid.length());
    String buckets = Words.count(found.whole(), "bucket") + of;
    String empty =
        found.empty() == 0
            ? (found.whole() == 1 ? "the " + buckets + " has" : "all " + buckets + " have")
                + " rows"
            : "%,d of %s %s empty, %s"
                .formatted(found.empty(), buckets, found.empty() == 1 ? "is" : "are", which(found));
    Observation seen =
        new Observation(
            empty,
            Optional.of(BigDecimal.valueOf(found.empty())),
            Unit.COUNT,
            Words.count(found.empty(), "empty bucket"),
            "a row in each bucket" + of);
    return Judgement.of(
        found.empty() == 0 ? new Verdict.Pass(seen) : new Verdict.Breach(severity, seen));
  }

  private String which(Measure.EmptyBuckets found) {
    String first = span(found.first().orElseThrow());
    return found.empty() == 1
        ? first + " " + zone()
        : "the first " + first + ", the last " + span(found.last().orElseThrow()) + " " + zone();
  }

  private String zone() {
    return grid.zone().getId();
  }

  private String span(Buckets.Span span) {
    ZoneId zone = grid.zone();
    ZonedDateTime from = span.from().atZone(zone);
    ZonedDateTime to = span.to().atZone(zone);
    return "from "
        + CLOCK.format(from)
        + " to "
        + (from.toLocalDate().equals(to.toLocalDate())
            ? DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).format(to)
            : CLOCK.format(to));
  }
}
