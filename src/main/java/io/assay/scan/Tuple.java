package io.assay.scan;

import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.SideColumns.SideColumn;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of a row is compared on both sides.
///
/// @param key by what a row is found again; all of `columns` where nothing is a key
/// @param columns everything that has to be equal, the key among it
/// @param here the columns of this side, `there` those of the other
record Tuple(List<Column> key, List<Column> columns, SideColumns here, SideColumns there) {

  /// Throws Unanswered when one side does not have a column that is named.
  static Tuple of(Measure.BothSides measure, SideColumns here, SideColumns there)
      throws Unanswered {
    present(measure.key(), measure, here, there);
    present(measure.columns(), measure, here, there);
    List<Column> columns =
        measure.columns().isEmpty()
            ? names(here.columns().keySet().stream().filter(there.columns()::containsKey).toList())
            : measure.columns();
    Set<Column> all =
        new LinkedHashSet<>(measure.key().isEmpty() ? primaryKey(here, there) : measure.key());
    List<Column> key = List.copyOf(all);
    all.addAll(columns);
    if (all.isEmpty()) {
      throw new Unanswered(Reason.MISSING, "the two sides have no column of the same name");
    }
    List<Column> everything = List.copyOf(all);
    return new Tuple(key.isEmpty() ? everything : key, everything, here, there);
  }

  private static void present(
      List<Column> columns, Measure.BothSides measure, SideColumns here, SideColumns there)
      throws Unanswered {
    for (Column column : columns) {
      if (column instanceof Column.Name(String name)) {
        if (!here.columns().containsKey(name)) {
          throw new Unanswered(Reason.MISSING, "there is no column " + Quoted.name(name));
        }
        if (!there.columns().containsKey(name)) {
          throw missing("there is no column " + Quoted.name(name), measure);
        }
      }
    }
  }

  private static Unanswered missing(String what, Measure.BothSides measure) {
    return new Unanswered(Reason.MISSING, what + " in " + measure.other().written());
  }

  /// Returns the first of the two primary keys whose columns are on both sides; none when neither
  /// side has one.
  private static List<Column> primaryKey(SideColumns here, SideColumns there) throws Unanswered {
    List<List<String>> keys =
        List.of(here.primaryKey(), there.primaryKey()).stream()
            .filter(key -> !key.isEmpty())
            .toList();
    Optional<List<String>> shared =
        keys.stream()
            .filter(here.columns().keySet()::containsAll)
            .filter(there.columns().keySet()::containsAll)
            .findFirst();
    if (shared.isEmpty() && !keys.isEmpty()) {
      throw new Unanswered(
          Reason.MISSING,
          "the primary key ("
              + String.join(", ", keys.getFirst())
              + ") is on one side only: name a `key` that both have");
    }
    return names(shared.orElse(List.of()));
  }

  private static List<Column> names(List<String> names) {
    return names.stream().<Column>map(Column.Name::new).toList();
  }

  /// Returns whether the key is one whole number, by which an index finds ranges of rows; otherwise
  /// a row's position is a hash of its key.
  boolean positioned() {
    return key.size() == 1
        && key.getFirst() instanceof Column.Name(String name)
        && position(here, name)
        && position(there, name);
  }

  private static boolean position(SideColumns side, String name) {
    return Optional.ofNullable(side.columns().get(name)).map(SideColumn::position).orElse(false);
  }

  /// Returns how many columns only one side has, where the common ones are compared.
  int unshared(Measure.BothSides measure) {
    if (!measure.columns().isEmpty()) {
      return 0;
    }
    long common = here.columns().keySet().stream().filter(there.columns()::containsKey).count();
    return (int) (here.columns().size() + there.columns().size() - 2 * common);
  }
}
