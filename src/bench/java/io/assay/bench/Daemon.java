package io.assay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// `./assay serve` or the image, as users start it, with its state in a database of the same
/// server.
final class Daemon implements AutoCloseable {
  private static final String TOKEN = "ASSAY_BENCH_TOKEN";

  private static final int TIMES_AT_WORK = 30;
  private static final String TAKEN = "SELECT count(*) FROM assay.scheduled_tasks WHERE picked";

  private static final String MAKE_DUE =
      """
      UPDATE assay.scheduled_tasks SET execution_time = now(), version = version + 1
      WHERE task_name = 'group' AND strpos(task_instance, ?) > 0 AND NOT picked
      """;
  private static final String WAITING =
      """
      SELECT count(*) FILTER (WHERE last_run IS NULL OR last_run < ?), min(check_id)
      FROM assay.check_state WHERE starts_with(check_id, ?)
      """;
  private static final String RESULTS =
      """
      SELECT check_id, value, state, coalesce(how, '') AS how, sentence FROM assay.result
      WHERE at >= ? AND starts_with(check_id, ?)
      """;

  private final Server server;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final Path log;
  private Connection state;

  /// How it is started.
  ///
  /// @param checks the folder of check files, in that of the workspace
  /// @param image what is started in place of `./assay serve`
  /// @param embedded whether its state is in an embedded server rather than in a database of the
  ///   same server
  /// @param options further options of java
  record How(Path checks, Optional<Image> image, boolean embedded, List<String> options) {}

  /// Starts the daemon on a folder of check files.
  Daemon(Server server, Workspace workspace, Path checks) {
    this(server, workspace, new How(checks, Optional.empty(), false, List.of()));
  }

  /// Starts the daemon and waits until it is ready.
  Daemon(Server server, Workspace workspace, How how) {
    int port = Server.freePort();
    this.server = server;
    this.address = URI.create("http://127.0.0.1:" + port);
    this.log = workspace.temporary().resolve("assay.log");
    try {
      String settings = configuration(server, workspace, how, port);
      ProcessBuilder builder =
          how.image()
              .map(image -> image.start(workspace.temporary(), "serve", "--config", settings))
              .orElseGet(
                  () -> new ProcessBuilder(workspace.product() + "", "serve", "--config", settings))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment());
      if (!how.options().isEmpty()) {
        String options = how.image().isPresent() ? "JDK_JAVA_OPTIONS" : "ASSAY_JAVA_OPTS";
        builder.environment().put(options, String.join(" ", how.options()));
      }
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Wait.until("the daemon is ready", Duration.ofMillis(20), () -> get("/health/readiness") == 200);
  }

  /// Waits until the daemon is at rest: for a second, it took less than a twentieth of a core.
  void rest() {
    Duration[] before = {Duration.ZERO};
    Wait.until(
        "the daemon is at rest",
        Duration.ofSeconds(1),
        () -> {
          Duration now = cpu();
          Duration took = now.minus(before[0]);
          before[0] = now;
          return took.toMillis() < 50;
        });
  }

  static Map<String, String> environment() {
    return Map.of(TOKEN, Roles.PASSWORD, "ASSAY_BENCH_PASSWORD", Roles.PASSWORD);
  }

  /// Writes its settings, and returns their file as it sees it.
  private static String configuration(Server server, Workspace workspace, How how, int port) {
    Path temporary = workspace.temporary();
    UnaryOperator<Path> seen =
        how.image().isPresent()
            ? path -> Image.SETTINGS.resolve(temporary.relativize(path))
            : UnaryOperator.identity();
    workspace.write("alerts/none.yaml", "receivers: {}\n");
    Path settings =
        workspace.write(
            "assay.yml",
            """
            assay:
              checks: %s
              alerts: %s
              data: %s
              databases:
                bench: {url: "%s", username: %s, password: "${ASSAY_BENCH_PASSWORD}", timeout: 10m}
            %s  web: {host: 127.0.0.1, port: %d, token: "${%s}"}
            """
                .formatted(
                    seen.apply(how.checks()),
                    seen.apply(temporary.resolve("alerts")),
                    seen.apply(temporary.resolve("data")),
                    server.jdbc(Roles.DATABASE),
                    Roles.ASSAY,
                    how.embedded()
                        ? ""
                        : "  state: {url: \"%s\", username: %s, password: \"${ASSAY_BENCH_PASSWORD}\"}\n"
                            .formatted(server.jdbc(Roles.STATE_DATABASE), Roles.STATE),
                    port,
                    TOKEN));
    return seen.apply(settings).toString();
  }

