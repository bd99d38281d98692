package io.assay.alert.channel;

import io.assay.alert.Notice;
import io.assay.check.KeptRows;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An alert in the form of Alertmanager's API v2, still without its end.
record AlertmanagerAlert(Map<String, Object> fields) {
  private static final int WORD = 1000;
  private static final int TEXT = 5000;
  private static final String LABELS = "labels";
  private static final String STARTS = "startsAt";

  static AlertmanagerAlert of(Notice notice) {
    Incident incident = notice.incident();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(LABELS, labels(incident, incident.severity()));
    fields.put("annotations", annotations(incident));
    fields.put(STARTS, incident.span().opened().toString());
    if (!notice.link().isEmpty()) {
      fields.put("generatorURL", notice.link());
    }
    return new AlertmanagerAlert(fields);
  }

  /// Returns `alert` with its end, which is not before its beginning.
  static Map<String, Object> until(Map<String, Object> alert, Instant end) {
    Instant start = Instant.parse(String.valueOf(alert.get(STARTS)));
    Map<String, Object> fields = new LinkedHashMap<>(alert);
    fields.put("endsAt", (end.isBefore(start) ? start : end).toString());
    return fields;
  }

  /// Returns whether Alertmanager takes both for the same alert.
  static boolean same(Map<String, Object> one, Map<String, Object> other) {
    return one.getOrDefault(LABELS, Map.of()).equals(other.getOrDefault(LABELS, Map.of()));
  }

  /// Returns the alerts that the incident would be with another severity.
  List<Map<String, Object>> ofOtherSeverities() {
    Map<?, ?> labels = (Map<?, ?>) fields.getOrDefault(LABELS, Map.of());
    return Arrays.stream(Severity.values())
        .filter(severity -> !severity.word().equals(labels.get("severity")))
        .map(severity -> {
          Map<Object, Object> others = new TreeMap<>(labels);
          others.put("severity", severity.word());
          Map<String, Object> alert = new LinkedHashMap<>(fields);
          alert.put(LABELS, others);
          return alert;
        })
        .toList();
  }

  private static Map<String, String> labels(Incident incident, Severity severity) {
    Subject subject = incident.subject();
    Map<String, String> labels = new TreeMap<>();
    labels.put("alertname", alertName(subject.place().kind()));
    labels.put("severity", severity.word());
    labels.put("sort", subject.sort().word());
    labels.put("database", subject.place().database());
    labels.put("table", subject.place().table().map(TableName::toString).orElse(""));
    labels.put("kind", subject.place().kind());
    labels.put("check", subject.check().value());
    labels.put("group", subject.group());
    labels.put("owner", subject.about().owner().orElse(""));
    labels.put("incident", incident.id().toString());
    Map<String, String> own = new TreeMap<>(subject.about().labels());
    own.forEach((name, value) -> labels.putIfAbsent(free(name, labels), value));
    labels.replaceAll((_, value) -> Clean.line(value, WORD));
    labels.values().removeIf(String::isEmpty); // to Alertmanager an empty label is none
    return labels;
  }

  /// An author's label must not stand in for one of Assay's.
  private static String free(String name, Map<String, String> taken) {
    String valid = labelName(name);
    return taken.containsKey(valid) ? "label_" + valid : valid;
  }

  /// Returns a valid label name: `[a-zA-Z_][a-zA-Z0-9_]*`, not beginning with the two underscores
  /// that are Prometheus' own.
  static String labelName(String name) {
    String valid = name.replaceAll("[^a-zA-Z0-9_]", "_");
    return valid.isEmpty() || valid.startsWith("__") || Character.isDigit(valid.charAt(0))
        ? "label_" + valid
        : valid;
  }

  /// `query_time` is `AssayQueryTime`.
  private static String alertName(String kind) {
    StringBuilder name = new StringBuilder("Assay");
    for (String word : kind.split("_", -1)) {
      if (!word.isEmpty()) {
        name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return name.toString();
  }

  private static Map<String, String> annotations(Incident incident) {
    Subject subject = incident.subject();
    Incident.Seen seen = incident.seen();
    Map<String, String> annotations = new TreeMap<>();
    annotations.put("summary", IncidentMessage.wrong(subject, seen.sentence()));
    annotations.put("description", subject.about().description().orElse(""));
    annotations.put("observed", seen.observed());
    annotations.put("expected", seen.expected());
    annotations.put("runbook_url", subject.about().runbook().orElse(""));
    annotations.put(
        "declared",
        subject.about().declared().path().isEmpty() ? "" : subject.about().declared().place());
    annotations.replaceAll((_, value) -> Clean.line(value, WORD));
    annotations.put("groups", lines(seen.details().groups()));
    annotations.put(
        "failing_rows", lines(seen.details().rows().map(KeptRows::lines).orElse(List.of())));
    annotations.values().removeIf(String::isEmpty);
    return annotations;
  }

  private static String lines(List<String> lines) {
    return Clean.cut(
        String.join("\n", lines.stream().map(line -> Clean.line(line, WORD)).toList()), TEXT);
  }
}
