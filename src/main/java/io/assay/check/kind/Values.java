package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import java.util.List;
import java.util.Optional;

/// `values`: rows whose value is not in a list of good ones, or is in a list of bad ones. NULL is
/// neither inside nor outside.
public record Values(Column column, List<String> listed, boolean refused, Limits limits)
    implements Counting {
  private static final Parameter<Column> COLUMN =
      Parameter.required("values", new Parameter.Shape.OneColumn(), "the column, or an expression");
  private static final Parameter<List<String>> IN =
      Parameter.optional(
          "in", new Parameter.Shape.Values(), "the values that are good; every other one is not");
  private static final Parameter<List<String>> NOT_IN =
      Parameter.optional(
          "not_in", new Parameter.Shape.Values(), "the values that are not; every other one is");
  private static final CountedRows.Wording OUTSIDE =
      new CountedRows.Wording(
          "has a value outside the list",
          "have a value outside the list",
          "none of %s has a value outside the list");
  private static final CountedRows.Wording REFUSED =
      new CountedRows.Wording(
          "has a value of the list",
          "have a value of the list",
          "none of %s has one of the values");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          COLUMN,
          KindLanguage.Place.TABLE,
          List.of(IN, NOT_IN, CountedRows.LIMIT),
          written -> {
            Optional<List<String>> in = written.find(IN);
            Optional<List<String>> notIn = written.find(NOT_IN);
            if (in.isPresent() == notIn.isPresent()) {
              throw new IllegalArgumentException(
                  "'values' needs either 'in' or 'not_in': a list such as [open, paid]");
            }
            return List.of(
                new Values(
                    written.get(COLUMN),
                    in.or(() -> notIn).orElseThrow(),
                    notIn.isPresent(),
                    CountedRows.limits(written)));
          });

  public Values {
    listed = List.copyOf(listed);
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return column.written();
  }

  @Override
  public Measure.Listed counted() {
    return new Measure.Listed(column, listed, refused);
  }

  @Override
  public CountedRows.Wording wording() {
    return refused ? REFUSED : OUTSIDE;
  }
}
