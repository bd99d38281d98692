package io.assay.incident;

import io.assay.check.Check;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.incident.CheckState.Streaks;
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
  private final List<Update> ended = new ArrayList<>();
  private final List<LoggedChange> changes = new ArrayList<>();
  private final Optional<Incident> openBefore;
  private final List<BigDecimal> recent;
  private Optional<Incident> open;
  private Streaks streaks;
  private Optional<Instant> told;

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
    return new Incident.Seen(
        seen.sentence(), seen.observed(), seen.expected(), recent, details(seen));
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
  }

  Why breachGoesOn(Severity severity, Observation observation) {
    Incident incident = open.orElseThrow();
    see(observation);
    if (incident.severity() == severity) {
      return Why.GOES_ON;
    }
    open = open.map(seen -> with(seen, severity, seen.span(), seen.seen()));
    log(new Change.SeverityChanged(incident.severity(), severity, observation.sentence()));
    return Why.SEVERITY_CHANGED;
  }

  /// Refreshes what was seen last; that alone is nothing to tell people of.
  void see(Observation observation) {
    see(seen(observation));
  }

  void see(Incident.Seen seen) {
    open = open.map(incident -> with(incident, incident.severity(), incident.span(), seen));
  }

  void resolve(Change.Reason reason, Observation observation) {
    see(observation);
    end(new Change.Resolved(reason, observation.sentence()));
  }

  void resolveMeasured(String sentence) {
    end(new Change.Resolved(Change.Reason.MEASURED, sentence));
  }

  private void end(Change.Resolved resolved) {
    Update update = resolved(open.orElseThrow(), finding.at(), resolved);
    List<LoggedChange> all = new ArrayList<>(changes);
    all.addAll(update.changes());
    ended.add(new Update(update.incident(), all));
    changes.clear();
    open = Optional.empty();
    told = Optional.empty();
  }

  static Update resolved(Incident incident, Instant at, Change.Resolved change) {
    long sequence = incident.sequence() + 1;
    Incident ended =
        new Incident(
            incident.id(),
            incident.subject(),
            incident.severity(),
            new Incident.Span(incident.span().opened(), Optional.of(at)),
            incident.seen(),
            sequence);
    return new Update(ended, List.of(new LoggedChange(incident.id(), sequence, at, change)));
  }

  /// Adds a change to the open incident's log, with the facts of the check as they are now.
  void log(Change change) {
    Incident incident = open.orElseThrow();
    long sequence = incident.sequence() + 1;
    open =
        Optional.of(
            new Incident(
                incident.id(),
                subject(incident.subject().sort()),
                incident.severity(),
                incident.span(),
                incident.seen(),
                sequence));
    changes.add(new LoggedChange(incident.id(), sequence, finding.at(), change));
    told = Optional.of(finding.at());
  }

  void remindWhenDue() {
    if (open.isEmpty() || !changes.isEmpty()) {
      return;
    }
    Instant last = told.orElse(open.get().span().opened());
    if (!last.plus(check.terms().remind()).isAfter(finding.at())) {
      log(new Change.Reminded(open.get().seen().sentence()));
    }
  }

  Decision decision(Why why) {
    List<Update> updates = new ArrayList<>(ended);
    if (open.isPresent() && !open.equals(openBefore)) {
      updates.add(new Update(open.get(), changes));
    }
    return new Decision(state(), updates, why);
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

  private static Incident with(
      Incident incident, Severity severity, Incident.Span span, Incident.Seen seen) {
    return new Incident(
        incident.id(), incident.subject(), severity, span, seen, incident.sequence());
  }
}
