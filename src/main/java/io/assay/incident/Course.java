package io.assay.incident;

import io.assay.check.Check;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.incident.CheckState.Flips;
import io.assay.incident.CheckState.Streaks;
import io.assay.incident.Decision.Held;
import io.assay.incident.Decision.Update;
import io.assay.incident.Decision.Why;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// One decision while it is being made: the state and the incident as they are so far.
final class Course {
  private final Check check;
  private final CheckState before;
  private final Finding finding;
  private final Supplier<UUID> ids;
  private final Unrest unrest;
  private final List<Update> ended = new ArrayList<>();
  private final List<LoggedChange> changes = new ArrayList<>();
  private final Optional<Incident> openBefore;
  private final List<BigDecimal> recent;
  private Optional<Incident> open;
  private Streaks streaks;
  private Optional<Instant> told;
  private Flips flips;
  private Optional<Held> held = Optional.empty();

  Course(Check check, Standing before, Finding finding, Supplier<UUID> ids) {
    this.check = check;
    this.before = before.state();
    this.finding = finding;
    this.ids = ids;
    this.openBefore = before.open();
    this.open = before.open();
    this.recent = openBefore.map(this::continued).orElse(finding.recent());
    this.streaks = before.state().streaks();
    this.told = before.state().told();
    this.flips = before.state().flips();
    this.unrest = new Unrest(check.terms().restraint().flapping());
  }

  /// The values that an open incident shows go on with this run's.
  private List<BigDecimal> continued(Incident incident) {
    List<BigDecimal> all =
        Stream.concat(
                incident.seen().recent().stream(),
                finding.verdict().observation().flatMap(Observation::value).stream())
            .toList();
    return all.subList(Math.max(0, all.size() - Finding.RECENT), all.size());
  }

  Streaks streaks() {
    return streaks;
  }

  void count(Streaks now) {
    streaks = now;
  }

  boolean isOpen(Subject.Sort sort) {
    return open.map(incident -> incident.subject().sort() == sort).orElse(false);
  }

  Incident.Seen seen(Observation seen) {
    return new Incident.Seen(seen.told(), seen.observed(), seen.expected(), recent, details(seen));
  }

  /// The rows stay until newer ones were asked for.
  private Incident.Details details(Observation seen) {
    return isOpen(Subject.Sort.ERROR)
        ? Incident.Details.NONE
        : new Incident.Details(
            seen.groups(),
            finding.kept().or(() -> open.flatMap(incident -> incident.seen().details().rows())));
  }

  Incident.Seen unmeasured(boolean databaseItself, Unmeasurable unmeasurable) {
    return databaseItself
        ? new Incident.Seen(withoutItsName(unmeasurable.text()), "no answer", "an answer", recent)
        : new Incident.Seen(
            "cannot be measured: " + unmeasurable.text(),
            "no measurement",
            "a measurement",
            recent);
  }

  /// The title of a database's incident is its name already.
  private String withoutItsName(String why) {
    String name = check.target().database() + " ";
    return why.startsWith(name) ? why.substring(name.length()) : why;
  }

  /// Opens an incident; one that is only still open because it flaps makes room.
  void open(Subject.Sort sort, Severity severity, Observation seen) {
    if (open.isPresent()) {
      end(new Change.Resolved(Change.Reason.MEASURED, seen.told()));
    }
    open(sort, severity, seen(seen));
  }

  void open(Subject.Sort sort, Severity severity, Incident.Seen seen) {
    Incident opened =
        new Incident(
            ids.get(),
            subject(sort),
            severity,
            new Incident.Span(finding.at(), Optional.empty()),
            seen,
            0);
    open = Optional.of(opened);
    log(new Change.Opened(severity, seen.sentence()));
    flips = unrest.after(flips, finding.at());
    if (unrest.flaps(flips)) {
      flap(true);
    }
  }

