package io.assay.check.kind;

import io.assay.check.Durations;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.TablePartitions;
import io.assay.check.TablePartitions.Range;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `partitions`: from now on, without a gap, there are partitions for as long as `ahead` says, and
/// no row sits in a default partition.
public record Partitions(Limits ahead, ZoneId zone, Severity severity) implements Kind {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private static final Parameter<Boolean> TABLE =
      Parameter.optional("partitions", new Parameter.Shape.Nothing(), "the table it stands under");
  private static final Parameter<Limits> AHEAD =
      Parameter.required(
          "ahead",
          new Parameter.Shape.Floor(Unit.SECONDS),
          "how far ahead of now there have to be partitions");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          TABLE,
          KindLanguage.Place.TABLE,
          List.of(AHEAD),
          written ->
              List.of(new Partitions(written.get(AHEAD), written.zone(), written.severity())));

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return "";
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Partitions(zone));
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return ahead.charted();
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Instant now = evidence.measured().now();
    TablePartitions partitions = evidence.measured().get(new Measure.Partitions(zone));
    Optional<Range> current = partitions.around(now);
    Optional<BigDecimal> reach =
        current
            .map(range -> range.to().map(end -> seconds(now, end)))
            .orElseGet(() -> Optional.of(behind(partitions, now)));
    Optional<Limit> broken = reach.flatMap(ahead -> this.ahead.broken(unit -> ahead));
    String expected = Words.of(broken.orElseGet(ahead::first));
    String sentence =
        current.map(range -> reaching(range, now)).orElseGet(() -> uncovered(partitions, now))
            + broken.map(limit -> ", expected " + expected).orElse("")
            + partitions.strays().map(Partitions::strayed).orElse("");
    Observation seen =
        new Observation(
            sentence,
            reach,
            Unit.SECONDS,
            partitions.strays().isPresent() && broken.isEmpty()
                ? "rows in the default partition"
                : reach.map(ahead -> Words.of(ahead, Unit.SECONDS)).orElse("without end"),
            expected);
    Optional<Severity> worst =
        broken
            .map(Limit::severity)
            .filter(found -> partitions.strays().isEmpty() || found.compareTo(severity) > 0)
            .or(() -> partitions.strays().map(table -> severity));
    return Judgement.of(
        worst
            .<Verdict>map(severity -> new Verdict.Breach(severity, seen))
            .orElseGet(() -> new Verdict.Pass(seen)));
  }

  private String reaching(Range range, Instant now) {
    return range
        .to()
        .map(end ->
            "partitions reach until "
                + day(end)
                + ", "
                + Durations.say(Duration.between(now, end))
                + " ahead")
        .orElse("partitions reach without end");
  }

  private String uncovered(TablePartitions partitions, Instant now) {
    String none = "no partition covers now: ";
    return last(partitions, now)
        .map(end -> none + "the last ended at " + day(end))
        .or(() ->
            partitions.covered().stream()
                .flatMap(range -> range.from().stream())
                .min(Comparator.naturalOrder())
                .map(begin -> none + "the first begins at " + day(begin)))
        .orElse("there is no partition");
  }

  private static String strayed(TableName partition) {
    return "; rows sit in the default partition "
        + partition.display()
        + ", there was no other for them";
  }

  private static Optional<Instant> last(TablePartitions partitions, Instant now) {
    return partitions.covered().stream()
        .flatMap(range -> range.to().stream())
        .filter(end -> !end.isAfter(now))
        .max(Comparator.naturalOrder());
  }

  /// How long the partitions have been at an end, as a negative number; 0 when they never began.
  private static BigDecimal behind(TablePartitions partitions, Instant now) {
    return last(partitions, now).map(end -> seconds(now, end)).orElse(BigDecimal.ZERO);
  }

  private static BigDecimal seconds(Instant from, Instant to) {
    return BigDecimal.valueOf(Duration.between(from, to).toSeconds());
  }

  private String day(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    return local.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? local.toLocalDate().toString()
        : MINUTE.format(local) + " " + zone.getId();
  }
}
