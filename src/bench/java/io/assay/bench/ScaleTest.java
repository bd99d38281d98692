package io.assay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The scale test: 10,000 checks in 2,000 groups every minute, over a store that holds the results
/// of 90 days.
public final class ScaleTest {
  private static final String USAGE =
      """
      src/bench/scale [--tables N] [--minutes N] [--days N] [--filled N] [--out FILE] [--url URL]
        --tables   tables of five checks each, every minute (default 2000)
        --minutes  how long is measured (default 5)
        --days     days of results that are there beforehand (default 90)
        --filled   of how many checks they are, at the density of 100,000 an hour over 10,000 (default 500)
        --out      where the page goes (default src/docs/scale.md, at other sizes the terminal only)
        --url      postgresql://user:password@host:port/ of a server to use, as superuser (default: one is started)
      """;
  private static final int CHECKS = 5;
  private static final List<String> PAGES =
      List.of("/", "/api/checks", "/api/incidents", "/prometheus");
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

  private static final String MANY =
      """
      database: bench
      schedule: 1m

      tables:
        "many.*":
          checks:
            - rows: {at_least: 1}
            - nulls: name
            - unique: id
            - fresh: updated_at
              every: 1d
            - drop: 50%
      """;

  private final Server server;
  private final Workspace workspace;
  private final int tables;
  private final Map<String, List<Double>> pages = new LinkedHashMap<>();

  private ScaleTest(Server server, Workspace workspace, int tables) {
    this.server = server;
    this.workspace = workspace;
    this.tables = tables;
  }

