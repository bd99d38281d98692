package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import io.assay.check.ValueType;
import java.util.List;

/// `type`: rows whose text does not read as the type. NULL reads as every type; the empty string
/// reads as none.
public record Type(Column column, ValueType is, Limits limits) implements Counting {
  private static final Parameter<Column> COLUMN =
      Parameter.required(
          "type", new Parameter.Shape.OneColumn(), "the text column, or an expression");
  private static final Parameter<ValueType> IS =
      Parameter.required(
          "is",
          new Parameter.Shape.OneOf<>(ValueType.class),
          "what the text has to read as: integer, numeric, boolean, date, timestamp, uuid, json");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          COLUMN,
          KindLanguage.Place.TABLE,
          List.of(IS, CountedRows.LIMIT),
          written ->
              List.of(new Type(written.get(COLUMN), written.get(IS), CountedRows.limits(written))));

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return column.written();
  }

  @Override
  public Measure.Unreadable counted() {
    return new Measure.Unreadable(column, is);
  }

  @Override
  public CountedRows.Wording wording() {
    String as = "read as " + is.word();
    return new CountedRows.Wording("does not " + as, "do not " + as, "all of %s " + as);
  }
}
