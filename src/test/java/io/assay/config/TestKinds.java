package io.assay.config;

import io.assay.check.Column;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.KindLanguage.Place;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import io.assay.check.Parameter.Shape;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Kinds of every shape, so that the reader is tested apart from what real kinds mean.
final class TestKinds {
  enum Against {
    DAYS,
    WEEKS
  }

  /// A kind that shows what was read for it.
  record Read(String keyword, String subject, List<Measure<?>> measures, Map<String, Object> values)
      implements Kind {
    @Override
    public Judgement judge(Evidence evidence) {
      return Judgement.of(new Verdict.Unknown("this kind only reads"));
    }
  }

  static final Parameter<Duration> EVERY =
      Parameter.required("every", new Shape.Span(), "how often");
  static final Parameter<Double> TOLERANCE =
      Parameter.withDefault("tolerance", new Shape.Number(1), 2.0, "how many times");
  static final Parameter<Limits> LIMIT =
      Parameter.optional("at_most", new Shape.LimitKeys(List.of(Unit.COUNT, Unit.SHARE)), "limit");
  static final Parameter<Limits> COUNT_LIMIT =
      Parameter.optional("at_most", new Shape.LimitKeys(List.of(Unit.COUNT)), "limit");
  static final Parameter<Limits> FALL =
      Parameter.optional("drop", new Shape.Ceiling(Unit.SHARE), "how far it may fall");

  private static final Parameter<Column> TIME =
      Parameter.optional("fresh", new Shape.OneColumn(), "the time column");
  private static final Parameter<List<Column>> NULLS =
      Parameter.required("nulls", new Shape.Columns(), "columns, one check each");
  private static final Parameter<List<Column>> UNIQUE =
      Parameter.required("unique", new Shape.Columns(), "columns, one key");
  private static final Parameter<Limits> ROWS =
      Parameter.required("rows", new Shape.LimitKeys(List.of(Unit.COUNT)), "how many");
  private static final Parameter<Limits> DROP =
      Parameter.optional("drop", new Shape.Ceiling(Unit.SHARE), "how far it may fall");
  private static final Parameter<Long> OVER =
      Parameter.withDefault("over", new Shape.Whole(1), 5L, "runs");
  private static final Parameter<Duration> VOLUME =
      Parameter.required("volume", new Shape.Span(), "the bucket");
  private static final Parameter<Against> AGAINST =
      Parameter.withDefault("against", new Shape.OneOf<>(Against.class), Against.DAYS, "apart");
  private static final Parameter<String> SLOW =
      Parameter.required("slow", new Shape.Text(), "a pattern");
  private static final Parameter<Limits> MEAN =
      Parameter.optional("mean", new Shape.Ceiling(Unit.SECONDS), "mean time");
  private static final Parameter<Limits> HITS =
      Parameter.optional("hit_ratio", new Shape.Floor(Unit.SHARE), "share of hits");
  private static final Parameter<String> SQL =
      Parameter.required("sql", new Shape.Sql(), "a query");

  static final List<KindLanguage> ALL =
      List.of(
          new KindLanguage(
              TIME,
              Place.TABLE,
              List.of(EVERY, TOLERANCE),
              written -> {
                Column time =
                    written
                        .find(TIME)
                        .or(written::time)
                        .orElseThrow(
                            () -> new IllegalArgumentException("'fresh' needs a time column"));
                return List.of(
                    new Read(
                        "fresh",
                        time.written(),
                        List.of(new Measure.Newest(time)),
                        Map.of("every", written.get(EVERY), "tolerance", written.get(TOLERANCE))));
              }),
          new KindLanguage(
              NULLS,
              Place.TABLE,
              List.of(LIMIT),
              written ->
                  written.get(NULLS).stream()
                      .<Kind>map(column ->
                          new Read(
                              "nulls",
                              column.written(),
                              List.of(new Measure.Nulls(column)),
                              values("limit", written.find(LIMIT))))
                      .toList()),
          new KindLanguage(
              UNIQUE,
              Place.TABLE,
              List.of(LIMIT),
              written ->
                  List.of(
                      new Read(
                          "unique",
                          String.join(
                              ",", written.get(UNIQUE).stream().map(Column::written).toList()),
                          List.of(new Measure.Repeats(written.get(UNIQUE))),
                          values("limit", written.find(LIMIT))))),
          new KindLanguage(
              ROWS,
              Place.TABLE,
              List.of(),
              written -> rows("rows", values("limit", written.find(ROWS)))),
          new KindLanguage(
              DROP,
              Place.TABLE,
              List.of(OVER),
              written -> rows("drop", Map.of("over", written.get(OVER)))),
          new KindLanguage(
              VOLUME,
              Place.TABLE,
              List.of(FALL, AGAINST),
              written ->
                  rows(
                      "volume",
                      Map.of(
                          "bucket",
                          written.get(VOLUME),
                          "against",
                          written.get(AGAINST).name().toLowerCase(Locale.ROOT)))),
          new KindLanguage(
              SLOW,
              Place.DATABASE,
              List.of(MEAN, HITS),
              written ->
                  List.of(
                      new Read(
                          "slow",
                          written.get(SLOW),
                          List.of(new Measure.Statements(written.get(SLOW))),
                          values("mean", written.find(MEAN))))),
          new KindLanguage(
              SQL,
              Place.ANYWHERE,
              List.of(COUNT_LIMIT),
              written ->
                  List.of(
                      new Read(
                          "sql",
                          written.get(SQL),
                          List.of(new Measure.Query(written.get(SQL))),
                          values("limit", written.find(COUNT_LIMIT))))));

  private TestKinds() {}

  private static List<Kind> rows(String keyword, Map<String, Object> values) {
    return List.of(new Read(keyword, "", List.of(new Measure.Rows()), values));
  }

  private static Map<String, Object> values(String key, Optional<Limits> limits) {
    return limits.<Map<String, Object>>map(found -> Map.of(key, found)).orElse(Map.of());
  }
}
