package io.assay.incident;

import io.assay.check.Check;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.incident.CheckState.Streaks;
import io.assay.incident.Decision.Update;
import io.assay.incident.Decision.Why;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// How incidents open, change and end. Pure but for the ids of new incidents.
///
/// A breach counts towards `for`, and a pass towards `recover`. An error or an unknown says nothing
/// about the data: it neither continues nor ends those streaks. Three errors in a row open an
/// incident of their own sort, or add one note to the breach that is open; an unreachable database
/// is left to the database's own check. Whatever could be measured, unknown included, ends an
/// incident of errors. Outside its `active` hours a check may only get better: a breach or an error
/// is kept, but opens, worsens and repeats nothing, and a breach still ends a streak of passes.
///
/// A check that changes too often flaps: its incident stays open whatever it comes to, and people
/// are told once, when it gets worse than ever, and at the end: when it has not changed for a
/// while, its incident is over, or is told to go on. So nobody gets one pair of opened and resolved
/// after the other, and nothing is left open that is over.
public final class Lifecycle {
  /// The keyword of the kind by which a database is asked whether it answers at all.
  public static final String ANSWERS = "answers";

  private static final int ERRORS_IN_A_ROW = 3;

  private final Supplier<UUID> ids;

  /// `ids` names the incidents that open.
  public Lifecycle(Supplier<UUID> ids) {
    this.ids = ids;
  }

  /// Returns what becomes of the check's state and of its incident.
  public Decision decide(Check check, Standing before, Finding finding) {
    Course course = new Course(check, before, finding, ids);
    Why why =
        switch (finding.verdict()) {
          case Verdict.Pass(Observation seen) -> passed(check, course, seen);
          case Verdict.Breach(Severity severity, Observation seen) ->
              active(check, finding)
                  ? breached(check, course, severity, seen)
                  : breachedOutsideHours(course);
          case Verdict.Errored(Unmeasurable unmeasurable) ->
              errored(check, course, unmeasurable, active(check, finding));
          case Verdict.Unknown ignored -> unknown(course);
        };
    course.settleWhenStable(active(check, finding) && why != Why.DATABASE_AWAY);
    // a pass is on its way to good news, and of a database that is away its own check tells
    boolean goesOn = !(finding.verdict() instanceof Verdict.Pass) && why != Why.DATABASE_AWAY;
    if (goesOn && active(check, finding)) {
      course.remindWhenDue();
    }
    return course.decision(why);
  }

  /// Returns the end of an incident whose check is no longer declared.
  public Update removed(Incident open, Instant at) {
    return Course.resolved(
        open, at, new Change.Resolved(Change.Reason.REMOVED, "the check is no longer declared"));
  }

  /// Returns what becomes of an open incident that somebody takes care of; nothing when somebody
  /// does already.
  public Optional<Update> acknowledged(Incident open, Incident.Acknowledgement by) {
    if (open.care().acknowledged().isPresent()) {
      return Optional.empty();
    }
    Incident.Care care = new Incident.Care(Optional.of(by), open.care().flapping());
    return Optional.of(
        Course.next(Course.with(open, care), by.at(), new Change.Acknowledged(by.by(), by.note())));
  }

  /// Returns what becomes of an open incident that nobody takes care of any more; nothing when
  /// nobody did.
  public Optional<Update> unacknowledged(Incident open, Instant at, String by) {
    if (open.care().acknowledged().isEmpty()) {
      return Optional.empty();
    }
    Incident.Care care = new Incident.Care(Optional.empty(), open.care().flapping());
    return Optional.of(Course.next(Course.with(open, care), at, new Change.Unacknowledged(by)));
  }

  private static Why passed(Check check, Course course, Observation seen) {
    Streaks before = course.streaks();
    course.count(new Streaks(0, before.passes() + 1, 0));
    if (course.isOpen(Subject.Sort.ERROR)) {
      return course.resolve(Change.Reason.MEASURED, seen);
    }
    if (!course.isOpen(Subject.Sort.BREACH)) {
      return Why.HEALTHY;
    }
    if (course.streaks().passes() < check.terms().streaks().passes()) {
      course.see(seen);
      return Why.RECOVERING;
    }
    return course.resolve(Change.Reason.PASSED, seen);
  }

  private static Why breached(Check check, Course course, Severity severity, Observation seen) {
    boolean measuredAgain = course.isOpen(Subject.Sort.ERROR);
    course.count(new Streaks(course.streaks().breaches() + 1, 0, 0));
    if (measuredAgain) {
      course.see(seen);
      course.resolveMeasured("can be measured again");
    }
    if (course.isOpen(Subject.Sort.BREACH)) {
      return course.breachGoesOn(severity, seen);
    }
    if (course.streaks().breaches() >= check.terms().streaks().breaches()) {
      course.open(Subject.Sort.BREACH, severity, seen);
      return Why.OPENED;
    }
    return measuredAgain ? Why.MEASURED_AGAIN : Why.NOT_YET;
  }

  private static Why breachedOutsideHours(Course course) {
    course.holdWhenNews();
    course.count(new Streaks(course.streaks().breaches(), 0, 0));
    if (course.isOpen(Subject.Sort.ERROR)) {
      course.resolveMeasured("can be measured again");
    }
    return Why.NOT_ACTIVE;
  }

  private static Why errored(
      Check check, Course course, Unmeasurable unmeasurable, boolean active) {
    boolean databaseItself = check.kind().keyword().equals(ANSWERS);
    if (unmeasurable.reason() == Unmeasurable.Reason.UNREACHABLE && !databaseItself) {
      return Why.DATABASE_AWAY;
    }
    if (!active) {
      return Why.NOT_ACTIVE;
    }
    Streaks before = course.streaks();
    course.count(new Streaks(before.breaches(), before.passes(), before.errors() + 1));
    int errors = course.streaks().errors();
    if (course.isOpen(Subject.Sort.BREACH)) {
      if (errors != ERRORS_IN_A_ROW || course.flapping()) {
        return Why.GOES_ON;
      }
      course.log(new Change.NotMeasurable(unmeasurable.text()));
      return Why.NOT_MEASURABLE;
    }
    Incident.Seen seen = course.unmeasured(databaseItself, unmeasurable);
    if (course.isOpen(Subject.Sort.ERROR)) {
      course.see(seen);
      if (errors >= ERRORS_IN_A_ROW) {
        course.turn(true);
      }
      return Why.GOES_ON;
    }
    if (errors < ERRORS_IN_A_ROW) {
      return Why.NOT_YET;
    }
    course.open(Subject.Sort.ERROR, check.terms().severity(), seen);
    return Why.OPENED;
  }

  private static Why unknown(Course course) {
    Streaks before = course.streaks();
    course.count(new Streaks(before.breaches(), before.passes(), 0));
    if (course.isOpen(Subject.Sort.ERROR)) {
      course.resolveMeasured("can be measured again");
      return Why.MEASURED_AGAIN;
    }
    return Why.SAYS_NOTHING;
  }

  private static boolean active(Check check, Finding finding) {
    return check.terms().active().map(hours -> hours.contains(finding.at())).orElse(true);
  }

  /// Returns the memory to keep: a run that measured nothing has nothing to remember.
  static Memory memory(CheckState before, Finding finding) {
    return finding.verdict() instanceof Verdict.Errored ? before.memory() : finding.memory();
  }

  static Optional<Severity> severity(Verdict verdict) {
    return verdict instanceof Verdict.Breach(Severity severity, Observation ignored)
        ? Optional.of(severity)
        : Optional.empty();
  }
}
