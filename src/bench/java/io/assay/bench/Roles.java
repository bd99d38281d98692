package io.assay.bench;

import java.util.UUID;

/// Who asks: two roles, so that what each of them costs can be told apart, and a third for Assay's
/// state.
final class Roles {
  static final String ASSAY = "assay_bench";
  static final String HAND = "hand_bench";
  static final String STATE = "assay_bench_state";
  static final String PASSWORD = UUID.randomUUID().toString();

  /// The monitored database.
  static final String DATABASE = "assay_bench";

  /// Assay's own.
  static final String STATE_DATABASE = "assay_bench_state";

  private Roles() {}

  /// Makes the databases and roles anew.
  static void create(Server server) {
    for (String database : new String[] {DATABASE, STATE_DATABASE}) {
      server.execute("postgres", "DROP DATABASE IF EXISTS " + database);
    }
    for (String role : new String[] {ASSAY, HAND, STATE}) {
      server.execute(
          "postgres",
          "DROP ROLE IF EXISTS " + role,
          "CREATE ROLE " + role + " LOGIN PASSWORD '" + PASSWORD + "'");
    }
    server.execute(
        "postgres",
        "GRANT pg_read_all_stats, pg_read_all_data TO " + ASSAY + ", " + HAND,
        "CREATE DATABASE " + DATABASE);
    server.execute(DATABASE, "CREATE EXTENSION pg_stat_statements");
    emptyState(server);
  }

  /// Gives Assay a state database in which nothing is stored.
  static void emptyState(Server server) {
    server.execute(
        "postgres",
        "DROP DATABASE IF EXISTS " + STATE_DATABASE,
        "CREATE DATABASE " + STATE_DATABASE + " OWNER " + STATE);
  }
}
