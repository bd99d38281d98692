package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import java.util.HashSet;
import java.util.List;

/// `unique`: rows that repeat a key which an earlier row has, so that three rows of one key count
/// as two. A key with a NULL in it equals nothing.
public record Unique(List<Column> key, Limits limits) implements Counting {
  private static final Parameter<List<Column>> KEY =
      Parameter.required(
          "unique",
          new Parameter.Shape.Columns(),
          "the column, or a list of columns that are one key together");
  private static final CountedRows.Wording WORDING =
      new CountedRows.Wording(
          "repeats an earlier key", "repeat an earlier key", "none of %s repeats a key");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          KEY,
          KindLanguage.Place.TABLE,
          List.of(CountedRows.LIMIT),
          written -> List.of(new Unique(written.get(KEY), CountedRows.limits(written))));

  public Unique {
    key = List.copyOf(key);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("'unique' needs at least one column");
    }
    if (new HashSet<>(key).size() < key.size()) {
      throw new IllegalArgumentException("'unique' names the same column twice");
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
  public Measure.Repeats counted() {
    return new Measure.Repeats(key);
  }

  @Override
  public CountedRows.Wording wording() {
    return WORDING;
  }
}
