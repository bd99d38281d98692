package io.assay.scan;

/// Whether a collation still orders texts as it did when indexes were built and constraints were
/// checked: its recorded version is the actual one, or it is C, which has none and never changes.
/// Where no version was recorded, as for the C.UTF-8 of the operating system, nothing is known.
final class CollationSql {
  private CollationSql() {}

  /// Returns the SQL condition that the order of the collation `row` (an alias of pg_collation) is
  /// what it was.
  static String sameOrder(String row, Server server) {
    return same(row, server, false);
  }

  /// Returns the SQL condition that also its character classes and cases are what they were.
  static String same(String row, Server server) {
    return same(row, server, true);
  }

  private static String same(String row, Server server, boolean classes) {
    return """
    CASE WHEN %1$s.collprovider = 'd' THEN %2$s
      ELSE (%1$s.collprovider = 'c' AND %1$s.collcollate IN ('C', 'POSIX')%3$s)
        OR coalesce(%1$s.collversion = pg_collation_actual_version(%1$s.oid), false) END\
    """
        .formatted(
            row,
            database(server, classes),
            classes ? " AND " + row + ".collctype IN ('C', 'POSIX')" : "");
  }

  /// Returns the SQL condition that the order of the database's own collation is what it was.
  static String databaseOrder(Server server) {
    return database(server, false);
  }

  /// Before 15 the version of a database's own collation was not recorded.
  private static String database(Server server, boolean classes) {
    String c =
        "d.datcollate IN ('C', 'POSIX')" + (classes ? " AND d.datctype IN ('C', 'POSIX')" : "");
    String actual =
        server.version() < Server.VERSION_15
            ? c
            : "(d.datlocprovider = 'c' AND "
                + c
                + ") OR coalesce(d.datcollversion = pg_database_collation_actual_version(d.oid),"
                + " false)";
    return "(SELECT " + actual + " FROM pg_database d WHERE d.datname = current_database())";
  }
}
