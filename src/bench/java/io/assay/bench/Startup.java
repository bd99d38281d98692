package io.assay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How long `./assay serve` and the image take from their start until they are ready, and how much
/// memory they have when nothing is to be done: with what java learned before and without it, in
/// turns.
public final class Startup {
  private static final String USAGE =
      """
      src/bench/startup [--rounds N] [--out FILE] [--url URL]
        --rounds  how often everything is measured (default 9)
        --out     where the page goes (default src/docs/startup.md)
        --url     postgresql://user:password@host:port/ of a server to use, as superuser (default: one is started)
      """;

  /// How long the daemon has nothing to do before its memory is read.
  private static final Duration IDLE = Duration.ofSeconds(15);

  private static final String CHECKS =
      """
      database: bench
      schedule: 0 0 1 1 *

      tables:
        public.orders:
          checks:
            - rows: {at_least: 1}
            - nulls: [id, customer, total]
            - unique: id
            - fresh: placed_at
              every: 1d
      """;

  private final Server server;
  private final Workspace workspace;
  private final Optional<Image> image;
  private final List<Start> starts;

  private Startup(Server server, Workspace workspace, Optional<Image> image) {
    this.server = server;
    this.workspace = workspace;
    this.image = image;
    this.starts =
        Arrays.stream(Start.values())
            .filter(start -> image.isPresent() || start.program != Program.IMAGE)
            .toList();
  }

  /// What is started.
  enum Program {
    LAUNCHER("`./assay serve`"),
    IMAGE("the image");

    final String words;

    Program(String words) {
      this.words = words;
    }
  }

  /// What it is started over.
  enum State {
    EMPTY("with an empty state database, which it fills with its tables"),
    KEPT("with its state database as it left it"),
    EMBEDDED("with the embedded state database, as it left it");

    final String words;

    State(String words) {
      this.words = words;
    }
  }

  /// All that is measured; in the image there is no embedded state database.
  enum Start {
    FIRST(Program.LAUNCHER, State.EMPTY),
    LATER(Program.LAUNCHER, State.KEPT),
    EMBEDDED(Program.LAUNCHER, State.EMBEDDED),
    IMAGE_FIRST(Program.IMAGE, State.EMPTY),
    IMAGE_LATER(Program.IMAGE, State.KEPT);

    final Program program;
    final State state;

    Start(Program program, State state) {
      this.program = program;
      this.state = state;
    }
  }

  /// One start.
  ///
  /// @param learned whether java had what it learned before
  /// @param ready milliseconds until it was ready
  /// @param cpu milliseconds of processor time by then
  /// @param idle MB of resident memory when nothing was to be done, 0 when that was not waited for
  record Taken(Start start, boolean learned, double ready, double cpu, double idle) {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.read(arguments, USAGE, "--rounds", "--out", "--url");
    int rounds = (int) options.number("--rounds", 9);
    try (Workspace workspace = Workspace.create();
        Server server =
            options
                .text("--url")
                .map(Server::at)
                .orElseGet(() -> Server.start(workspace.temporary(), Map.of()))) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      Optional<String> leftOut = Image.leftOut(workspace);
      leftOut.ifPresent(why -> System.err.println("· the image is left out: " + why));
      Startup startup =
          new Startup(
              server,
              workspace,
              leftOut.isPresent() ? Optional.empty() : Optional.of(Image.unpack(workspace)));
      startup.prepare();
      List<Taken> taken = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        boolean first = round % 2 == 0;
        taken.addAll(startup.round(first, round == rounds));
        taken.addAll(startup.round(!first, round == rounds));
        System.err.printf("· round %d of %d done%n", round, rounds);
      }
      Machine machine = Machine.here(server, "src/bench/startup" + options.written());
      String report = new StartupReport(machine, rounds, leftOut, taken).text();
      Path out = options.path("--out").orElse(workspace.home().resolve("src/docs/startup.md"));
      Files.writeString(out, report);
      System.out.println(report);
    }
  }

  private void prepare() throws IOException {
    try (Stream<Path> files = Files.list(workspace.product().resolveSibling("target"))) {
      if (files.noneMatch(file -> file.toString().endsWith(".aot"))) {
        throw new IllegalStateException("java learned nothing, see target/rehearsal.log");
      }
    }
    Roles.create(server);
    server.execute(
        Roles.DATABASE,
        "CREATE TABLE orders AS SELECT n AS id, n % 100 AS customer, n AS total, now() AS placed_at FROM generate_series(1, 1000) n");
    workspace.write("startup/orders.yaml", CHECKS);
    // a first start of each sort, which is not measured
    for (Start start : starts) {
      one(start, true, false);
    }
  }

  private List<Taken> round(boolean learned, boolean last) {
    Map<Start, Taken> taken = new EnumMap<>(Start.class);
    for (Start start : starts) {
      if (start.state == State.EMPTY) {
        Roles.emptyState(server);
      }
      taken.put(start, one(start, learned, start.state != State.EMPTY && last));
    }
    return List.copyOf(taken.values());
  }

  private Taken one(Start start, boolean learned, boolean untilIdle) {
    List<String> options = learned ? List.of() : List.of("-XX:AOTMode=off");
    long begin = System.nanoTime();
    try (Daemon daemon =
        new Daemon(
            server,
            workspace,
            new Daemon.How(
                workspace.temporary().resolve("startup"),
                image.filter(_ -> start.program == Program.IMAGE),
                start.state == State.EMBEDDED,
                options))) {
      double ready = (System.nanoTime() - begin) / 1e6;
      double cpu = daemon.cpu().toMillis();
      if (!untilIdle) {
        return new Taken(start, learned, ready, cpu, 0);
      }
      daemon.rest();
      long rests = System.nanoTime();
      Wait.until(
          "it had nothing to do for a while",
          Duration.ofMillis(200),
          () -> System.nanoTime() - rests > IDLE.toNanos());
      return new Taken(start, learned, ready, cpu, daemon.memory().now());
    }
  }
}