  public static void main(String[] arguments) throws IOException {
    Options options =
        Options.read(
            arguments, USAGE, "--tables", "--minutes", "--days", "--filled", "--out", "--url");
    int tables = (int) options.number("--tables", 2_000);
    try (Workspace workspace = Workspace.create();
        Server server =
            options
                .text("--url")
                .map(Server::at)
                .orElseGet(() -> Server.start(workspace.temporary(), Map.of("autovacuum", "on")))) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      ScaleTest test = new ScaleTest(server, workspace, tables);
      History history =
          test.prepare((int) options.number("--days", 90), (int) options.number("--filled", 500));
      Figures figures = test.measure(Duration.ofMinutes((long) options.number("--minutes", 5)));

      Machine machine = Machine.here(server, "src/bench/scale" + options.written());
      String report = new ScaleReport(machine, tables, history, figures).text();
      Path out = options.path("--out").orElse(workspace.home().resolve("src/docs/scale.md"));
      if (options.written().isEmpty() || options.path("--out").isPresent()) {
        Files.writeString(out, report);
        say("written to %s", out);
      }
      System.out.println(report);
    }
  }

  /// The results that were there beforehand.
  record History(int days, long rows, String size) {}

  /// What was measured.
  ///
  /// @param slots in which a check was due, and how many of them have a result
  /// @param lag how many runs began at most so many seconds after their slot
  /// @param pages the milliseconds that they took through HTTP
  record Figures(
      Duration length,
      long slots,
      long results,
      double missed,
      Map<Double, Double> lag,
      double cpu,
      Daemon.Memory memory,
      Map<String, List<Double>> pages,
      List<StatementCost> statements) {}

  /// What one of the state database's statements cost.
  record StatementCost(
      String text,
      long calls,
      double total,
      double planning,
      double mean,
      double deviation,
      double slowest) {}

  private History prepare(int days, int filled) {
    say("generating %d tables", tables);
    workspace.product();
    Roles.create(server);
    server.psql("", Roles.DATABASE, workspace.bench("sql/many.sql"), Map.of("tables", tables));
    workspace.write("checks/many.yaml", MANY);
    try (Daemon _ = daemon()) {
      Wait.until(
          "the daemon knows its checks",
          Duration.ofMillis(200),
          () -> state("SELECT count(*) FROM assay.check_state") > (long) tables * CHECKS);
    }
    if (days > 0) {
      say("filling the store with the results of %d days", days);
      server.psql(
          "",
          Roles.STATE_DATABASE,
          workspace.bench("sql/history.sql"),
          Map.of("days", days, "checks", filled));
    }
    History history =
        new History(
            days,
            state("SELECT count(*) FROM assay.result"),
            server.value(
                Roles.STATE_DATABASE,
                "SELECT pg_size_pretty(pg_database_size(current_database()))"));
    say("there are %,d results, %s", history.rows(), history.size());
    return history;
  }

  private Daemon daemon() {
    return new Daemon(server, workspace, workspace.temporary().resolve("checks"));
  }

  private Figures measure(Duration length) {
    try (Daemon daemon = daemon()) {
      long start = state("SELECT floor(extract(epoch FROM now()))");
      Wait.until(
          "every check ran twice",
          Duration.ofSeconds(1),
          () ->
              state("SELECT count(*) FROM assay.result WHERE slot > to_timestamp(" + start + ")")
                  >= 2L * tables * CHECKS);
      server.execute(Roles.DATABASE, "SELECT pg_stat_statements_reset()");
      String before = daemon.metrics();
      Duration cpu = daemon.cpu();
      Instant begin = Instant.now();
      say("measuring for %d minutes", length.toMinutes());
      while (Duration.between(begin, Instant.now()).compareTo(length) < 0) {
        Instant look = Instant.now();
        for (String page : PAGES) {
          pages
              .computeIfAbsent(page, _ -> new ArrayList<>())
              .add(daemon.timed(page).toNanos() / 1e6);
        }
        Wait.until(
            "the next look is due",
            Duration.ofMillis(100),
            () -> Duration.between(look, Instant.now()).compareTo(BETWEEN_LOOKS) >= 0);
      }
      Instant end = Instant.now();
      double spent =
          daemon.cpu().minus(cpu).toMillis() / (double) Duration.between(begin, end).toMillis();
      String after = daemon.metrics();
      List<StatementCost> statements = statements();
      // a slot at the end may still be at work
      String slots =
          "FROM assay.result WHERE check_id LIKE 'bench/many.%%' AND slot >= '%s' AND slot < '%s'"
              .formatted(begin, begin.plus(length));
      Wait.until(
          "the last slots are stored",
          Duration.ofSeconds(1),
          () ->
              state("SELECT count(*) " + slots) >= length.toMinutes() * tables * CHECKS
                  || Duration.between(end, Instant.now()).toSeconds() > 60);
      return new Figures(
          length,
          length.toMinutes() * tables * CHECKS,
          state("SELECT count(*) " + slots),
          Metrics.value(after, "assay_missed_runs_total")
              - Metrics.value(before, "assay_missed_runs_total"),
          Metrics.buckets(before, after, "assay_schedule_lag_seconds_bucket"),
          spent,
          daemon.memory(),
          pages,
          statements);
    }
  }

  private List<StatementCost> statements() {
    String query =
        """
        SELECT regexp_replace(query, '\\s+', ' ', 'g'), calls, total_plan_time + total_exec_time AS total, total_plan_time,
          mean_plan_time + mean_exec_time, sqrt(stddev_plan_time ^ 2 + stddev_exec_time ^ 2),
          max_plan_time + max_exec_time
        FROM pg_stat_statements WHERE userid = '%s'::regrole ORDER BY total DESC
        """
            .formatted(Roles.STATE);
    List<StatementCost> statements = new ArrayList<>();
    try (Connection connection = server.connect(Roles.DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        statements.add(
            new StatementCost(
                row.getString(1),
                row.getLong(2),
                row.getDouble(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getDouble(6),
                row.getDouble(7)));
      }
      return statements;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long state(String query) {
    return Long.parseLong(server.value(Roles.STATE_DATABASE, query));
  }

  private static void say(String text, Object... values) {
    System.err.println("· " + text.formatted(values));
  }
}