  Why breachGoesOn(Severity severity, Observation observation) {
    Incident incident = open.orElseThrow();
    see(observation);
    if (flapping()) {
      return flapsInBreach(incident.severity(), severity, observation);
    }
    if (incident.severity() == severity) {
      return Why.GOES_ON;
    }
    severity(severity, observation);
    flips = unrest.after(flips, finding.at());
    if (unrest.flaps(flips)) {
      flap(true);
    }
    return Why.SEVERITY_CHANGED;
  }

  /// Worse than it was ever told is news even then.
  private Why flapsInBreach(Severity before, Severity now, Observation observation) {
    if (streaks.breaches() >= check.terms().streaks().breaches()) {
      turn(true);
    }
    if (now.compareTo(before) <= 0) {
      return Why.FLAPPING;
    }
    severity(now, observation);
    return Why.SEVERITY_CHANGED;
  }

  /// Worse ends the acknowledgement: it was one of something lesser.
  private void severity(Severity now, Observation observation) {
    Severity before = open.orElseThrow().severity();
    open =
        open.map(incident ->
            new Incident(
                incident.id(),
                incident.subject(),
                now,
                incident.span(),
                incident.seen(),
                incident.sequence(),
                now.compareTo(before) > 0
                    ? new Incident.Care(Optional.empty(), incident.care().flapping())
                    : incident.care()));
    log(new Change.SeverityChanged(before, now, observation.told()));
  }

  /// Refreshes what was seen last; that alone is nothing to tell people of.
  void see(Observation observation) {
    see(seen(observation));
  }

  void see(Incident.Seen seen) {
    open =
        open.map(incident ->
            new Incident(
                incident.id(),
                incident.subject(),
                incident.severity(),
                incident.span(),
                seen,
                incident.sequence(),
                incident.care()));
  }

  /// Ends the incident, unless it flaps; returns which of both.
  Why resolve(Change.Reason reason, Observation observation) {
    see(observation);
    return over(new Change.Resolved(reason, observation.told()));
  }

  Why resolveMeasured(String sentence) {
    return over(new Change.Resolved(Change.Reason.MEASURED, sentence));
  }

  private Why over(Change.Resolved resolved) {
    if (flapping()) {
      turn(false);
      return Why.FLAPPING;
    }
    flips = unrest.after(flips, finding.at());
    if (unrest.flaps(flips)) {
      flap(false);
      return Why.FLAPPING;
    }
    end(resolved);
    return Why.RECOVERED;
  }

  boolean flapping() {
    return flips.wrong().isPresent();
  }

  /// From here on the incident stays open, and changes of sides are only counted.
  private void flap(boolean wrong) {
    flips = new Flips(flips.times(), Optional.of(wrong));
    care(true);
    log(new Change.Flapping(unrest.sentence(flips)));
  }

  /// Takes in that it changed sides, while it is flapping; `wrong` says to which.
  void turn(boolean wrong) {
    if (flips.wrong().filter(side -> side != wrong).isPresent()) {
      flips = new Flips(unrest.after(flips, finding.at()).times(), Optional.of(wrong));
      held = Optional.of(Held.FLAPPING);
    }
  }

  /// Once it has kept to one side for long enough, people are told which.
  void settleWhenStable(boolean active) {
    if (!flapping() || open.isEmpty() || !unrest.stable(flips, finding.at())) {
      return;
    }
    boolean error = isOpen(Subject.Sort.ERROR);
    boolean errored = finding.verdict() instanceof Verdict.Errored;
    if (flips.wrong().orElseThrow()) {
      if (active && (error ? errored : finding.verdict() instanceof Verdict.Breach)) {
        calm();
        log(new Change.Settled(open.orElseThrow().seen().sentence()));
        if (finding.verdict() instanceof Verdict.Breach(var severity, var seen)
            && severity != open.orElseThrow().severity()) {
          severity(severity, seen);
        }
      }
    } else if (error ? !errored : finding.verdict() instanceof Verdict.Pass) {
      Change.Reason reason = error ? Change.Reason.MEASURED : Change.Reason.PASSED;
      end(new Change.Resolved(reason, open.orElseThrow().seen().sentence()));
    }
  }

  private void calm() {
    flips = new Flips(flips.times(), Optional.empty());
    care(false);
  }

