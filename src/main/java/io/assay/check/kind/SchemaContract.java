package io.assay.check.kind;

import io.assay.check.TypeName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a table is agreed to look like.
///
/// @param columns the columns that have to be there, in the order in which they are written
/// @param only whether no other column may be there
/// @param keys lists of columns that are unique together
/// @param constraints names of constraints that have to hold
/// @param rowSecurity whether row security has to be enabled, and the policies that have to be
///   there
record SchemaContract(
    Map<String, ColumnType> columns,
    boolean only,
    List<List<String>> keys,
    List<String> constraints,
    RowSecurity rowSecurity) {
  private static final Pattern NOT_NULL =
      Pattern.compile("(.+?)\\s+not\\s+null", Pattern.CASE_INSENSITIVE);

  /// A column's type, and whether NULLs have to be kept out of it.
  record ColumnType(TypeName type, boolean notNull) {

    /// Reads `bigint not null`. Throws IllegalArgumentException when it is not written as a type.
    static ColumnType read(String written) {
      Matcher notNull = NOT_NULL.matcher(written);
      return notNull.matches()
          ? new ColumnType(new TypeName(notNull.group(1)), true)
          : new ColumnType(new TypeName(written), false);
    }
  }

  /// What is agreed of row security.
  record RowSecurity(boolean enabled, List<String> policies) {
    RowSecurity {
      policies = List.copyOf(policies);
    }
  }

  SchemaContract {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    keys = List.copyOf(keys);
    constraints = List.copyOf(constraints);
    if (columns.isEmpty()
        && keys.isEmpty()
        && constraints.isEmpty()
        && rowSecurity.policies().isEmpty()
        && !rowSecurity.enabled()) {
      throw new IllegalArgumentException(
          "'schema' agrees on nothing; write columns, keys, constraints, policies or row_security");
    }
    if (only && columns.isEmpty()) {
      throw new IllegalArgumentException("'only' needs the 'columns' that may be there");
    }
  }
}
