package io.assay.alert.channel;

import io.assay.alert.Announcement;
import io.assay.alert.Reply;
import io.assay.alert.channel.Message.Mood;
import io.assay.check.Durations;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What happened to the incidents of a message: one line a change, or one a sort of change when
/// there are many. Each is to be understood by itself, since it may be all that a phone shows.
final class History {
  private static final int MANY = 10;
  private static final int NAMED = 5;

  private History() {}

  /// Returns the lines of a reply, unescaped.
  static List<String> lines(Reply reply) {
    if (reply.lines().size() <= MANY) {
      return reply.lines().stream().map(History::line).toList();
    }
    Map<String, List<Reply.Line>> sorts = new LinkedHashMap<>();
    reply
        .lines()
        .forEach(line -> sorts.computeIfAbsent(sort(line), _ -> new ArrayList<>()).add(line));
    return sorts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(sort -> summary(sort.getKey().substring(1), sort.getValue()))
        .toList();
  }

  private static String line(Reply.Line line) {
    Incident incident = line.incident();
    Subject subject = incident.subject();
    String after = Durations.say(Duration.between(incident.span().opened(), line.change().at()));
    return switch (line.change().change()) {
      case Change.Opened(var severity, var sentence) ->
          Mood.of(subject, severity).emoji
              + " New, "
              + Mood.of(subject, severity).word.toLowerCase(Locale.ROOT)
              + ": "
              + IncidentMessage.wrong(subject, sentence);
      case Change.SeverityChanged(var from, var to, var sentence) ->
          Mood.of(subject, to).emoji
              + (to.compareTo(from) > 0 ? " Got worse, now " : " Got better, now ")
              + to.word()
              + ", was "
              + from.word()
              + ": "
              + IncidentMessage.wrong(subject, sentence);
      case Change.Reminded(var sentence) ->
          "⏰ Still wrong after " + after + ": " + IncidentMessage.wrong(subject, sentence);
      case Change.NotMeasurable(var why) ->
          "⚪ Cannot be measured at present, so it stays open: " + subject.title() + ": " + why;
      case Change.Flapping(var sentence) -> "🔁 " + subject.title() + ": " + sentence;
      case Change.Settled(var sentence) ->
          "🔁 No longer flapping, and still open after "
              + after
              + ": "
              + subject.title()
              + ": "
              + sentence;
      case Change.Acknowledged(var by, var note) ->
          "👀 Acknowledged by " + by + ": " + subject.title() + (note.isEmpty() ? "" : ": " + note);
      case Change.Unacknowledged(var by) ->
          "👀 No longer acknowledged, says " + by + ": " + subject.title();
      case Change.Resolved(_, var sentence) when Announcement.is(incident) ->
          Mood.INFO.emoji + " " + subject.title() + ": " + sentence;
      case Change.Resolved(_, var sentence) ->
          "✅ Resolved after " + after + ": " + subject.title() + ": " + sentence;
      case Change.Other other -> "🔵 " + subject.title() + ": " + other.words();
    };
  }

  /// The first letter is the order in which the sorts are told.
  private static String sort(Reply.Line line) {
    return switch (line.change().change()) {
      case Change.SeverityChanged(var from, var to, _) ->
          to.compareTo(from) > 0
              ? "1" + Mood.of(line.incident().subject(), to).emoji + " %d got worse"
              : "4" + Mood.of(line.incident().subject(), to).emoji + " %d got better";
      case Change.Opened(var severity, _) ->
          "2" + Mood.of(line.incident().subject(), severity).emoji + " %d new";
      case Change.Reminded _ -> "3⏰ %d still wrong";
      case Change.Settled _ -> "3🔁 %d no longer flapping and still wrong";
      case Change.Flapping _ -> "4🔁 %d flapping";
      case Change.NotMeasurable _ -> "5⚪ %d cannot be measured at present and stay open";
      case Change.Acknowledged _ -> "5👀 %d acknowledged";
      case Change.Unacknowledged _ -> "5👀 %d no longer acknowledged";
      case Change.Resolved _ -> "6✅ %d resolved";
      case Change.Other _ -> "7🔵 %d changed";
    };
  }

  private static String summary(String what, List<Reply.Line> lines) {
    List<String> titles =
        lines.stream().map(line -> line.incident().subject().title()).distinct().toList();
    int more = titles.size() - NAMED;
    return what.formatted(lines.size())
        + ": "
        + titles.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (more > 0 ? ", and " + more + " more" : "");
  }
}
