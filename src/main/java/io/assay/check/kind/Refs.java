package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import io.assay.check.Reference;
import java.util.List;

/// `refs`: rows whose key has no row in the table that it refers to. A key with a NULL in it refers
/// to nothing, as with a foreign key.
public record Refs(List<Column> key, Reference to, Limits limits) implements Counting {
  private static final Parameter<List<Column>> KEY =
      Parameter.required(
          "refs",
          new Parameter.Shape.Columns(),
          "the column, or a list of columns that are one key together");
  private static final Parameter<Reference> TO =
      Parameter.required(
          "to",
          new Parameter.Shape.AReference(),
          "the table and its columns, as in customers(id) or sales.clients(tenant, client_no)");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          KEY,
          KindLanguage.Place.TABLE,
          List.of(TO, CountedRows.LIMIT),
          written ->
              List.of(new Refs(written.get(KEY), written.get(TO), CountedRows.limits(written))));

  public Refs {
    key = List.copyOf(key);
    if (key.size() != to.columns().size()) {
      throw new IllegalArgumentException(
          "'refs' and 'to' must name equally many columns, not %d and %d"
              .formatted(key.size(), to.columns().size()));
    }
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return Column.joined(key);
  }

  @Override
  public Measure.Orphans counted() {
    return new Measure.Orphans(key, to);
  }

  @Override
  public CountedRows.Wording wording() {
    String there = "row in " + to.table().display();
    return new CountedRows.Wording(
        "refers to no " + there, "refer to no " + there, "none of %s refers to no " + there);
  }
}
