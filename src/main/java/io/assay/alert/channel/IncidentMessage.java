package io.assay.alert.channel;

import io.assay.alert.Announcement;
import io.assay.alert.DeadLetters;
import io.assay.alert.Entry;
import io.assay.alert.Notice;
import io.assay.alert.channel.Message.Fact;
import io.assay.alert.channel.Message.Mood;
import io.assay.alert.channel.Message.Part;
import io.assay.alert.channel.Message.Value;
import io.assay.check.Durations;
import io.assay.check.KeptRows;
import io.assay.check.Severity;
import io.assay.incident.Incident;
import io.assay.incident.Lifecycle;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A message about one incident.
final class IncidentMessage {
  private IncidentMessage() {}

  /// Returns the message about the incident as it is now.
  static Message of(Entry entry, Instant now) {
    Incident incident = entry.incident();
    if (incident.open()) {
      return open(entry, sentence(incident), now);
    }
    return silence(incident.subject()) ? silenceOver(entry) : resolved(entry);
  }

  /// Returns the message about what is wrong, for a receiver that must hear of that even when it is
  /// over: as it is now, or as it was when that was last told.
  static Message wrong(Notice notice, Instant now) {
    Incident incident = notice.incident();
    String sentence = incident.open() ? sentence(incident) : lastWrong(notice);
    return open(new Entry(incident, "", false, notice.link()), sentence, now);
  }

  private static String lastWrong(Notice notice) {
    return notice.untold().stream()
        .flatMap(logged -> logged.change().wrong().stream())
        .reduce((_, last) -> last)
        .orElse(notice.incident().seen().sentence());
  }

  /// Returns what is the case. An incident that flaps stays open while its check passes.
  static String sentence(Incident incident) {
    String now = incident.seen().sentence();
    return incident.open() && incident.care().flapping() ? "flapping, at present: " + now : now;
  }

  /// Returns the one sentence about what is wrong, beginning with the subject's title.
  static String wrong(Subject subject, String sentence) {
    return subject.title() + colon(subject, sentence) + sentence;
  }

  /// Returns what stands between the subject's title and the sentence.
  static String colon(Subject subject, String sentence) {
    boolean plain =
        subject.sort() == Subject.Sort.BREACH
            || sentence.startsWith("cannot be measured")
            || answers(subject);
    return plain ? ": " : " cannot be measured: ";
  }

  /// Returns where to read of it, and how bad it is, for a screen that shows nothing else.
  static String where(Mood mood, Subject subject) {
    return mood.word + in(subject);
  }

  /// Where it is, unless the title says so, or it is about Assay itself.
  private static String in(Subject subject) {
    String database = subject.place().database();
    return subject.title().equals(database) || own(subject) ? "" : " in " + database;
  }

  /// Returns how long the incident was open, or is.
  static String lasted(Incident incident, Instant now) {
    return Durations.say(
        Duration.between(incident.span().opened(), incident.span().resolved().orElse(now)));
  }

  /// Returns what to do about an open incident.
  static Fact advice(Subject subject) {
    String first =
        answers(subject)
            ? "See whether the server runs and takes connections; no check of this database runs"
                + " until it answers. "
            : subject.sort() == Subject.Sort.ERROR
                ? "Make it measurable again: until then nobody knows whether the data is right. "
                : "";
    Value value =
        subject
            .about()
            .runbook()
            .<Value>map(url -> new Value.Link(first + "Follow the runbook: ", url))
            .orElseGet(() -> new Value.Text((first + whom(subject)).strip()));
    return new Fact("What to do", value);
  }

  private static String whom(Subject subject) {
    if (letter(subject)) {
      return subject.about().description().orElse("");
    }
    if (silence(subject)) {
      return "Mend what is wrong, or silence it for longer with 'assay silence add': at the end it is"
          + " told.";
    }
    return subject
        .about()
        .owner()
        .map(owner -> "Ask " + owner + "; the check names no runbook.")
        .orElseGet(() ->
            answers(subject)
                ? ""
                : "See what it measures with 'assay explain "
                    + subject.check().value()
                    + "'. The check names no runbook and no owner: give it both where it is"
                    + " declared.");
  }

  /// Returns whether it is about a receiver; then its description says what to do.
  private static boolean letter(Subject subject) {
    return subject.place().kind().equals(DeadLetters.KIND);
  }

  /// Returns whether it is about a silence.
  private static boolean silence(Subject subject) {
    return subject.place().kind().equals(Announcement.KIND);
  }

  private static boolean own(Subject subject) {
    return letter(subject) || silence(subject);
  }

  private static boolean answers(Subject subject) {
    return subject.place().kind().equals(Lifecycle.ANSWERS);
  }

  private static Message open(Entry entry, String sentence, Instant now) {
    Incident incident = entry.incident();
    Subject subject = incident.subject();
    Severity severity = incident.severity();
    Mood mood = Mood.of(subject, severity);
    Instant since = incident.span().opened();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Severity", new Value.Text(word(mood, severity))));
    facts.add(new Fact("Since", new Value.Moment(since, Duration.between(since, now))));
    care(incident, facts);
    if (incident.open()) {
      figures(incident, facts);
    }
    place(subject, facts);
    about(incident, facts);
    List<Part> parts = new ArrayList<>();
    silenced(entry).ifPresent(until -> parts.add(new Part.Sentence("🔕 Silenced " + until)));
    parts.add(new Part.Facts(facts));
    parts.add(new Part.Wide(advice(subject)));
    rows("Failing rows", incident, parts);
    String wrong = wrong(subject, sentence);
    return new Message(
        mood, wrong, where(mood, subject) + ": " + wrong, parts, footer(subject), entry.link());
  }

