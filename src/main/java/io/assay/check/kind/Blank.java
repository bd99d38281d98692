package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import java.util.List;

/// `blank`: rows whose text is empty or nothing but white space. NULL is not blank: that is what
/// `nulls` is for.
public record Blank(Column column, Limits limits) implements Counting {
  private static final Parameter<List<Column>> COLUMNS =
      Parameter.required(
          "blank",
          new Parameter.Shape.Columns(),
          "the text column, or a list of columns: one check each");
  private static final CountedRows.Wording WORDING =
      new CountedRows.Wording("has blank text", "have blank text", "none of %s has blank text");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          COLUMNS,
          KindLanguage.Place.TABLE,
          List.of(CountedRows.LIMIT),
          written ->
              written.get(COLUMNS).stream()
                  .<Kind>map(column -> new Blank(column, CountedRows.limits(written)))
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
  public Measure.Blanks counted() {
    return new Measure.Blanks(column);
  }

  @Override
  public CountedRows.Wording wording() {
    return WORDING;
  }
}
