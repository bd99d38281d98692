package io.assay.alert.channel;

import io.assay.alert.Notice;
import io.assay.alert.Secret;
import io.assay.check.TableName;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The events of Events API v2: summary at most 1,024 characters, severity critical, error, warning
/// or info.
final class PagerDutyEvent {
  private static final int SUMMARY = 1024;
  private static final int WORD = 500;

  private final Notice notice;
  private final Secret routingKey;
  private final Instant now;

  PagerDutyEvent(Notice notice, Secret routingKey, Instant now) {
    this.notice = notice;
    this.routingKey = routingKey;
    this.now = now;
  }

  /// Returns the event that opens the incident there, or changes its severity.
  Map<String, Object> trigger() {
    Message message = IncidentMessage.wrong(notice, now);
    Incident incident = notice.incident();
    Subject subject = incident.subject();
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("summary", Clean.line(summary(message), SUMMARY));
    payload.put("source", Clean.line(subject.place().database(), WORD));
    payload.put("severity", severity(message.mood()));
    payload.put("timestamp", incident.span().opened().toString());
    subject
        .place()
        .table()
        .map(TableName::toString)
        .ifPresent(table -> payload.put("component", Clean.line(table, WORD)));
    subject.about().owner().ifPresent(owner -> payload.put("group", Clean.line(owner, WORD)));
    payload.put("class", Clean.line(subject.place().kind(), WORD));
    payload.put("custom_details", details(message));
    Map<String, Object> event = event("trigger");
    event.put("payload", payload);
    List<Map<String, String>> links = links();
    if (!links.isEmpty()) {
      event.put("links", links);
    }
    event.put("client", "Assay");
    if (!notice.link().isEmpty()) {
      event.put("client_url", notice.link());
    }
    return event;
  }

  /// Returns the event that says that somebody takes care of the incident.
  Map<String, Object> acknowledge() {
    return event("acknowledge");
  }

  /// Returns the event that ends the incident there.
  Map<String, Object> resolve() {
    return event("resolve");
  }

  /// All that a telephone shows, so that it names the database.
  private String summary(Message message) {
    String database = notice.incident().subject().place().database() + ": ";
    return message.headline().startsWith(database)
        ? message.headline()
        : database + message.headline();
  }

  private Map<String, Object> event(String action) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("routing_key", routingKey.value());
    event.put("event_action", action);
    event.put("dedup_key", notice.incident().id().toString());
    return event;
  }

  private Map<String, String> details(Message message) {
    Map<String, String> details = new LinkedHashMap<>();
    for (Message.Fact fact : message.facts()) {
      details.put(fact.label().toLowerCase(Locale.ROOT), Console.words(fact.value()));
    }
    String values =
        notice.incident().seen().recent().stream()
            .map(BigDecimal::toPlainString)
            .collect(Collectors.joining(", "));
    if (!values.isEmpty()) {
      details.put("values", Clean.line(values, WORD));
    }
    details.put("check", Clean.line(notice.incident().subject().check().value(), WORD));
    return details;
  }

  private List<Map<String, String>> links() {
    List<Map<String, String>> links = new ArrayList<>();
    notice
        .incident()
        .subject()
        .about()
        .runbook()
        .filter(url -> url.startsWith("https://") || url.startsWith("http://"))
        .ifPresent(url -> links.add(Map.of("href", Clean.line(url, 2000), "text", "Runbook")));
    if (!notice.link().isEmpty()) {
      links.add(Map.of("href", notice.link(), "text", "Incident"));
    }
    return links;
  }

  private static String severity(Message.Mood mood) {
    return switch (mood) {
      case INFO, RESOLVED -> "info";
      case WARNING -> "warning";
      case CRITICAL -> "critical";
      case UNMEASURABLE -> "error";
    };
  }
}
