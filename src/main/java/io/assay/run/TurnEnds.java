package io.assay.run;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import io.assay.run.GroupTasks.End;
import io.assay.scan.Together;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes that turns are over: those that end at about the same time in one statement, where
/// db-scheduler takes one each.
final class TurnEnds {
  private static final Logger LOG = LoggerFactory.getLogger(TurnEnds.class);
  private static final int TURNS_A_STATEMENT = 500;

  private final Together<End, Boolean> ends;

  /// `writing` returns the keys of the groups whose turns it could end.
  TurnEnds(Function<List<End>, Set<String>> writing) {
    this.ends = new Together<>(some -> write(writing, some), TURNS_A_STATEMENT);
  }

  /// Returns whether it is written that the turn is over and when its group is due `next`. When it
  /// is not, db-scheduler is to try it for this one alone, and to tell what is wrong.
  boolean write(ExecutionComplete complete, Instant next) {
    Execution execution = complete.getExecution();
    End end =
        new End(execution.taskInstance.getId(), execution.version, complete.getTimeDone(), next);
    try {
      return ends.settle(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<Boolean> write(Function<List<End>, Set<String>> writing, List<End> ends) {
    try {
      Set<String> ended = writing.apply(ends);
      return ends.stream().map(end -> ended.contains(end.key())).toList();
    } catch (RuntimeException e) {
      LOG.debug("The ends of {} turns could not be written together.", ends.size(), e);
      return ends.stream().map(_ -> false).toList();
    }
  }
}
