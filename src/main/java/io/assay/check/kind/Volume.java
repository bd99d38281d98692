package io.assay.check.kind;

import io.assay.check.Buckets;
import io.assay.check.Column;
import io.assay.check.Durations;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `volume`: the rows of the last whole bucket of time against the median of the same bucket on
/// earlier days or weeks, all counted in the table itself, so that it works on the first run.
///
/// Earlier buckets before the first that has rows are left out: the table may not go back that far.
/// An hour that a daylight saving change makes longer or shorter counts in proportion to its
/// length.
public record Volume(Column time, Buckets buckets, Optional<Limits> drop, Optional<Limits> rise)
    implements Kind {
  private static final long FURTHEST = 366;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private static final Parameter<Duration> BUCKET =
      Parameter.required(
          "volume", new Parameter.Shape.Span(), "the bucket, which divides a day evenly: 1h, 1d");
  private static final Parameter<Limits> DROP =
      Parameter.optional(
          "drop",
          new Parameter.Shape.Ceiling(Unit.SHARE),
          "by which share the count may fall; 50% when neither `drop` nor `rise` is written");
  private static final Parameter<Limits> RISE =
      Parameter.optional(
          "rise",
          new Parameter.Shape.Ceiling(Unit.SHARE),
          "by which share the count may rise; 100% is twice the usual");
  private static final Parameter<Buckets.Against> AGAINST =
      Parameter.withDefault(
          "against",
          new Parameter.Shape.OneOf<>(Buckets.Against.class),
          Buckets.Against.DAYS,
          "the same bucket on earlier days, or on the same weekday of earlier weeks");
  private static final Parameter<Long> LOOKBACK =
      Parameter.withDefault(
          "lookback",
          new Parameter.Shape.Whole(1),
          7L,
          "how many earlier days or weeks; at most 366");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          BUCKET,
          KindLanguage.Place.TABLE,
          List.of(DROP, RISE, AGAINST, LOOKBACK),
          written -> List.of(read(written)));

  public Volume {
    drop.ifPresent(Drop::refuseWholeFall);
  }

  private static Volume read(KindLanguage.Arguments written) {
    Column time =
        written
            .time()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "'volume' needs the table's time column: add 'time: COLUMN' to the table"));
    long lookback = written.get(LOOKBACK);
    if (lookback > FURTHEST) {
      throw new IllegalArgumentException("'lookback' is at most " + FURTHEST);
    }
    Optional<Limits> drop = written.find(DROP);
    Optional<Limits> rise = written.find(RISE);
    return new Volume(
        time,
        new Buckets(written.get(BUCKET), written.get(AGAINST), (int) lookback, written.zone()),
        drop.isEmpty() && rise.isEmpty() ? Optional.of(Drop.half(written)) : drop,
        rise);
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return Durations.write(buckets.length());
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.RowsPerBucket(time, buckets));
  }

  /// The share by which the count moved in a direction that is watched.
  @Override
  public double harm(Evidence evidence, Observation seen) {
    List<Measure.BucketRows> counted =
        evidence.measured().get(new Measure.RowsPerBucket(time, buckets));
    List<BigDecimal> earlier = comparable(counted);
    double usual = earlier.isEmpty() ? 0 : Median.of(earlier).doubleValue();
    if (usual == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    double moved = (counted.getFirst().rows() - usual) / usual;
    return Math.max(
        drop.isPresent() ? -moved : Double.NEGATIVE_INFINITY,
        rise.isPresent() ? moved : Double.NEGATIVE_INFINITY);
  }

  @Override
  public Judgement judge(Evidence evidence) {
    List<Measure.BucketRows> counted =
        evidence.measured().get(new Measure.RowsPerBucket(time, buckets));
    Measure.BucketRows last = counted.getFirst();
    String rows =
        (last.rows() == 0 ? "no rows" : Words.count(last.rows(), "row")) + when(last.span());
    List<BigDecimal> earlier = comparable(counted);
    BigDecimal usual = earlier.isEmpty() ? BigDecimal.ZERO : Median.of(earlier);
    if (usual.signum() > 0) {
      return Judgement.of(new Moved(last.rows(), usual, rows).judge(drop, rise));
    }
    if (last.rows() > 0 && rise.isEmpty()) {
      return Judgement.of(
          new Verdict.Pass(
              new Observation(
                  rows + ", usually there are none",
                  Optional.of(BigDecimal.valueOf(last.rows())),
                  Unit.COUNT,
                  Words.count(last.rows(), "row"),
                  "no fall")));
    }
    return Judgement.of(
        new Verdict.Unknown(
            rows + ", and nothing to compare with: there are usually none at that time"));
  }

  /// Returns the earlier counts, in proportion to the last bucket's length.
  private static List<BigDecimal> comparable(List<Measure.BucketRows> counted) {
    BigDecimal length = seconds(counted.getFirst());
    int oldest = counted.size();
    while (oldest > 1 && counted.get(oldest - 1).rows() == 0) {
      oldest--;
    }
    return counted.subList(1, oldest).stream()
        .filter(bucket -> seconds(bucket).signum() > 0)
        .map(bucket ->
            BigDecimal.valueOf(bucket.rows())
                .multiply(length)
                .divide(seconds(bucket), MathContext.DECIMAL64))
        .toList();
  }

  private static BigDecimal seconds(Measure.BucketRows bucket) {
    return BigDecimal.valueOf(
        Duration.between(bucket.span().from(), bucket.span().to()).toSeconds());
  }

  private String when(Buckets.Span span) {
    ZonedDateTime from = span.from().atZone(buckets.zone());
    if (buckets.length().equals(Duration.ofDays(1))) {
      return " on " + from.toLocalDate();
    }
    return " from "
        + CLOCK.format(from)
        + " to "
        + CLOCK.format(span.to().atZone(buckets.zone()))
        + " "
        + buckets.zone().getId();
  }
}
