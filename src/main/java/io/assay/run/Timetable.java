package io.assay.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When each group runs, shared with the other replicas through the state database: each turn of a
/// group is taken by one of them.
public final class Timetable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Duration UNKNOWN_PAUSE = Duration.ofSeconds(10);
  private static final Duration LEFT_TO_OTHERS = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /// An outage ends for all groups at once, and then none should wait for long.
  private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(5);

  private final Turns turns;
  private final Register register;
  private final TurnEnds ends;
  private final StateWatch watch;
  private final StateClock clock;
  private final Scheduler scheduler;
  private final ScheduledExecutorService watching =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("state-watch").factory());
  private final Queue<Runnable> unwritten = new ConcurrentLinkedQueue<>();
  private volatile Declared declared = new Declared(Map.of(), Map.of(), Set.of());
  private volatile boolean unsynced;
  private volatile boolean declaring;
  private volatile boolean closing;

  /// When the state database last answered, by its own time; null when it did not.
  private @Nullable Instant seen;

  /// What is declared on this replica: the groups by their keys, the key of each check's group, and
  /// the databases that may have more.
  private record Declared(
      Map<String, CheckGroup> groups, Map<CheckId, String> keys, Set<String> unsure) {}

  /// What the timetable knows of the state database.
  ///
  /// @param clock its time, which is kept right here
  public record State(DataSource source, StateWatch watch, StateClock clock) {}

  public Timetable(State state, Turns turns, Register register, Pace pace) {
    this.turns = turns;
    this.register = register;
    this.ends = new TurnEnds(register::end);
    this.watch = state.watch();
    this.clock = state.clock();
    this.scheduler =
        // db-scheduler commits by itself: Micronaut's wrapper would tie it to transactions
        Scheduler.create(DelegatingDataSource.unwrapDataSource(state.source()), task())
            .tableName(GroupTasks.TABLE)
            .clock(clock::instant)
            .serializer(new Text())
            .pollUsingLockAndFetch(0.5, 1.0)
            .pollingInterval(pace.poll())
            .heartbeatInterval(pace.heartbeat())
            .missedHeartbeatsLimit(Pace.MISSED_HEARTBEATS)
            .threads(pace.groups())
            .executorService(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("run-", 0).factory()))
            .shutdownMaxWait(pace.patience())
            .failureLogging(LogLevel.OFF, false)
            .build();
  }

  /// Makes these the checks that run, here at once and in the state store as soon as it answers:
  /// new groups begin soon, removed checks end with their incidents.
  ///
  /// @param unsure databases of which not all checks are known at the moment: a check of theirs
  ///   that is not among `checks` is not removed, it only does not run
  public void sync(List<Check> checks, Set<String> unsure) {
    Map<String, CheckGroup> groups = CheckGroup.of(checks);
    Map<CheckId, String> keys = new HashMap<>();
    groups.forEach((key, group) -> group.ids().forEach(id -> keys.put(id, key)));
    declared = new Declared(groups, keys, Set.copyOf(unsure));
    declaring = true;
    unsynced = true;
    // while it is known to be away, nobody waits here for it to be tried
    if (watch.answers()) {
      look();
    }
  }

  /// Begins to take turns.
  public void start() {
    scheduler.start();
    watching.scheduleWithFixedDelay(
        this::look, ASK_AGAIN.toMillis(), ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Makes the group of this check due now, whichever replica takes it. Throws when the state
  /// database does not answer.
  public RunNow runNow(CheckId check) {
    String key = declared.keys().get(check);
    if (key == null) {
      return RunNow.UNKNOWN;
    }
    RunNow answer = register.hasten(key);
    scheduler.triggerCheckForDueExecutions();
    return answer;
  }

  /// Takes no more turns, and waits for those that are taken as long as the pace says; then they
  /// are interrupted.
  @Override
  public void close() {
    closing = true;
    watching.shutdownNow();
    scheduler.stop();
    if (watch.answers()) {
      leave();
    }
  }

  private void leave() {
    try {
      register.leave();
    } catch (RuntimeException e) {
      LOG.debug("The other replicas find out by themselves that this one has ended.", e);
    }
  }

  /// Asks whether the state database answers, and tells it what is declared when it does not know.
  private synchronized void look() {
    try {
      Instant asked = clock.machine();
      Replicas.Sight sight = register.look();
      clock.compare(asked, sight.now(), clock.machine());
      sayIfItStoodStill(sight.now());
      // its own entry may be gone because it stood still; what only the others declared may be over
      unsynced |= declaring && (!sight.enrolled() || sight.someGone());
      if (unsynced) {
        synchronise();
        seen = register.look().now();
        watch.wrote();
        scheduler.triggerCheckForDueExecutions();
      }
      watch.answered();
    } catch (RuntimeException e) {
      seen = null;
      watch.failed(e);
      return;
    }
    List<Runnable> ends = new ArrayList<>(unwritten);
    unwritten.removeAll(ends);
    ends.forEach(Runnable::run);
  }

  /// By the time of the state database: of a paused machine, no clock of its own need go on.
  private void sayIfItStoodStill(Instant now) {
    Instant before = seen;
    seen = now;
    if (before == null) {
      return;
    }
    Duration still = Duration.between(before, now).minus(ASK_AGAIN);
    if (still.compareTo(StandstillLimit.LIMIT) > 0) {
      LOG.warn(
          "This replica stood still for {} s, as a frozen process or a paused machine does: what it"
              + " was in the middle of is left to the others, or run again.",
          still.toSeconds());
    }
  }

  /// What is declared anew meanwhile is left for the next look.
  private void synchronise() {
    unsynced = false;
    try {
      Declared now = declared;
      register.sync(now.groups(), now.unsure());
    } catch (RuntimeException e) {
      unsynced = true;
      throw e;
    }
  }

  private Task<String> task() {
    return Tasks.custom(GroupTasks.TASK, String.class)
        .onFailure((complete, operations) -> surely(this::failed).complete(complete, operations))
        .onDeadExecution(Timetable::takeOver)
        .execute((instance, context) -> {
          Instant owed = owed(context.getExecution());
          CheckGroup group = declared.groups().get(instance.getId());
          if (group == null || !register.inForce(group.key())) {
            return notHere(instance.getId(), owed);
          }
          Instant next = turns.take(group, owed);
          watch.wrote();
          return surely((complete, operations) -> {
            if (next.equals(Instant.MAX)) {
              operations.remove();
            } else if (!ends.write(complete, next)) {
              operations.reschedule(complete, next, null);
            }
          });
        });
  }

  /// A turn whose end could not be written would count as taken until its replica counts as dead.
  /// It is written as soon as the state database answers again, unless somebody took it over.
  private CompletionHandler<String> surely(CompletionHandler<String> end) {
    return (complete, operations) -> {
      try {
        end.complete(complete, operations);
      } catch (RuntimeException e) {
        unwritten.add(() -> again(end, complete, operations));
        throw e;
      }
    };
  }

  private void again(
      CompletionHandler<String> end,
      ExecutionComplete complete,
      ExecutionOperations<String> operations) {
    try {
      end.complete(complete, operations);
    } catch (RuntimeException e) {
      LOG.debug("The end of a turn could not be written: {}.", e.getMessage());
      if (StateWatch.isOutage(e)) {
        unwritten.add(() -> again(end, complete, operations));
      }
    }
  }

  /// Another replica declares the group and this one does not (yet), or not as it is in force:
  /// leaves it to the other. One that nobody knows, because its database is away, waits longer.
  private CompletionHandler<String> notHere(String key, Instant owed) {
    boolean unknown = declared.unsure().stream().anyMatch(name -> key.startsWith(name + "/"));
    Duration pause = unknown ? UNKNOWN_PAUSE : LEFT_TO_OTHERS;
    return (complete, operations) ->
        operations.reschedule(complete, turns.now().plus(pause), owed.toString());
  }

  /// Tries again, later each time. The slot stays owed, so that it is run or counted as missed.
  private void failed(ExecutionComplete complete, ExecutionOperations<String> operations) {
    Execution execution = complete.getExecution();
    if (closing) {
      handBack(complete, operations);
      return;
    }
    Throwable why = complete.getCause().orElse(null);
    Duration pause = pause(execution.consecutiveFailures);
    if (why != null && StateWatch.isOutage(why)) {
      watch.failed(why);
      pause = pause.compareTo(OUTAGE_PAUSE) < 0 ? pause : OUTAGE_PAUSE;
    } else if (execution.consecutiveFailures == 0) {
      LOG.error(
          "The checks of {} could not be run, it is tried again.",
          execution.taskInstance.getId(),
          why);
    }
    operations.reschedule(complete, turns.now().plus(pause), owed(execution).toString());
  }

  /// A run that the shutdown cut short is due at once for the other replicas. The interrupt would
  /// break the connection on which to say so, and is put off until that is done.
  private static void handBack(ExecutionComplete complete, ExecutionOperations<String> operations) {
    boolean interrupted = Thread.interrupted();
    try {
      Execution execution = complete.getExecution();
      operations.reschedule(complete, execution.executionTime, owed(execution).toString());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Duration pause(int failures) {
    Duration pause = ASK_AGAIN.multipliedBy(1L << Math.min(failures, 6));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /// The replica that ran it is gone: due at once. If it did write its results, those of the new
  /// run are refused.
  private static void takeOver(ExecutionComplete complete, ExecutionOperations<String> operations) {
    Execution execution = complete.getExecution();
    LOG.warn(
        "The replica {} stopped in the middle of {}, which is run again.",
        execution.pickedBy,
        execution.taskInstance.getId());
    operations.reschedule(complete, execution.executionTime, owed(execution).toString());
  }

  /// Returns since when the group is due: what was noted when it was put off, else its time.
  private static Instant owed(Execution execution) {
    Object noted = execution.taskInstance.getData();
    return noted == null ? execution.executionTime : Instant.parse(noted.toString());
  }

  /// Data of a task as plain text, readable in the table and safe to read back.
  private static final class Text implements Serializer {
    @Override
    public byte @Nullable [] serialize(@Nullable Object data) {
      return data == null ? null : data.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] data) {
      return data == null ? null : type.cast(new String(data, StandardCharsets.UTF_8));
    }
  }
}
