package io.assay.alert;

import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.KeptRows;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/// An incident with its log, to be moved through its life step by step.
public final class SampleIncidents {
  public static final Instant OPENED = Instant.parse("2026-11-20T03:12:00Z");
  public static final Subject SUBJECT =
      new Subject(
          new CheckId("shop/public.orders/fresh/created_at"),
          "",
          Subject.Sort.BREACH,
          "orders.created_at",
          new Subject.Place("shop", Optional.of(new TableName("public", "orders")), "fresh"),
          new About(
              Optional.of("data-platform"),
              Optional.of("https://wiki.example.com/orders"),
              Optional.empty(),
              Map.of("team", "shop"),
              new Source("checks/shop.yaml", 14, 9)));

  private SampleIncidents() {}

  /// A stale table, open since [#OPENED] with severity warning.
  public static Story stale() {
    return stale(SUBJECT);
  }

  /// The same, open since then.
  public static Story stale(Instant opened) {
    return stale(SUBJECT, opened);
  }

  /// The same about another subject.
  public static Story stale(Subject subject) {
    return stale(subject, OPENED);
  }

  /// One about this column of a table in the schema `public` of the database `shop`.
  static Story stale(String table, String column) {
    return stale(
        new Subject(
            new CheckId("shop/public." + table + "/fresh/" + column),
            "",
            Subject.Sort.BREACH,
            table + "." + column,
            new Subject.Place("shop", Optional.of(new TableName("public", table)), "fresh"),
            SUBJECT.about()));
  }

  private static Story stale(Subject subject, Instant opened) {
    return new Story(
            UUID.randomUUID(),
            subject,
            new Incident.Seen(
                "newest row is 47 min old, expected every 10 min",
                "47 min",
                "at most 20 min",
                values(8, 9, 8, 10, 12, 9, 8, 8, 14, 21, 30, 38, 47)))
        .change(
            opened,
            severity ->
                new Change.Opened(severity, "newest row is 47 min old, expected every 10 min"));
  }

  /// A story whose incident shows these failing rows.
  public static Story keeping(KeptRows rows) {
    Story stale = stale();
    stale.seen =
        new Incident.Seen(
            stale.seen.sentence(),
            stale.seen.observed(),
            stale.seen.expected(),
            stale.seen.recent(),
            new Incident.Details(List.of(), Optional.of(rows)));
    return stale;
  }

  public static List<BigDecimal> values(long... values) {
    return IntStream.range(0, values.length).mapToObj(i -> BigDecimal.valueOf(values[i])).toList();
  }

  /// Makes a change of the severity in force.
  public interface Step {
    Change make(Severity severity);
  }

  /// An incident and its log.
  public static final class Story {
    private final UUID id;
    private final Subject subject;
    private final List<LoggedChange> log = new ArrayList<>();
    private Incident.Seen seen;
    private Severity severity = Severity.WARNING;
    private Optional<Instant> resolved = Optional.empty();
    private Incident.Care care = Incident.Care.NONE;

    Story(UUID id, Subject subject, Incident.Seen seen) {
      this.id = id;
      this.subject = subject;
      this.seen = seen;
    }

    /// Returns the incident as it is now.
    public Incident incident() {
      Instant opened = log.getFirst().at();
      return new Incident(
          id, subject, severity, new Incident.Span(opened, resolved), seen, log.size(), care);
    }

    /// Returns all changes so far.
    public List<LoggedChange> log() {
      return List.copyOf(log);
    }

    /// Adds a change.
    public Story change(Instant at, Step step) {
      Change change = step.make(severity);
      if (change instanceof Change.SeverityChanged changed) {
        severity = changed.to();
      }
      if (change instanceof Change.Resolved) {
        resolved = Optional.of(at);
      }
      log.add(new LoggedChange(id, log.size() + 1L, at, change));
      return this;
    }

    /// It gets worse.
    public Story critical(Duration after) {
      seen =
          new Incident.Seen(
              "newest row is 1 h 20 min old, expected every 10 min",
              "80 min",
              "at most 20 min",
              seen.recent(),
              seen.details());
      return change(
          OPENED.plus(after),
          from ->
              new Change.SeverityChanged(
                  from, Severity.CRITICAL, "newest row is 1 h 20 min old, expected every 10 min"));
    }

    /// Somebody takes care of it.
    public Story acknowledged(Duration after, String by) {
      Instant at = OPENED.plus(after);
      care = new Incident.Care(Optional.of(new Incident.Acknowledgement(at, by, "on it")), false);
      return change(at, _ -> new Change.Acknowledged(by, "on it"));
    }

    /// Nobody does any more.
    public Story unacknowledged(Duration after, String by) {
      care = Incident.Care.NONE;
      return change(OPENED.plus(after), _ -> new Change.Unacknowledged(by));
    }

    /// It changes too often.
    public Story flapping(Duration after) {
      care = new Incident.Care(care.acknowledged(), true);
      return change(
          OPENED.plus(after), _ -> new Change.Flapping("flapping: 5 changes in the last hour"));
    }

    /// It is said again.
    public Story reminded(Duration after) {
      return change(
          OPENED.plus(after),
          _ -> new Change.Reminded("newest row is 24 h old, expected every 10 min"));
    }

    /// It ends.
    public Story resolved(Duration after) {
      return resolvedAt(OPENED.plus(after));
    }

    /// It ends then.
    public Story resolvedAt(Instant at) {
      seen =
          new Incident.Seen(
              "newest row is 2 min old, expected every 10 min",
              "2 min",
              "at most 20 min",
              values(9, 8, 8, 14, 21, 30, 38, 47, 2));
      return change(
          at,
          _ ->
              new Change.Resolved(
                  Change.Reason.PASSED, "newest row is 2 min old, expected every 10 min"));
    }

    /// Returns the notice for a receiver that knows what `known` says.
    public Notice notice(Notice.Known known) {
      return new Notice(
          Notice.Turn.unlimited(
              UUID.nameUUIDFromBytes(
                  id.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))),
          incident(),
          log.stream().filter(change -> change.sequence() > known.sequence()).toList(),
          known,
          "https://assay.example.com/incidents/1");
    }
  }
}
