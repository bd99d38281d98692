package io.assay.check;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// What a check is about: a database, for most kinds a relation of it, which rows, within which
/// guard, and the zone in which times that carry none are read.
///
/// @param keep the columns of failing rows that may be stored and shown; mostly none
public record Target(
    String database,
    Optional<TableName> table,
    Filter filter,
    Guard guard,
    ZoneId zone,
    List<Column> keep) {
  public Target {
    keep = List.copyOf(keep);
  }

  public Target(
      String database, Optional<TableName> table, Filter filter, Guard guard, ZoneId zone) {
    this(database, table, filter, guard, zone, List.of());
  }
}
