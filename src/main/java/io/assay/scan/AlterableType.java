package io.assay.scan;

/// The types whose values change their meaning without a row being touched: composite types, of
/// which attributes are dropped, added and renamed, and what is made of them. A range compares by
/// functions of somebody's own. Enums are told apart by what renaming does not change, and base
/// types are made of C.
final class AlterableType {
  private static final String CONDITION =
      """
      (%1$s >= 16384 AND %1$s IN (
        SELECT t.oid
        FROM pg_type t
        LEFT JOIN pg_type b ON b.oid = t.typbasetype
        LEFT JOIN pg_type e ON e.oid = coalesce(b.typelem, t.typelem)
        WHERE t.oid >= 16384 AND coalesce(e.oid, b.oid, t.oid) >= 16384
          AND coalesce(e.typtype, b.typtype, t.typtype) NOT IN ('b', 'e')))\
      """;

  private AlterableType() {}

  /// Returns the SQL condition that the type with the oid `type`, an expression, is one of them.
  static String condition(String type) {
    return CONDITION.formatted(type);
  }
}
