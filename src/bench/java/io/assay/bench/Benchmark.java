package io.assay.bench;

import io.assay.bench.Pair.State;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The benchmark: Assay against the best hand-written SQL for the same questions, interleaved, on
/// generated data.
public final class Benchmark {
  private static final String USAGE =
      """
      src/bench/run [--scale N] [--rounds N] [--out FILE] [--url URL]
        --scale   the size of the data; 1 is 5 million orders and 10 million events (default 1)
        --rounds  how often everything is measured (default 5)
        --out     where the table goes (default src/docs/benchmark.md, at smaller scales the terminal only)
        --url     postgresql://user:password@host:port/ of a server to use, as superuser (default: one is started)
      """;

  private final Server server;
  private final Workspace workspace;
  private final Data data;
  private final Connection superuser;
  private final List<Duration> lives = new ArrayList<>();

  private Benchmark(Server server, Workspace workspace, Data data) {
    this.server = server;
    this.workspace = workspace;
    this.data = data;
    this.superuser = server.connect(Roles.DATABASE);
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    Options options = Options.read(arguments, USAGE, "--scale", "--rounds", "--out", "--url");
    double scale = options.number("--scale", 1);
    int rounds = (int) options.number("--rounds", 5);
    Instant begin = Instant.now();
    try (Workspace workspace = Workspace.create();
        Server server =
            options
                .text("--url")
                .map(Server::at)
                .orElseGet(() -> Server.start(workspace.temporary(), Map.of()))) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      Data data = Data.scaled(scale);
      say("generating %,d orders, %,d events and 200 tables", data.orders(), data.events());
      workspace.product();
      Roles.create(server);
      data.load(server, workspace);
      say("loaded after %d s", Duration.between(begin, Instant.now()).toSeconds());

      Benchmark benchmark = new Benchmark(server, workspace, data);
      benchmark.warmUp();
      List<Pair> pairs = new ArrayList<>();
      List<Side> commands = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        pairs.addAll(benchmark.round(round, false));
        commands.add(benchmark.command());
        say("round %d of %d done", round, rounds);
      }
      List<Pair> counted = benchmark.round(rounds + 1, true);
      say("rows counted");
      benchmark.superuser.close();

