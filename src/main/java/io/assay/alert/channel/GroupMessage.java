package io.assay.alert.channel;

import io.assay.alert.Bulletin;
import io.assay.alert.Entry;
import io.assay.alert.channel.Message.Fact;
import io.assay.alert.channel.Message.Mood;
import io.assay.alert.channel.Message.Part;
import io.assay.alert.channel.Message.Value;
import io.assay.check.Durations;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A message about the incidents of one table: about the one that is open, or about all.
final class GroupMessage {
  private static final int ADVICE = 3;

  private GroupMessage() {}

  static Message of(Bulletin.OfGroup group, Instant now) {
    List<Entry> open = group.entries().stream().filter(entry -> entry.incident().open()).toList();
    if (group.entries().size() + group.more() == 1) {
      return IncidentMessage.of(group.entries().getFirst(), now);
    }
    if (open.isEmpty()) {
      return over(group, now);
    }
    return open.size() == 1 ? one(group, open.getFirst(), now) : several(group, open, now);
  }

  /// One is open, and others were.
  private static Message one(Bulletin.OfGroup group, Entry open, Instant now) {
    Message message = IncidentMessage.of(open, now);
    List<Part> parts = new ArrayList<>(message.parts());
    problems(group.entries().stream().filter(entry -> entry != open).toList(), now, parts);
    more(group.more(), parts);
    return new Message(
        message.mood(),
        message.headline(),
        message.phone(),
        parts,
        message.footer(),
        message.link());
  }

  private static Message several(Bulletin.OfGroup group, List<Entry> open, Instant now) {
    Entry worst = open.getFirst();
    Mood mood = mood(worst.incident());
    long bad = open.stream().filter(entry -> mood(entry.incident()) == Mood.CRITICAL).count();
    int over = group.entries().size() - open.size();
    int count = open.size() + (over == 0 ? group.more() : 0);
    String headline =
        group.group().name()
            + ": "
            + count
            + " problems"
            + (bad == 0 || bad == count ? "" : ", " + bad + " of them critical")
            + (over == 0 ? "" : "; " + (over + group.more()) + " resolved");
    List<Part> parts = new ArrayList<>();
    problems(group.entries(), now, parts);
    more(group.more(), parts);
    advice(open, parts);
    Subject subject = worst.incident().subject();
    IncidentMessage.rows("Failing rows of " + subject.title(), worst.incident(), parts);
    String phone =
        IncidentMessage.where(mood, subject)
            + ": "
            + count
            + " problems in "
            + place(subject)
            + ", the worst: "
            + IncidentMessage.wrong(subject, IncidentMessage.sentence(worst.incident()));
    return new Message(mood, headline, phone, parts, footer(subject), worst.link());
  }

  private static Message over(Bulletin.OfGroup group, Instant now) {
    List<Incident> incidents = group.entries().stream().map(Entry::incident).toList();
    Instant from =
        incidents.stream()
            .map(incident -> incident.span().opened())
            .min(Comparator.naturalOrder())
            .orElse(now);
    Instant to =
        incidents.stream()
            .flatMap(incident -> incident.span().resolved().stream())
            .max(Comparator.naturalOrder())
            .orElse(now);
    int count = incidents.size() + group.more();
    boolean news = group.entries().stream().allMatch(Entry::news);
    String lasted = Durations.say(Duration.between(from, to));
    String headline =
        (news ? "Opened and resolved within " : "Resolved after ")
            + lasted
            + ": "
            + (count == 2 ? "both" : "all " + count)
            + " problems of "
            + group.group().name();
    List<Part> parts = new ArrayList<>();
    problems(group.entries(), now, parts);
    more(group.more(), parts);
    parts.add(
        new Part.Facts(
            List.of(
                new Fact(
                    "Lasted",
                    new Value.Text(
                        lasted + ", from " + Message.utc(from) + " to " + Message.utc(to))))));
    if (news) {
      parts.add(new Part.Sentence("They opened and were resolved before this could be told."));
    }
    Entry first = group.entries().getFirst();
    return new Message(
        Mood.RESOLVED, headline, headline, parts, footer(first.incident().subject()), first.link());
  }

  /// Adds a line for each entry.
  static void problems(List<Entry> entries, Instant now, List<Part> parts) {
    for (Entry entry : entries) {
      Incident incident = entry.incident();
      Subject subject = incident.subject();
      if (incident.open()) {
        List<Value> beside = new ArrayList<>();
        Instant since = incident.span().opened();
        beside.add(new Value.Text(mood(incident).word.toLowerCase(Locale.ROOT)));
        beside.add(new Value.Moment(since, Duration.between(since, now)));
        subject.about().owner().ifPresent(owner -> beside.add(new Value.Text(owner)));
        if (!subject.about().declared().path().isEmpty()) {
          beside.add(new Value.Code(subject.about().declared().place()));
        }
        IncidentMessage.acknowledged(incident)
            .ifPresent(by -> beside.add(new Value.Text("acknowledged " + by)));
        IncidentMessage.silenced(entry)
            .ifPresent(until -> beside.add(new Value.Text("🔕 silenced " + until)));
        parts.add(
            new Part.Problem(
                mood(incident),
                "",
                subject.title(),
                IncidentMessage.colon(subject, IncidentMessage.sentence(incident))
                    + IncidentMessage.sentence(incident),
                beside));
      } else {
        parts.add(
            new Part.Problem(
                Mood.RESOLVED,
                "Resolved after " + IncidentMessage.lasted(incident, now) + ": ",
                subject.title(),
                ": " + incident.seen().sentence(),
                entry.was().isEmpty()
                    ? List.of()
                    : List.of(new Value.Text("it was: " + entry.was()))));
      }
    }
  }

  static Mood mood(Incident incident) {
    return incident.open() ? Mood.of(incident.subject(), incident.severity()) : Mood.RESOLVED;
  }

  private static void more(int more, List<Part> parts) {
    if (more > 0) {
      parts.add(new Part.Sentence("… and " + more + " more."));
    }
  }

  /// Each piece of advice once, with what it is about when there are several.
  private static void advice(List<Entry> open, List<Part> parts) {
    Map<Value, String> advice = new LinkedHashMap<>();
    for (Entry entry : open) {
      Subject subject = entry.incident().subject();
      advice.putIfAbsent(IncidentMessage.advice(subject).value(), subject.title());
    }
    advice.entrySet().stream()
        .limit(ADVICE)
        .forEach(one ->
            parts.add(
                new Part.Wide(
                    new Fact(
                        advice.size() == 1 ? "What to do" : "What to do about " + one.getValue(),
                        one.getKey()))));
  }

  private static String place(Subject subject) {
    return subject.place().table().map(table -> table.display()).orElse(subject.title());
  }

  private static List<String> footer(Subject subject) {
    Optional<String> table = subject.place().table().map(Object::toString);
    return List.of(subject.place().database(), table.orElse(subject.check().value()));
  }
}
