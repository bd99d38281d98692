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
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `size`: a table with its indexes, its TOAST and its partitions, or the whole database, takes
/// more room than it may, or grows faster than it may. The kind remembers earlier sizes to tell the
/// growth.
public record Size(Optional<Limits> atMost, Optional<Growth> growth) implements Kind {
  private static final BigDecimal LITTLE = BigDecimal.valueOf(1024 * 1024);

  private static final Parameter<Boolean> ABOUT =
      Parameter.optional(
          "size", new Parameter.Shape.Nothing(), "the table it stands under, else the database");
  private static final Parameter<Limits> AT_MOST =
      Parameter.optional(
          "at_most", new Parameter.Shape.Ceiling(Unit.BYTES), "how large it may be: 500 MB");
  private static final Parameter<Limits> GROWTH_AT_MOST =
      Parameter.required(
          "at_most",
          new Parameter.Shape.Ceiling(Unit.SHARE),
          "by which share it may grow in the time that `per` says");
  private static final Parameter<Duration> PER =
      Parameter.required("per", new Parameter.Shape.Span(), "the time in which it may grow so");
  private static final Parameter<Parameter.Written> GROWTH =
      Parameter.optional(
          "growth",
          new Parameter.Shape.Mapping(List.of(GROWTH_AT_MOST, PER)),
          "how fast it may grow: {at_most: 20%, per: 1d}");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          ABOUT,
          KindLanguage.Place.ANYWHERE,
          List.of(AT_MOST, GROWTH),
          written ->
              List.of(
                  new Size(
                      written.find(AT_MOST),
                      written
                          .find(GROWTH)
                          .map(inner -> new Growth(inner.get(GROWTH_AT_MOST), inner.get(PER))))));

  /// How fast it may grow: by at most this share in `per`.
  public record Growth(Limits atMost, Duration per) {}

  public Size {
    if (atMost.isEmpty() && growth.isEmpty()) {
      throw new IllegalArgumentException("'size' needs a limit: write at_most or growth");
    }
  }

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
    return List.of(new Measure.Size());
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return atMost.map(Limits::charted).orElse(List.of());
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Instant now = evidence.measured().now();
    BigDecimal bytes = BigDecimal.valueOf(evidence.measured().get(new Measure.Size()));
    Optional<Limit> tooLarge = atMost.flatMap(limits -> limits.broken(unit -> bytes));
    if (growth.isEmpty()) {
      return Judgement.of(verdict(bytes, tooLarge, Optional.empty(), ""));
    }
    Growth allowed = growth.get();
    SizeSamples samples = SizeSamples.recall(evidence.memory(), allowed.per(), now);
    Optional<SizeSamples.Grown> grown = samples.until(bytes, now);
    Optional<Limit> tooFast =
        grown
            .filter(since -> since.by().compareTo(LITTLE) >= 0)
            .flatMap(since -> allowed.atMost().broken(unit -> since.share()));
    String told = grown.map(SizeSamples.Grown::told).orElse("its growth is not known yet");
    Verdict verdict =
        grown.isEmpty() && atMost.isEmpty()
            ? new Verdict.Unknown(
                "its growth is not known yet: the first size was measured less than "
                    + Durations.say(allowed.per())
                    + " ago")
            : verdict(bytes, tooLarge, tooFast, told);
    return new Judgement(verdict, samples.with(bytes, now).remember());
  }

  private Verdict verdict(
      BigDecimal bytes, Optional<Limit> tooLarge, Optional<Limit> tooFast, String told) {
    Optional<Limit> worst =
        Stream.of(tooLarge, tooFast)
            .flatMap(Optional::stream)
            .max(Comparator.comparing(Limit::severity));
    String room = Words.of(bytes, Unit.BYTES);
    Observation seen =
        new Observation(
            "it takes "
                + room
                + tooLarge.map(limit -> ", " + Words.of(limit) + " is allowed").orElse("")
                + (told.isEmpty() ? "" : tooLarge.isPresent() ? "; " : ", ")
                + told
                + tooFast.map(limit -> ", " + pace(limit) + " is allowed").orElse(""),
            Optional.of(bytes),
            Unit.BYTES,
            room,
            worst.or(this::first).map(this::expected).orElse(""));
    return Verdict.of(worst, seen);
  }

  private Optional<Limit> first() {
    return atMost.or(() -> growth.map(Growth::atMost)).map(Limits::first);
  }

  private String expected(Limit limit) {
    return limit.unit() == Unit.SHARE ? pace(limit) : Words.of(limit);
  }

  private String pace(Limit limit) {
    return "a growth of "
        + Words.of(limit)
        + " in "
        + growth.map(Growth::per).map(Durations::say).orElse("");
  }
}
