package io.assay.alert.channel;

import io.assay.alert.Notice;
import io.assay.check.Durations;
import io.assay.check.KeptRows;
import io.assay.check.Severity;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a person is told of an incident, before it takes the form of a channel: one sentence, then
/// the facts in the order in which somebody who was woken up needs them. Nothing in it is escaped
/// yet.
///
/// @param headline what is wrong, or that it is over, in one sentence
/// @param footer severity, database and check, for those who search
/// @param link a page about the incident; empty when there is none
record Message(Mood mood, String headline, List<Fact> facts, List<String> footer, String link) {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  Message {
    facts = List.copyOf(facts);
    footer = List.copyOf(footer);
  }

  /// How bad it is, at a glance.
  enum Mood {
    INFO("🔵"),
    WARNING("🟠"),
    CRITICAL("🔴"),
    UNMEASURABLE("⚪"),
    RESOLVED("✅");

    final String emoji;

    Mood(String emoji) {
      this.emoji = emoji;
    }

    static Mood of(Subject.Sort sort, Severity severity) {
      if (sort == Subject.Sort.ERROR) {
        return UNMEASURABLE;
      }
      return switch (severity) {
        case INFO -> INFO;
        case WARNING -> WARNING;
        case CRITICAL -> CRITICAL;
      };
    }
  }

  /// One thing to know.
  record Fact(String label, Value value) {}

  /// What a fact says; a channel decides how to show each sort.
  sealed interface Value {
    /// Words that may come from the data.
    record Text(String text) implements Value {}

    /// A moment, and how long that is ago.
    record Moment(Instant at, Duration ago) implements Value {}

    /// An address that an engineer wrote.
    record Link(String url) implements Value {}

    /// A place in a file, or bars: to be shown in letters of equal width.
    record Code(String text) implements Value {}

    /// Rows of the data, a line each: to be shown in letters of equal width, with room of its own.
    record Lines(List<String> lines) implements Value {
      public Lines {
        lines = List.copyOf(lines);
      }
    }
  }

  /// Returns the message about the incident as it is now; `was` is the sentence with which it
  /// opened, empty when that is not known.
  static Message of(Notice notice, String was, Instant now) {
    Incident incident = notice.incident();
    return incident.span().resolved().isPresent()
        ? resolved(notice, was)
        : open(notice, incident.severity(), incident.seen().sentence(), now);
  }

  /// Returns the message about the incident as it was when it opened, for a receiver that must hear
  /// of that even when it is over.
  static Message opened(Notice notice, Instant now) {
    return notice.untold().stream()
        .map(LoggedChange::change)
        .filter(Change.Opened.class::isInstance)
        .map(Change.Opened.class::cast)
        .findFirst()
        .map(opened -> open(notice, opened.severity(), opened.sentence(), now))
        .orElseGet(() ->
            open(notice, notice.incident().severity(), notice.incident().seen().sentence(), now));
  }

  /// Returns the sentence with which the incident opened, when the notice has it.
  static Optional<String> openingSentence(Notice notice) {
    return notice.untold().stream()
        .map(LoggedChange::change)
        .filter(Change.Opened.class::isInstance)
        .map(change -> ((Change.Opened) change).sentence())
        .findFirst();
  }

  /// Returns a moment as people write it who share no zone.
  static String utc(Instant at) {
    return UTC.format(at);
  }

  /// Returns the one sentence about what is wrong, beginning with the subject's title.
  static String wrong(Subject subject, String sentence) {
    boolean plain =
        subject.sort() == Subject.Sort.BREACH
            || sentence.startsWith("cannot be measured")
            || subject.check().value().endsWith("/answers");
    return subject.title() + (plain ? ": " : " cannot be measured: ") + sentence;
  }

  private static Message open(Notice notice, Severity severity, String sentence, Instant now) {
    Incident incident = notice.incident();
    List<Fact> facts = new ArrayList<>();
    figures(incident, facts);
    Instant since = incident.span().opened();
    facts.add(new Fact("Since", new Value.Moment(since, Duration.between(since, now))));
    care(incident, facts);
    about(incident, facts);
    incident
        .seen()
        .details()
        .rows()
        .map(KeptRows::lines)
        .filter(lines -> !lines.isEmpty())
        .ifPresent(lines -> facts.add(new Fact("Failing rows", new Value.Lines(lines))));
    return new Message(
        Mood.of(incident.subject().sort(), severity),
        wrong(incident.subject(), sentence),
        facts,
        footer(incident, severity),
        notice.link());
  }

  private static Message resolved(Notice notice, String was) {
    Incident incident = notice.incident();
    Instant from = incident.span().opened();
    Instant to = incident.span().resolved().orElse(from);
    List<Fact> facts = new ArrayList<>();
    figures(incident, facts);
    facts.add(
        new Fact(
            "Lasted",
            new Value.Text(
                Durations.say(Duration.between(from, to))
                    + ", from "
                    + utc(from)
                    + " to "
                    + utc(to))));
    if (!was.isEmpty()) {
      facts.add(new Fact("It was", new Value.Text(was)));
    }
    about(incident, facts);
    return new Message(
        Mood.RESOLVED,
        "Resolved: " + incident.subject().title() + ": " + ending(notice),
        facts,
        footer(incident, incident.severity()),
        notice.link());
  }

  /// What is the case now, from the log when the ending is untold, else as seen last.
  private static String ending(Notice notice) {
    return notice.untold().stream()
        .map(LoggedChange::change)
        .filter(Change.Resolved.class::isInstance)
        .map(change -> ((Change.Resolved) change).sentence())
        .reduce((_, last) -> last)
        .orElse(notice.incident().seen().sentence());
  }

  private static void figures(Incident incident, List<Fact> facts) {
    text("Observed", incident.seen().observed(), facts);
    text("Expected", incident.seen().expected(), facts);
  }

  private static void care(Incident incident, List<Fact> facts) {
    if (incident.care().flapping()) {
      text("Flapping", "it changes so often that it stays open until it has been stable", facts);
    }
    incident
        .care()
        .acknowledged()
        .ifPresent(by ->
            text(
                "Acknowledged",
                "by %s, %s%s"
                    .formatted(by.by(), utc(by.at()), by.note().isEmpty() ? "" : ": " + by.note()),
                facts));
  }

  private static void about(Incident incident, List<Fact> facts) {
    Subject subject = incident.subject();
    subject.about().owner().ifPresent(owner -> text("Owner", owner, facts));
    subject.about().runbook().ifPresent(url -> facts.add(new Fact("Runbook", new Value.Link(url))));
    if (!subject.about().declared().path().isEmpty()) {
      facts.add(new Fact("Declared in", new Value.Code(subject.about().declared().place())));
    }
    String bars = Sparkline.of(incident.seen().recent());
    if (!bars.isEmpty()) {
      facts.add(new Fact("Last values", new Value.Code(bars)));
    }
    subject.about().description().ifPresent(words -> text("About", words, facts));
    text("Group", subject.group(), facts);
  }

  private static void text(String label, String text, List<Fact> facts) {
    if (!text.isBlank()) {
      facts.add(new Fact(label, new Value.Text(text)));
    }
  }

  private static List<String> footer(Incident incident, Severity severity) {
    Subject subject = incident.subject();
    String word = subject.sort() == Subject.Sort.ERROR ? "error" : severity.word();
    return List.of(word, subject.place().database(), subject.check().value());
  }
}
