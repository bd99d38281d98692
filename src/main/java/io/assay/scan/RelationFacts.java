package io.assay.scan;

import io.assay.check.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the catalog and the statistics say of a relation at one moment.
///
/// @param shape changes with the columns, on which the values depend that are seen in them, and
///   with what may guarantee something of these: constraints and unique indexes
/// @param structure changes with the shape and with any index
/// @param leaves the tables that hold its rows, itself among them when it does
/// @param partitionKey the columns whose equality keeps rows in one leaf; none when equal keys may
///   lie in several leaves
/// @param spreads whether its rows lie, or have lain, in tables below it too
/// @param small whether it may share a statement with others
/// @param inFull why a change could go unnoticed, so that all of it has to be read each time
record RelationFacts(
    TableName table,
    String shape,
    String structure,
    List<Leaf> leaves,
    Columns columns,
    Optional<Set<String>> partitionKey,
    boolean spreads,
    boolean small,
    Optional<String> inFull) {
  RelationFacts {
    leaves = List.copyOf(leaves);
  }

  /// The names of the columns of some sorts.
  ///
  /// @param virtual those that are computed as they are read
  /// @param alterable those of a type that can be altered without a row being touched
  /// @param plain those that are stored and of a type of PostgreSQL's own, so that how their values
  ///   compare never changes
  /// @param sortable those of plain ones that sort fast, as numbers do
  /// @param few those with few distinct values that differ just when their texts do, as far as was
  ///   asked for
  record Columns(
      Set<String> virtual,
      Set<String> alterable,
      Set<String> plain,
      Set<String> sortable,
      Set<String> few) {
    Columns {
      virtual = Set.copyOf(virtual);
      alterable = Set.copyOf(alterable);
      plain = Set.copyOf(plain);
      sortable = Set.copyOf(sortable);
      few = Set.copyOf(few);
    }

    /// Returns whether what is NULL in the column changes only with a row.
    boolean stored(String name) {
      return !virtual.contains(name) && !alterable.contains(name);
    }
  }

  /// One table with rows.
  ///
  /// @param fingerprint moves with every change of the rows once PostgreSQL has published its
  ///   statistics
  /// @param readable whether it can be read by itself and shows what it shows through its parent; a
  ///   virtual column may be another one there
  record Leaf(long oid, TableName name, String fingerprint, boolean readable) {
    /// Returns the leaf as a source of rows that goes by the name of the relation.
    String as(TableName relation) {
      return "ONLY " + Quoted.name(name) + " AS " + Quoted.name(relation.name());
    }
  }

  /// Returns the same with these columns of few values.
  RelationFacts few(Set<String> names) {
    return new RelationFacts(
        table,
        shape,
        structure,
        leaves,
        new Columns(
            columns.virtual(), columns.alterable(), columns.plain(), columns.sortable(), names),
        partitionKey,
        spreads,
        small,
        inFull);
  }

  /// Returns whether its rows lie in several tables.
  boolean divided() {
    return leaves.size() > 1;
  }

  /// Returns what must not differ between this look and another one for the `kept` leaves to be
  /// what was measured: which leaves there are, and how those are.
  boolean sameFor(RelationFacts other, Set<Long> kept) {
    return shape.equals(other.shape)
        && inFull.equals(other.inFull)
        && leaves.stream()
            .map(Leaf::oid)
            .toList()
            .equals(other.leaves.stream().map(Leaf::oid).toList())
        && new HashSet<>(other.leaves)
            .containsAll(leaves.stream().filter(leaf -> kept.contains(leaf.oid())).toList());
  }
}
