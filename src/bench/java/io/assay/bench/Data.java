package io.assay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The generated data and its size.
record Data(long orders, long events, long small) {
  static final int SMALL_TABLES = 200;

  static Data scaled(double scale) {
    return new Data(
        Math.max(1_000, Math.round(5_000_000 * scale)),
        Math.max(10_000, Math.round(10_000_000 * scale)),
        Math.max(100, Math.round(1_000 * scale)));
  }

  /// Generates everything; the same rows each time but for their times, of which the newest is now.
  void load(Server server, Workspace workspace) {
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> loads = new ArrayList<>();
      Map.of("orders", orders, "events", events, "small", small, "others", small)
          .forEach((name, rows) ->
              loads.add(
                  both.submit(() ->
                      server.psql(
                          "",
                          Roles.DATABASE,
                          workspace.bench(
                              "sql/" + (name.equals("others") ? "small" : name) + ".sql"),
                          Map.of("rows", rows, "schema", name)))));
      for (Future<?> load : loads) {
        load.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    // what was loaded is written out now rather than while something is measured
    server.execute(
        Roles.DATABASE, "GRANT USAGE ON SCHEMA small, others TO " + Roles.ASSAY, "CHECKPOINT");
  }

  /// Adds 1% to everything.
  void grow(Server server, Workspace workspace) {
    run("sql/grow.sql", server, workspace);
  }

  /// Takes away what was added.
  void shrink(Server server, Workspace workspace) {
    run("sql/shrink.sql", server, workspace);
  }

  private void run(String file, Server server, Workspace workspace) {
    server.psql(
        "",
        Roles.DATABASE,
        workspace.bench(file),
        Map.of("orders", orders, "events", events, "small", small));
  }

  /// Returns W2's hand-written statement: one UNION ALL.
  static String w2() {
    List<String> selects = new ArrayList<>();
    for (int n = 1; n <= SMALL_TABLES; n++) {
      selects.add(
          "SELECT 'small.t%1$03d' AS of, count(*) AS rows, extract(epoch FROM now() - max(updated_at)) AS \"fresh/updated_at\" FROM small.t%1$03d"
              .formatted(n));
    }
    return String.join("\nUNION ALL ", selects) + ";\n";
  }
}
