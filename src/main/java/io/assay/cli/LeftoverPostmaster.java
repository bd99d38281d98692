package io.assay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A PostgreSQL server that runs on although the Assay that started it was killed. The caller holds
/// the [DirectoryLock], so no living Assay owns it.
final class LeftoverPostmaster {
  private static final long PATIENCE_SECONDS = 30;

  private final ProcessHandle process;
  private final Path cluster;

  private LeftoverPostmaster(ProcessHandle process, Path cluster) {
    this.process = process;
    this.cluster = cluster;
  }

  /// Returns the server of `cluster` if one runs. The number in its pid file may meanwhile belong
  /// to some other process, so that process must be a PostgreSQL server that was started on exactly
  /// this directory; otherwise there is none, and PostgreSQL itself sees that the file is stale.
  static Optional<LeftoverPostmaster> of(Path cluster) {
    return pid(cluster)
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(process -> serves(process.info(), cluster))
        .map(process -> new LeftoverPostmaster(process, cluster));
  }

  private static Optional<Long> pid(Path cluster) {
    try {
      List<String> lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
      return lines.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(lines.getFirst()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean serves(ProcessHandle.Info info, Path cluster) {
    boolean postgres = info.command().filter(path -> path.endsWith("/postgres")).isPresent();
    boolean here =
        info.arguments()
            .map(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
            .or(() -> info.commandLine().map(line -> line.contains(cluster.toString())))
            .orElse(false);
    return postgres && here;
  }

  /// Stops the server and waits for its end. Throws CannotStart when it does not end.
  void stop() {
    try {
      // SIGINT is PostgreSQL's fast shutdown; SIGTERM, all that ProcessHandle sends, would wait
      // for its clients.
      new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while an earlier PostgreSQL server was stopping", e);
    } catch (TimeoutException | ExecutionException | CompletionException | IOException e) {
      throw new CannotStart(
          "the PostgreSQL server that an earlier run left behind (process "
              + process.pid()
              + " on "
              + cluster
              + ") does not stop: end it by hand",
          e);
    }
  }
}
