package io.assay.scan;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the catalog says of the rows of one relation that the role may read as a whole.
///
/// @param columns the columns that were asked for, that exist and that the role may read, by name
/// @param keys what no two rows have in common, the primary key first
/// @param conditions what holds for every row of it or of a partition or child of it
record Schema(Map<String, ColumnFact> columns, List<Key> keys, List<Condition> conditions) {
  Schema {
    columns = Map.copyOf(columns);
    keys = List.copyOf(keys);
    conditions = List.copyOf(conditions);
  }

  /// A column; `neverNull` holds for all partitions and children too, and not for a column of a
  /// composite type, which can be NULL by its fields.
  record ColumnFact(boolean neverNull) {}

  /// A unique index that can be relied on.
  ///
  /// @param words `constraint orders_pkey`, `index orders_email_idx`
  record Key(String words, Set<String> columns) {
    Key {
      columns = Set.copyOf(columns);
    }
  }

  /// A CHECK constraint that was validated and is enforced, or the bounds of a partition.
  ///
  /// @param words `constraint orders_total_check`, `the partition bounds`
  /// @param columns the columns it is about; `ANY_COLUMN` when that is not known
  record Condition(String words, Set<String> columns, Trust trust) {
    static final String ANY_COLUMN = "";

    Condition {
      columns = Set.copyOf(columns);
    }

    boolean touches(Collection<String> names) {
      return columns.contains(ANY_COLUMN) || names.stream().anyMatch(columns::contains);
    }
  }

  /// Whether a condition still says of the rows what it said when they were written.
  enum Trust {
    SURE,
    /// It compares texts by a collation whose order may have changed since.
    BY_COLLATION,
    /// It calls functions or operators that somebody may have replaced since.
    REPLACEABLE
  }
}
