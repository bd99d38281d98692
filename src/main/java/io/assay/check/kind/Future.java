package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.Durations;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/// `future`: rows whose time is ahead of the database's clock by more than what is tolerated. NULL
/// is no time and is not counted; `infinity` is ahead of every clock.
public record Future(Column time, Duration tolerate, ZoneId zone, Limits limits)
    implements Counting {
  private static final Parameter<Column> TIME =
      Parameter.optional(
          "future",
          new Parameter.Shape.OneColumn(),
          "the time column; the table's `time` when left out");
  private static final Parameter<Duration> TOLERATE =
      Parameter.withDefault(
          "tolerate",
          new Parameter.Shape.SpanOrZero(),
          Duration.ZERO,
          "how far ahead a time may be, for clocks that differ");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          TIME,
          KindLanguage.Place.TABLE,
          List.of(TOLERATE, CountedRows.LIMIT),
          written ->
              List.of(
                  new Future(
                      written.time(TIME),
                      written.get(TOLERATE),
                      written.zone(),
                      CountedRows.limits(written))));

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return time.written();
  }

  @Override
  public Measure.Ahead counted() {
    return new Measure.Ahead(time, tolerate, zone);
  }

  @Override
  public CountedRows.Wording wording() {
    String ahead =
        (tolerate.isZero() ? "" : "more than " + Durations.say(tolerate) + " ")
            + "ahead of the database's clock";
    return new CountedRows.Wording("is " + ahead, "are " + ahead, "none of %s is " + ahead);
  }
}
