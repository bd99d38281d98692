package io.assay.alert.channel;

import io.assay.alert.Announcement;
import io.assay.alert.Bulletin;
import io.assay.alert.Digests;
import io.assay.alert.Entry;
import io.assay.alert.Group;
import io.assay.alert.Match;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Silence;
import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.KeptRows;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The situations in which people are told something, as values.
final class Samples {
  static final Instant OPENED = SampleIncidents.OPENED;
  private static final String PAGE = "https://assay.example.com/incidents/1";

  private Samples() {}

  static Bulletin group(Entry... entries) {
    return new Bulletin.OfGroup(Group.of(entries[0].incident().subject()), List.of(entries), 0);
  }

  static Entry entry(SampleIncidents.Story story) {
    return new Entry(
        story.incident(),
        story.incident().open() ? "" : "newest row is 47 min old, expected every 10 min",
        false,
        PAGE);
  }

  static Entry entry(Incident incident) {
    return new Entry(incident, "", false, PAGE);
  }

  static Entry silenced(Incident incident) {
    return new Entry(
        incident,
        "",
        false,
        PAGE,
        Optional.of(
            new Silence(
                new UUID(0, 3),
                new Match(Map.of("check", incident.subject().check().value())),
                new Silence.Said("anna (U7)", "release 4.2", OPENED.plusSeconds(1200)),
                new Silence.Span(OPENED.plusSeconds(1200), OPENED.plusSeconds(12_000)),
                Optional.empty(),
                Optional.empty())));
  }

  static Entry late(SampleIncidents.Story story) {
    return new Entry(
        story.incident(), "newest row is 47 min old, expected every 10 min", true, PAGE);
  }

  static Incident nulls() {
    return incident(
        subject("nulls", "orders.customer_id", Subject.Sort.BREACH, 8),
        Severity.CRITICAL,
        new Incident.Seen(
            "12 of 4310 rows (0.28%) are NULL, expected none",
            "12 rows",
            "0 rows",
            SampleIncidents.values(0, 0, 0, 3, 12),
            new Incident.Details(
                List.of(),
                Optional.of(
                    new KeptRows(
                        List.of("id", "created_at"),
                        List.of(
                            List.of(Optional.of("4302"), Optional.of("2026-11-20 03:58:11+00")),
                            List.of(Optional.of("4303"), Optional.empty())))))));
  }

  /// Somebody takes care of what changes all the time.
  static Incident flapping() {
    Incident stale = SampleIncidents.stale().incident();
    return new Incident(
        stale.id(),
        stale.subject(),
        stale.severity(),
        stale.span(),
        stale.seen(),
        stale.sequence(),
        new Incident.Care(
            Optional.of(
                new Incident.Acknowledgement(
                    OPENED.plusSeconds(900), "anna (U7)", "the loader restarts")),
            true));
  }

  /// What a silence hides is still wrong shortly before its end.
  static Incident silenceEnds() {
    Silence silence =
        new Silence(
            new UUID(0, 2),
            new Match(Map.of("table", "public.orders")),
            new Silence.Said("anna (U7)", "release 4.2", OPENED.minusSeconds(3600)),
            new Silence.Span(OPENED.minusSeconds(3600), OPENED.plusSeconds(900)),
            Optional.empty(),
            Optional.empty());
    return Announcement.opened(silence, List.of(nulls(), total()), OPENED).incident();
  }

  static Incident silenceIsOver() {
    return Announcement.over(silenceEnds(), OPENED.plusSeconds(900)).incident();
  }

  static Incident total() {
    return incident(
        subject("range", "orders.total", Subject.Sort.BREACH, 11),
        Severity.WARNING,
        new Incident.Seen(
            "the smallest is -3.50, expected at least 0", "-3.50", "at least 0", List.of()));
  }

  /// Nobody is named whom one could ask.
  static Incident nobodys() {
    Subject subject = subject("nulls", "orders.total", Subject.Sort.BREACH, 9);
    return incident(
        new Subject(
            subject.check(),
            "",
            subject.sort(),
            subject.title(),
            subject.place(),
            new About(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                subject.about().declared())),
        Severity.WARNING,
        new Incident.Seen(
            "1 of 9 rows (11.1%) is NULL, expected none", "1 row", "0 rows", List.of()));
  }

  static Incident unmeasurable() {
    return incident(
        subject("fresh", "orders.created_at", Subject.Sort.ERROR, 14),
        Severity.WARNING,
        new Incident.Seen(
            "cannot be measured: permission denied for table orders; run GRANT SELECT ON"
                + " public.orders TO assay",
            "no measurement",
            "a measurement",
            List.of()));
  }

  static Incident unreachable() {
    return incident(
        new Subject(
            new CheckId("shop/answers"),
            "",
            Subject.Sort.ERROR,
            "shop",
            new Subject.Place("shop", Optional.empty(), "answers"),
            new About(
                Optional.of("dba"),
                Optional.of("https://wiki.example.com/shop-down"),
                Optional.empty(),
                Map.of(),
                new Source("", 1, 1))),
        Severity.CRITICAL,
        new Incident.Seen(
            "cannot be reached: nobody answers at db.example.com:5432",
            "no answer",
            "an answer",
            List.of()));
  }

  /// 52 problems in 37 tables.
  static Bulletin digest(boolean over) {
    List<Incident> incidents = new ArrayList<>();
    for (int i = 0; i < 52; i++) {
      Severity severity = i < 3 ? Severity.CRITICAL : i < 44 ? Severity.WARNING : Severity.INFO;
      String table = "t%02d".formatted(i < 37 ? i : i % 5);
      incidents.add(
          new Incident(
              new UUID(0, i),
              new Subject(
                  new CheckId("shop/public." + table + "/volume/" + i),
                  "",
                  Subject.Sort.BREACH,
                  table,
                  new Subject.Place("shop", Optional.of(new TableName("public", table)), "volume"),
                  SampleIncidents.SUBJECT.about()),
              severity,
              new Incident.Span(
                  OPENED.plusSeconds(i),
                  over || i == 51 ? Optional.of(OPENED.plusSeconds(1800)) : Optional.empty()),
              new Incident.Seen(
                  "0 rows today, expected 9000 to 11000", "0 rows", "9000 to 11000", List.of()),
              2));
    }
    return Digests.of(incidents, "https://assay.example.com/", PAGE);
  }

  static SampleIncidents.Story better() {
    return SampleIncidents.stale()
        .critical(Duration.ofMinutes(80))
        .change(
            OPENED.plus(Duration.ofMinutes(90)),
            from ->
                new Change.SeverityChanged(
                    from, Severity.WARNING, "newest row is 25 min old, expected every 10 min"));
  }

  static Incident incident(Subject subject, Severity severity, Incident.Seen seen) {
    return new Incident(
        UUID.nameUUIDFromBytes(
            subject.check().value().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        subject,
        severity,
        new Incident.Span(OPENED.plusSeconds(600), Optional.empty()),
        seen,
        1);
  }

  private static Subject subject(String kind, String title, Subject.Sort sort, int line) {
    return new Subject(
        new CheckId("shop/public.orders/" + kind + "/" + title.substring(7)),
        "",
        sort,
        title,
        new Subject.Place("shop", Optional.of(new TableName("public", "orders")), kind),
        new About(
            Optional.of("data-platform"),
            Optional.of("https://wiki.example.com/orders"),
            Optional.empty(),
            Map.of(),
            new Source("checks/shop.yaml", line, 9)));
  }
}
