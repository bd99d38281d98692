package io.assay.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the catalog says of one table.
///
/// @param columns its columns in order
/// @param guarantees what the database holds its rows to
/// @param rowSecurity whether row security is enabled
/// @param types the types that were asked for, as the catalog writes them; those that do not exist
///   are not in it
public record TableStructure(
    List<StructuredColumn> columns,
    List<Guarantee> guarantees,
    boolean rowSecurity,
    Map<TypeName, String> types) {
  public TableStructure {
    columns = List.copyOf(columns);
    guarantees = List.copyOf(guarantees);
    types = Map.copyOf(types);
  }

  /// A column and its type as format_type writes it; `notNull` when NULLs are kept out and were
  /// never let in.
  public record StructuredColumn(String name, String type, boolean notNull) {}

  /// A constraint, a unique index or a policy.
  ///
  /// @param definition a constraint's `CHECK (total >= 0)`, what sort of key an index is (`primary
  ///   key`), a policy's `FOR SELECT USING (…)`
  /// @param columns the columns of a key; empty for the others
  /// @param weakness why it does not hold for every row, as a clause (`is not validated`); none
  ///   when it does
  public record Guarantee(
      Sort sort, String name, String definition, List<String> columns, Optional<String> weakness) {
    public Guarantee {
      columns = List.copyOf(columns);
    }
  }

  /// The sorts of guarantees.
  public enum Sort {
    CONSTRAINT,
    KEY,
    POLICY
  }

  /// Returns the guarantees of one sort.
  public List<Guarantee> guarantees(Sort sort) {
    return guarantees.stream().filter(each -> each.sort() == sort).toList();
  }
}
