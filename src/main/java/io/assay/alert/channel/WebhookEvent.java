package io.assay.alert.channel;

import io.assay.alert.Notice;
import io.assay.check.KeptRows;
import io.assay.check.TableName;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a webhook hears next, and its body: schema 1 of src/docs/reference/webhook.md. Keys may be
/// added to a schema; what changes the meaning of one raises its number.
///
/// @param incident as it is to be shown
/// @param changes those that the receiver has not heard of
/// @param sequence up to which change the receiver knows the incident afterwards
record WebhookEvent(
    Type type, Incident incident, List<LoggedChange> changes, long sequence, String link) {
  private static final int SCHEMA = 1;

  /// The sorts of events; of several changes at once the last of these names the event.
  enum Type {
    REMINDED,
    ACKNOWLEDGED,
    CHANGED,
    OPENED,
    RESOLVED
  }

  /// Returns the event for `notice`. What opened and ended while the webhook was away is told as
  /// opened first, so that each incident begins with that.
  static WebhookEvent next(Notice notice) {
    Incident incident = notice.incident();
    boolean first = notice.known().sequence() == 0;
    if (!first || incident.open() || incident.sequence() < 2) {
      Type type =
          notice.untold().stream()
              .map(logged -> type(logged.change()))
              .max(Type::compareTo)
              .orElse(Type.CHANGED);
      return new WebhookEvent(type, incident, notice.untold(), incident.sequence(), notice.link());
    }
    long before = incident.sequence() - 1;
    List<LoggedChange> changes =
        notice.untold().stream().filter(change -> change.sequence() <= before).toList();
    return new WebhookEvent(
        Type.OPENED, asItWas(incident, changes, before), changes, before, notice.link());
  }

  /// The incident before it ended; what was observed then is not kept.
  private static Incident asItWas(Incident incident, List<LoggedChange> changes, long sequence) {
    Incident.Seen seen = incident.seen();
    String sentence =
        changes.isEmpty()
            ? seen.sentence()
            : String.valueOf(
                fields(changes.getLast().change()).getOrDefault("sentence", seen.sentence()));
    return new Incident(
        incident.id(),
        incident.subject(),
        incident.severity(),
        new Incident.Span(incident.span().opened(), Optional.empty()),
        new Incident.Seen(sentence, "", seen.expected(), seen.recent(), seen.details()),
        sequence);
  }

  Map<String, Object> body(String id, Instant now) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("schema", SCHEMA);
    body.put("id", id);
    body.put("type", "incident." + type.name().toLowerCase(Locale.ROOT));
    body.put("timestamp", now.toString());
    body.put("incident", whole());
    body.put("changes", changes.stream().map(WebhookEvent::change).toList());
    return body;
  }

  private Map<String, @Nullable Object> identity() {
    Subject subject = incident.subject();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", incident.id().toString());
    fields.put("sequence", incident.sequence());
    fields.put("status", incident.open() ? "open" : "resolved");
    fields.put("sort", subject.sort().word());
    fields.put("severity", incident.severity().word());
    String sentence = incident.seen().sentence();
    fields.put(
        "summary",
        incident.open()
            ? IncidentMessage.wrong(subject, sentence)
            : subject.title() + ": " + sentence);
    fields.put("check", subject.check().value());
    fields.put("group", absentWhenEmpty(subject.group()));
    fields.put("kind", subject.place().kind());
    fields.put("database", subject.place().database());
    fields.put("table", subject.place().table().map(TableName::toString).orElse(null));
    fields.put("owner", subject.about().owner().orElse(null));
    fields.put("labels", subject.about().labels());
    fields.put("description", subject.about().description().orElse(null));
    fields.put("runbook", subject.about().runbook().orElse(null));
    fields.put("declared", absentWhenEmpty(declared(subject)));
    fields.put("opened", incident.span().opened().toString());
    fields.put("resolved", incident.span().resolved().map(Instant::toString).orElse(null));
    return fields;
  }

  private Map<String, @Nullable Object> whole() {
    Incident.Seen seen = incident.seen();
    Map<String, @Nullable Object> fields = identity();
    fields.put("sentence", seen.sentence());
    fields.put("observed", absentWhenEmpty(seen.observed()));
    fields.put("expected", absentWhenEmpty(seen.expected()));
    fields.put("recent", seen.recent());
    fields.put("groups", seen.details().groups());
    fields.put("failing_rows", seen.details().rows().map(WebhookEvent::rows).orElse(null));
    fields.put("flapping", incident.care().flapping());
    fields.put("acknowledged", incident.care().acknowledged().map(WebhookEvent::by).orElse(null));
    fields.put("link", absentWhenEmpty(link));
    return fields;
  }

  private static String declared(Subject subject) {
    return subject.about().declared().path().isEmpty() ? "" : subject.about().declared().place();
  }

  private static Map<String, Object> by(Incident.Acknowledgement acknowledgement) {
    return Map.of(
        "by", acknowledgement.by(),
        "at", acknowledgement.at().toString(),
        "note", acknowledgement.note());
  }

  private static Map<String, Object> rows(KeptRows kept) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (List<Optional<String>> row : kept.rows()) {
      List<@Nullable String> values = new ArrayList<>();
      row.forEach(value -> values.add(value.orElse(null)));
      rows.add(values);
    }
    return Map.of("columns", kept.columns(), "rows", rows);
  }

  private static Map<String, Object> change(LoggedChange logged) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sequence", logged.sequence());
    fields.put("at", logged.at().toString());
    fields.putAll(fields(logged.change()));
    return fields;
  }

  private static Map<String, Object> fields(Change change) {
    Map<String, Object> fields = new LinkedHashMap<>();
    switch (change) {
      case Change.Opened(var severity, var sentence) -> {
        fields.put("change", "opened");
        fields.put("severity", severity.word());
        fields.put("sentence", sentence);
      }
      case Change.SeverityChanged(var from, var to, var sentence) -> {
        fields.put("change", "severity_changed");
        fields.put("severity", to.word());
        fields.put("severity_from", from.word());
        fields.put("sentence", sentence);
      }
      case Change.Reminded(var sentence) -> {
        fields.put("change", "reminded");
        fields.put("sentence", sentence);
      }
      case Change.NotMeasurable(var why) -> {
        fields.put("change", "not_measurable");
        fields.put("sentence", why);
      }
      case Change.Flapping(var sentence) -> {
        fields.put("change", "flapping");
        fields.put("sentence", sentence);
      }
      case Change.Settled(var sentence) -> {
        fields.put("change", "settled");
        fields.put("sentence", sentence);
      }
      case Change.Acknowledged(var by, var note) -> {
        fields.put("change", "acknowledged");
        fields.put("by", by);
        fields.put("note", note);
      }
      case Change.Unacknowledged(var by) -> {
        fields.put("change", "unacknowledged");
        fields.put("by", by);
      }
      case Change.Resolved(var reason, var sentence) -> {
        fields.put("change", "resolved");
        if (reason != Change.Reason.OTHER) {
          fields.put("reason", reason.name().toLowerCase(Locale.ROOT));
        }
        fields.put("sentence", sentence);
      }
      case Change.Other(var name, var sentence) -> {
        fields.put("change", name);
        fields.put("sentence", sentence);
      }
    }
    return fields;
  }

  private static Type type(Change change) {
    return switch (change) {
      case Change.Opened _ -> Type.OPENED;
      case Change.SeverityChanged _,
          Change.NotMeasurable _,
          Change.Flapping _,
          Change.Settled _,
          Change.Unacknowledged _,
          Change.Other _ ->
          Type.CHANGED;
      case Change.Acknowledged _ -> Type.ACKNOWLEDGED;
      case Change.Reminded _ -> Type.REMINDED;
      case Change.Resolved _ -> Type.RESOLVED;
    };
  }

  private static @Nullable String absentWhenEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