  /// What it announced has come; what it hid may be as wrong as before.
  private static Message silenceOver(Entry entry) {
    Incident incident = entry.incident();
    Subject subject = incident.subject();
    List<Fact> facts = new ArrayList<>();
    about(incident, facts);
    String over = wrong(subject, incident.seen().sentence());
    List<Part> parts = List.of(new Part.Facts(facts));
    return new Message(Mood.INFO, over, over, parts, footer(subject), entry.link());
  }

  private static Message resolved(Entry entry) {
    Incident incident = entry.incident();
    Subject subject = incident.subject();
    Instant from = incident.span().opened();
    Instant to = incident.span().resolved().orElse(from);
    String lasted = Durations.say(Duration.between(from, to));
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "Severity",
            new Value.Text(
                "was " + word(Mood.of(subject, incident.severity()), incident.severity()))));
    facts.add(
        new Fact(
            "Lasted",
            new Value.Text(lasted + ", from " + Message.utc(from) + " to " + Message.utc(to))));
    if (!entry.was().isEmpty()) {
      facts.add(new Fact("It was", new Value.Text(entry.was())));
    }
    figures(incident, facts);
    place(subject, facts);
    about(incident, facts);
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.Facts(facts));
    if (entry.news()) {
      parts.add(new Part.Sentence("It opened and was resolved before this could be told."));
    }
    String how = entry.news() ? "Opened and resolved within " : "Resolved after ";
    String now = subject.title() + ": " + incident.seen().sentence();
    String phone = how + lasted + in(subject) + ": " + now;
    return new Message(
        Mood.RESOLVED, how + lasted + ": " + now, phone, parts, footer(subject), entry.link());
  }

  private static String word(Mood mood, Severity severity) {
    return mood == Mood.UNMEASURABLE ? "not known, nothing can be measured" : severity.word();
  }

  /// A database's own incident is titled with its name.
  private static void place(Subject subject, List<Fact> facts) {
    String database = subject.place().database();
    String where =
        subject.place().table().map(table -> table.display() + " in " + database).orElse(database);
    if (!where.equals(subject.title()) && !own(subject)) {
      text("Where", where, facts);
    }
  }

  private static void care(Incident incident, List<Fact> facts) {
    if (incident.care().flapping()) {
      text("Flapping", "it changes so often that it stays open until it has been stable", facts);
    }
    acknowledged(incident).ifPresent(by -> text("Acknowledged", by, facts));
  }

  /// Returns who takes care of it since when, to be read after "acknowledged".
  static Optional<String> acknowledged(Incident incident) {
    return incident
        .care()
        .acknowledged()
        .map(by ->
            "by %s, %s%s"
                .formatted(
                    by.by(), Message.utc(by.at()), by.note().isEmpty() ? "" : ": " + by.note()));
  }

  /// Returns until when nobody is told of it and who said so, to be read after "silenced".
  static Optional<String> silenced(Entry entry) {
    return entry
        .silence()
        .map(silence ->
            "until %s by %s: %s"
                .formatted(
                    Message.utc(silence.over()), silence.said().author(), silence.said().reason()));
  }

  private static void figures(Incident incident, List<Fact> facts) {
    if (incident.subject().sort() == Subject.Sort.ERROR) {
      return; // there is no figure, as the headline says
    }
    text("Observed", incident.seen().observed(), facts);
    text("Expected", incident.seen().expected(), facts);
  }

  private static void about(Incident incident, List<Fact> facts) {
    Subject subject = incident.subject();
    subject.about().owner().ifPresent(owner -> text("Owner", owner, facts));
    if (!subject.about().declared().path().isEmpty()) {
      facts.add(new Fact("Declared in", new Value.Code(subject.about().declared().place())));
    }
    String bars = Sparkline.of(incident.seen().recent());
    if (!bars.isEmpty() && !letter(subject)) {
      facts.add(new Fact("Last values", new Value.Code(bars)));
    }
    subject
        .about()
        .description()
        .filter(_ -> !letter(subject))
        .ifPresent(words -> text("About", words, facts));
    text("Group", subject.group(), facts);
  }

  /// Rows of the data that its author wanted to see.
  static void rows(String label, Incident incident, List<Part> parts) {
    incident
        .seen()
        .details()
        .rows()
        .map(KeptRows::lines)
        .filter(lines -> !lines.isEmpty())
        .ifPresent(lines -> parts.add(new Part.Wide(new Fact(label, new Value.Lines(lines)))));
  }

  private static void text(String label, String text, List<Fact> facts) {
    if (!text.isBlank()) {
      facts.add(new Fact(label, new Value.Text(text)));
    }
  }

  private static List<String> footer(Subject subject) {
    return List.of(subject.check().value());
  }
}
