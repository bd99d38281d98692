package io.assay.check;

import java.util.Locale;

/// What of two tables is compared.
public sealed interface Compared {

  /// Returns it as its author wrote it: `rows`, `sum(total)`, `content`.
  String written();

  /// How many rows there are.
  record Rows() implements Compared {
    @Override
    public String written() {
      return "rows";
    }
  }

  /// One figure over all rows.
  record Figure(Aggregate aggregate, Column column) implements Compared {
    @Override
    public String written() {
      return aggregate.word() + "(" + column.written() + ")";
    }
  }

  /// Every row, found again by its key.
  record Content() implements Compared {
    @Override
    public String written() {
      return "content";
    }
  }

  /// The aggregates that can be compared.
  enum Aggregate {
    SUM,
    MIN,
    MAX,
    AVG;

    /// Returns the word of the language, which is also SQL's.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
