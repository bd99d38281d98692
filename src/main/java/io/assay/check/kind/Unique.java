package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/// `unique`: rows that repeat a key which an earlier row has, so that three rows of one key count
/// as two. A key with a NULL in it equals nothing.
public record Unique(List<Column> key, Limits limits) implements Kind {
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
    return key.stream().map(Column::written).collect(Collectors.joining(","));
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Repeats(key), new Measure.Rows());
  }

  @Override
  public Judgement judge(Evidence evidence) {
    return Judgement.of(
        CountedRows.of(evidence.measured(), new Measure.Repeats(key), WORDING).judge(limits));
  }
}
