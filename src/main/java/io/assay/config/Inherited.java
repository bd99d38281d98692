package io.assay.config;

import io.assay.check.Schedule;
import io.assay.check.Severity;
import io.assay.check.Terms.Flapping;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a file hands down to its tables and these to their checks: the nearest wins, labels are
/// merged.
record Inherited(
    Severity severity,
    WrittenSchedule schedule,
    ZoneId zone,
    Optional<Flapping> flapping,
    Notes notes) {
  static final Inherited DEFAULTS =
      new Inherited(
          Severity.WARNING,
          new WrittenSchedule.Every(Duration.ofMinutes(5)),
          ZoneId.of("UTC"),
          Optional.of(Flapping.USUAL),
          new Notes(Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));

  /// What is only handed on to people.
  record Notes(
      Optional<String> owner,
      Optional<String> runbook,
      Optional<String> description,
      Map<String, String> labels) {
    Notes {
      labels = Map.copyOf(labels);
    }
  }

  /// Returns what holds below `fields`.
  Inherited with(Yaml.Fields fields, ValueReader values) {
    return new Inherited(
        fields
            .find("severity")
            .flatMap(field -> values.word(field, Severity.class))
            .orElse(severity),
        fields.find("schedule").flatMap(values::schedule).orElse(schedule),
        fields.find("zone").flatMap(values::zone).orElse(zone),
        fields.find("flapping").map(field -> FlappingReader.read(field, values)).orElse(flapping),
        notes(fields, values));
  }

  /// Returns when a check is due.
  Schedule due() {
    return schedule.in(zone);
  }

  private Notes notes(Yaml.Fields fields, ValueReader values) {
    Map<String, String> labels = new LinkedHashMap<>(notes.labels);
    fields.find("labels").flatMap(values::labels).ifPresent(labels::putAll);
    return new Notes(
        nearest(fields, "owner", values, notes.owner),
        nearest(fields, "runbook", values, notes.runbook),
        nearest(fields, "description", values, notes.description),
        labels);
  }

  private static Optional<String> nearest(
      Yaml.Fields fields, String key, ValueReader values, Optional<String> above) {
    return fields.find(key).flatMap(field -> values.string(field, "a text")).or(() -> above);
  }
}
