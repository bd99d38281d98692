package io.assay.cli;

import io.assay.config.SourceFolder;
import io.assay.config.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the check and routing files once a second and has them loaded again when one differs.
/// It compares contents, so that it sees what a Kubernetes ConfigMap does (a link that points
/// elsewhere) and what network file systems do not report.
final class FolderWatch implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int RETRY_LOOKS = 30;
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

  private final List<Path> folders;
  private final Reload reload;
  private Sources seen = Sources.NONE;
  private int looks;

  /// What the watch asks of the configuration.
  interface Reload {
    /// Returns whether something is still unknown that a later load may find, as with a database
    /// that did not answer.
    boolean incomplete();

    /// Loads the files.
    void load();
  }

  FolderWatch(List<Path> folders, Reload reload) {
    this.folders = List.copyOf(folders);
    this.reload = reload;
    seen = read();
  }

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Sources now = read();
      looks++;
      if (!now.equals(seen) || (looks % RETRY_LOOKS == 0 && reload.incomplete())) {
        reload.load();
        seen = now;
      }
    } catch (RuntimeException e) {
      LOG.error("The files could not be loaded and are tried again: {}", Sentences.of(e));
    }
  }

  private Sources read() {
    return SourceFolder.read(folders.stream().filter(folder -> folder.toFile().exists()).toList());
  }
}
