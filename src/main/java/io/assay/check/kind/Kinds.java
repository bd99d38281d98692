package io.assay.check.kind;

import io.assay.check.KindLanguage;
import java.util.List;
import java.util.Optional;

/// All kinds of the language. A new kind is added here, by its language, and nowhere else.
public final class Kinds {
  public static final List<KindLanguage> ALL =
      List.of(
          Fresh.LANGUAGE,
          Nulls.LANGUAGE,
          Blank.LANGUAGE,
          Unique.LANGUAGE,
          Type.LANGUAGE,
          Values.LANGUAGE,
          Range.LANGUAGE,
          Match.LANGUAGE,
          Refs.LANGUAGE,
          Rows.LANGUAGE,
          Distinct.LANGUAGE,
          Stat.LANGUAGE,
          Drop.LANGUAGE,
          Volume.LANGUAGE,
          Same.LANGUAGE,
          Future.LANGUAGE,
          Gaps.LANGUAGE,
          Refresh.LANGUAGE,
          Jobs.LANGUAGE,
          Slow.LANGUAGE,
          QueryTime.LANGUAGE,
          Sql.LANGUAGE,
          Schema.LANGUAGE,
          Partitions.LANGUAGE,
          Size.LANGUAGE,
          Migrations.LANGUAGE);

  private Kinds() {}

  /// Returns the kind with this keyword.
  public static Optional<KindLanguage> named(String keyword) {
    return ALL.stream().filter(kind -> kind.keyword().equals(keyword)).findFirst();
  }
}