  private void care(boolean flapping) {
    open =
        open.map(incident ->
            with(incident, new Incident.Care(incident.care().acknowledged(), flapping)));
  }

  private void end(Change.Resolved resolved) {
    calm();
    Update update = resolved(open.orElseThrow(), finding.at(), resolved);
    List<LoggedChange> all = new ArrayList<>(changes);
    all.addAll(update.changes());
    ended.add(new Update(update.incident(), all));
    changes.clear();
    open = Optional.empty();
    told = Optional.empty();
  }

  /// Returns the incident as it ended; what it says from then on is how.
  static Update resolved(Incident incident, Instant at, Change.Resolved change) {
    Incident over =
        new Incident(
            incident.id(),
            incident.subject(),
            incident.severity(),
            new Incident.Span(incident.span().opened(), Optional.of(at)),
            incident.seen().saying(change.sentence()),
            incident.sequence(),
            incident.care());
    return next(over, at, change);
  }

  /// Returns the incident with one more change in its log.
  static Update next(Incident incident, Instant at, Change change) {
    long sequence = incident.sequence() + 1;
    Incident changed =
        new Incident(
            incident.id(),
            incident.subject(),
            incident.severity(),
            incident.span(),
            incident.seen(),
            sequence,
            incident.care());
    return new Update(changed, List.of(new LoggedChange(incident.id(), sequence, at, change)));
  }

  static Incident with(Incident incident, Incident.Care care) {
    return new Incident(
        incident.id(),
        incident.subject(),
        incident.severity(),
        incident.span(),
        incident.seen(),
        incident.sequence(),
        care);
  }

  /// Adds a change to the open incident's log, with the facts of the check as they are now.
  void log(Change change) {
    Incident incident = open.orElseThrow();
    Incident now =
        new Incident(
            incident.id(),
            subject(incident.subject().sort()),
            incident.severity(),
            incident.span(),
            incident.seen(),
            incident.sequence(),
            incident.care());
    Update update = next(now, finding.at(), change);
    open = Optional.of(update.incident());
    changes.addAll(update.changes());
    told = Optional.of(finding.at());
  }

  /// Outside its active hours it went wrong, which would have been told within them.
  void holdWhenNews() {
    if (open.isEmpty() && before.last().severity().isEmpty()) {
      held = Optional.of(Held.INACTIVE);
    }
  }

  void remindWhenDue() {
    boolean passing = flips.wrong().filter(wrong -> !wrong).isPresent();
    if (open.isEmpty() || passing || !changes.isEmpty()) {
      return;
    }
    Instant last = told.orElse(open.get().span().opened());
    if (last.plus(check.terms().remind()).isAfter(finding.at())) {
      return;
    }
    if (open.get().care().acknowledged().isPresent()) {
      told = Optional.of(finding.at());
      held = Optional.of(Held.ACKNOWLEDGED);
    } else {
      log(new Change.Reminded(open.get().seen().sentence()));
    }
  }

  Decision decision(Why why) {
    List<Update> updates = new ArrayList<>(ended);
    if (open.isPresent() && !open.equals(openBefore)) {
      updates.add(new Update(open.get(), changes));
    }
    return new Decision(state(), updates, why, held);
  }

  private CheckState state() {
    Verdict verdict = finding.verdict();
    return new CheckState(
        before.of(),
        new CheckState.Last(
            Optional.of(verdict.word()),
            Optional.of(finding.slot()),
            Optional.of(finding.at()),
            verdict instanceof Verdict.Pass ? Optional.of(finding.at()) : before.last().pass(),
            Lifecycle.severity(verdict)),
        streaks,
        told,
        flips,
        new CheckState.Remembered(
            Lifecycle.memory(before, finding), before.remembered().baseline().after(verdict)));
  }

  private Subject subject(Subject.Sort sort) {
    String title = check.title();
    return new Subject(
        check.id(),
        before.of().group(),
        sort,
        title.isBlank() ? check.target().database() : title,
        new Subject.Place(
            check.target().database(), check.target().table(), check.kind().keyword()),
        check.about());
  }
}
