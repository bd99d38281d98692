package io.assay.alert.channel;

import io.assay.alert.Notice;
import io.assay.check.Durations;
import io.assay.incident.Change;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import java.time.Duration;
import java.util.Locale;

/// What happened to an incident, one line a change.
final class History {
  private History() {}

  /// Returns what `logged` changed, in one unescaped line.
  static String line(Notice notice, LoggedChange logged) {
    Subject.Sort sort = notice.incident().subject().sort();
    String after = Durations.say(Duration.between(notice.incident().span().opened(), logged.at()));
    return switch (logged.change()) {
      case Change.Opened(var severity, var sentence) ->
          Message.Mood.of(sort, severity).emoji
              + " Opened as "
              + (sort == Subject.Sort.ERROR ? "error" : severity.word())
              + ": "
              + sentence;
      case Change.SeverityChanged(var from, var to, var sentence) ->
          Message.Mood.of(sort, to).emoji
              + " Now "
              + to.word()
              + ", was "
              + from.word()
              + ": "
              + sentence;
      case Change.Reminded(var sentence) -> "⏰ Still open after " + after + ": " + sentence;
      case Change.NotMeasurable(var why) ->
          "⚪ Cannot be measured at present, so the incident stays open: " + why;
      case Change.Flapping(var sentence) -> "🔁 " + capital(sentence);
      case Change.Settled(var sentence) ->
          "🔁 No longer flapping, and still open after " + after + ": " + sentence;
      case Change.Acknowledged(var by, var note) ->
          "👀 Acknowledged by " + by + (note.isEmpty() ? "" : ": " + note);
      case Change.Unacknowledged(var by) -> "👀 No longer acknowledged, says " + by;
      case Change.Resolved(_, var sentence) -> "✅ Resolved after " + after + ": " + sentence;
    };
  }

  /// Returns whether people who are not looking at the incident should see this change too.
  static boolean loud(LoggedChange logged) {
    return switch (logged.change()) {
      case Change.SeverityChanged(var from, var to, _) -> to.compareTo(from) > 0;
      case Change.Reminded _, Change.Flapping _, Change.Settled _ -> true;
      case Change.Opened _,
          Change.NotMeasurable _,
          Change.Acknowledged _,
          Change.Unacknowledged _,
          Change.Resolved _ ->
          false;
    };
  }

  private static String capital(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }
}
