package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import java.util.List;

/// `nulls`: rows in which the column is NULL. No rows hold no NULL.
public record Nulls(Column column, Limits limits) implements Counting {
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
  public Measure.Nulls counted() {
    return new Measure.Nulls(column);
  }

  @Override
  public CountedRows.Wording wording() {
    return WORDING;
  }
}
