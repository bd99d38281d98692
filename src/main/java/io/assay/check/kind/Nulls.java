package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import java.util.List;

/// `nulls`: rows in which the column is NULL. No rows hold no NULL.
public record Nulls(Column column, Limits limits) implements Kind {
  private static final Parameter<List<Column>> COLUMNS =
      Parameter.required(
          "nulls",
          new Parameter.Shape.Columns(),
          "the column, or a list of columns: one check each");
  private static final CountedRows.Wording WORDING =
      new CountedRows.Wording("has no value", "have no value", "all of %s have a value");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          COLUMNS,
          KindLanguage.Place.TABLE,
          List.of(CountedRows.LIMIT),
          written ->
              written.get(COLUMNS).stream()
                  .<Kind>map(column -> new Nulls(column, CountedRows.limits(written)))
                  .toList());

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return column.written();
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Nulls(column), new Measure.Rows());
  }

  @Override
  public Judgement judge(Evidence evidence) {
    return Judgement.of(
        CountedRows.of(evidence.measured(), new Measure.Nulls(column), WORDING).judge(limits));
  }
}