      Machine machine = Machine.here(server, "src/bench/run" + options.written());
      String report =
          new Report(machine, data, pairs, counted, commands, benchmark.lives).text(begin);
      Path out = options.path("--out").orElse(workspace.home().resolve("src/docs/benchmark.md"));
      if (scale == 1 || options.path("--out").isPresent()) {
        Files.writeString(out, report);
        say("written to %s", out);
      }
      System.out.println(report);
    }
  }

  /// Everything by hand once, so that no side meets cold caches.
  private void warmUp() {
    for (Workload workload : Workload.values()) {
      server.psql(Roles.HAND, Roles.DATABASE, sql(workload), Map.of());
    }
  }

  /// One round: a new daemon that has been at work on other tables; every workload cold, with
  /// nothing stored and nothing known of its tables, unchanged, and after 1% of new rows. One that
  /// counts rows is of no use for anything else, because its counting ends the daemon's sessions.
  private List<Pair> round(int round, boolean countRows) {
    List<Pair> pairs = new ArrayList<>();
    Roles.emptyState(server);
    if (round > 1) {
      data.shrink(server, workspace);
    }
    try (Daemon daemon = new Daemon(server, workspace, workspace.bench("checks"))) {
      daemon.rest();
      lives.add(daemon.work());
      daemon.rest();
      for (State state : State.values()) {
        if (state == State.GROWN) {
          data.grow(server, workspace);
        }
        double share = hotShare();
        for (Workload workload : Workload.values()) {
          boolean handFirst = (round + state.ordinal() + workload.ordinal()) % 2 == 0;
          Instant begin = Instant.now();
          Asked first =
              handFirst ? byHand(workload, countRows) : assay(daemon, workload, countRows);
          Asked second =
              handFirst ? assay(daemon, workload, countRows) : byHand(workload, countRows);
          Asked hand = handFirst ? first : second;
          Asked assay = handFirst ? second : first;
          Answers.compare(hand.values(), assay.values());
          Pair pair = new Pair(round, workload, state, hand.side(), assay.side(), share);
          pairs.add(pair);
          say(
              "  %-8s %-11s by hand %7.1f ms, Assay %7.1f ms in %d statements, %s; %d ms",
              workload,
              state.words,
              hand.side().usage().millis(),
              assay.side().usage().millis(),
              assay.side().usage().statements(),
              assay.side().how(),
              Duration.between(begin, Instant.now()).toMillis());
        }
      }
    }
    return pairs;
  }

  private record Asked(Side side, Map<String, BigDecimal> values) {}

  private Asked byHand(Workload workload, boolean countRows) {
    OptionalLong rows = rowsRead(countRows, Roles.HAND);
    Usage before = Usage.of(superuser, Roles.HAND);
    Command.Ended ended = server.psql(Roles.HAND, Roles.DATABASE, sql(workload), Map.of());
    Usage usage = Usage.of(superuser, Roles.HAND).since(before);
    return new Asked(
        new Side(
            usage,
            ended.took(),
            since(rows, rowsRead(countRows, Roles.HAND)),
            Duration.ZERO,
            0,
            Map.of()),
        Answers.ofCsv(ended.output()));
  }

  private Asked assay(Daemon daemon, Workload workload, boolean countRows) {
    OptionalLong rows = rowsRead(countRows, Roles.ASSAY);
    Usage before = Usage.of(superuser, Roles.ASSAY);
    Duration cpu = daemon.cpu();
    Instant begin = Instant.now();
    Duration wall = daemon.run(workload.checks);
    Duration spent = daemon.cpu().minus(cpu);
    Usage usage = Usage.of(superuser, Roles.ASSAY).since(before);
    Daemon.Answers answers = daemon.answers(workload, begin);
    return new Asked(
        new Side(
            usage,
            wall,
            since(rows, rowsRead(countRows, Roles.ASSAY)),
            spent,
            daemon.memory().now(),
            answers.how()),
        answers.values());
  }

  /// W2 once by `assay run`, which starts, asks and ends.
  private Side command() {
    Usage before = Usage.of(superuser, Roles.ASSAY);
    Command.Ended ended =
        Command.succeed(
            Daemon.environment(),
            List.of(
                workspace.product().toString(),
                "run",
                Workload.W2.file(workspace.bench("checks"), ".yaml").toString(),
                "--config",
                workspace.temporary().resolve("assay.yml").toString()));
    Usage usage = Usage.of(superuser, Roles.ASSAY).since(before);
    return new Side(usage, ended.took(), OptionalLong.empty(), Duration.ZERO, 0, Map.of());
  }

  private Path sql(Workload workload) {
    return workload == Workload.W2
        ? workspace.write("w2.sql", Data.w2())
        : workload.file(workspace.bench("sql"), ".sql");
  }

  private double hotShare() {
    String query =
        "SELECT sum(reltuples) FILTER (WHERE relname = 'events_q8') / sum(reltuples) FROM pg_class WHERE relname ~ '^events_q[0-9]$'";
    return Double.parseDouble(server.value(Roles.DATABASE, query));
  }

  private OptionalLong rowsRead(boolean countRows, String role) {
    return countRows ? OptionalLong.of(Usage.rowsRead(superuser, role)) : OptionalLong.empty();
  }

  private static OptionalLong since(OptionalLong before, OptionalLong after) {
    return before.isPresent()
        ? OptionalLong.of(after.getAsLong() - before.getAsLong())
        : OptionalLong.empty();
  }

  private static void say(String text, Object... values) {
    System.err.println("· " + text.formatted(values));
  }
}