  /// What the checks of a workload came to: their values by the check's id without its prefix, and
  /// how many were come by in which way.
  record Answers(Map<String, BigDecimal> values, Map<String, Integer> how) {}

  /// Runs checks of tables that are not measured, each time from nothing, so that it has been at
  /// work; returns how long the first time took, which was the first in its life.
  Duration work() {
    Duration first = run(Checks.OTHERS);
    for (int times = 1; times < TIMES_AT_WORK; times++) {
      Wait.until("all turns ended", () -> server.value(Roles.STATE_DATABASE, TAKEN).equals("0"));
      server.execute(Roles.STATE_DATABASE, "DELETE FROM assay.kept");
      run(Checks.OTHERS);
    }
    return first;
  }

  /// Makes these checks due at once, and returns how long it took until all their results were
  /// stored.
  Duration run(Checks checks) {
    try {
      Connection connection = state();
      Instant begin = Instant.now();
      try (PreparedStatement due = connection.prepareStatement(MAKE_DUE)) {
        due.setString(1, checks.groups());
        if (due.executeUpdate() == 0) {
          throw new IllegalStateException("no group of checks has " + checks.groups());
        }
      }
      String check = waiting(checks, begin).check();
      // the daemon asks for what is due now, rather than within a quarter of a second
      runNow(check);
      Wait.until(checks + " ran", () -> waiting(checks, begin).count() == 0);
      return Duration.between(begin, Instant.now());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns the answers of the run that began last, which have to be there and to pass.
  Answers answers(Workload workload, Instant since) {
    Map<String, BigDecimal> values = new TreeMap<>();
    Map<String, Integer> how = new TreeMap<>();
    try (PreparedStatement select = state().prepareStatement(RESULTS)) {
      select.setTimestamp(1, Timestamp.from(since));
      select.setString(2, workload.checks.prefix());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String check = row.getString("check_id");
          if (!row.getString("state").equals("pass")) {
            throw new IllegalStateException(check + " did not pass: " + row.getString("sentence"));
          }
          values.put(check.substring("bench/".length()), row.getBigDecimal("value"));
          how.merge(row.getString("how"), 1, Integer::sum);
        }
      }
      return new Answers(values, how);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Waiting(long count, String check) {}

  private Waiting waiting(Checks checks, Instant since) throws SQLException {
    try (PreparedStatement select = state().prepareStatement(WAITING)) {
      select.setTimestamp(1, Timestamp.from(since));
      select.setString(2, checks.prefix());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Waiting(row.getLong(1), row.getString(2));
      }
    }
  }

  private Connection state() {
    if (state == null) {
      state = server.connect(Roles.STATE_DATABASE);
    }
    return state;
  }

  private void runNow(String check) {
    String query = "?id=" + URLEncoder.encode(check, StandardCharsets.UTF_8);
    int status =
        send(HttpRequest.newBuilder(address.resolve("/api/checks/run" + query))
                .header("Authorization", "Bearer " + Roles.PASSWORD)
                .POST(HttpRequest.BodyPublishers.noBody()))
            .statusCode();
    if (status != 202) {
      throw new IllegalStateException("running " + check + " was answered " + status);
    }
  }

  private int get(String path) {
    if (!process.isAlive()) {
      throw new IllegalStateException("the daemon ended: " + output());
    }
    try {
      return send(HttpRequest.newBuilder(address.resolve(path))).statusCode();
    } catch (UncheckedIOException e) {
      return 0; // it does not listen yet
    }
  }

  /// Returns the page of metrics.
  String metrics() {
    return send(HttpRequest.newBuilder(address.resolve("/prometheus"))).body();
  }

  /// Returns how long a GET takes, until its whole answer is there.
  Duration timed(String path) {
    long begin = System.nanoTime();
    var answer = send(HttpRequest.newBuilder(address.resolve(path)));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + " was answered " + answer.statusCode());
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns the processor time of the daemon's process so far.
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /// Returns the memory that the daemon's process has and had at most, in MB.
  Memory memory() {
    Map<String, Long> status = new HashMap<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS") || line.startsWith("VmHWM")) {
          String[] words = line.split("\\s+");
          status.put(words[0], Long.parseLong(words[1]) / 1024);
        }
      }
      return new Memory(status.get("VmRSS:"), status.get("VmHWM:"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Resident memory in MB.
  record Memory(long now, long peak) {}

  /// Returns everything the daemon printed.
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    try {
      if (state != null) {
        state.close();
      }
      process.destroy();
      process.waitFor();
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
