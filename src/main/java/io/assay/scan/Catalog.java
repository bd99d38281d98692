package io.assay.scan;

import io.assay.check.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The relations of one database as its catalog lists them at one moment.
///
/// @param relations tables, partitioned tables, views, materialized views and foreign tables,
///   without the system's own
public record Catalog(Map<TableName, Relation> relations) {
  public Catalog {
    relations = Map.copyOf(relations);
  }

  /// One relation with its columns in order.
  public record Relation(TableName name, Sort sort, List<CatalogColumn> columns) {
    public Relation {
      columns = List.copyOf(columns);
    }

    /// Returns the column of exactly this name.
    public Optional<CatalogColumn> column(String column) {
      return columns.stream().filter(each -> each.name().equals(column)).findFirst();
    }
  }

  /// A column, its type as format_type writes it (`timestamp with time zone`), and that type's base
  /// when it is a domain.
  public record CatalogColumn(String name, String type, String baseType, boolean notNull) {}

  /// The sorts of relations that checks can be about.
  public enum Sort {
    TABLE,
    PARTITIONED_TABLE,
    VIEW,
    MATERIALIZED_VIEW,
    FOREIGN_TABLE
  }

  /// Returns the relation of exactly this name.
  public Optional<Relation> find(TableName name) {
    return Optional.ofNullable(relations.get(name));
  }
}
