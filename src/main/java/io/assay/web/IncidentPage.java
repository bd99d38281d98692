package io.assay.web;

import io.assay.check.Durations;
import io.assay.check.TableName;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import io.assay.web.story.Entry;
import io.assay.web.story.Story;
import io.assay.web.story.Timeline;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the page about an incident shows; every text is plain and escaped by the template.
///
/// @param state `open` or `resolved`
/// @param runbook a web address or empty
/// @param lines the timeline with what else happened in the database
public record IncidentPage(
    String id,
    String title,
    String severity,
    String state,
    Map<String, String> facts,
    String runbook,
    Incident.Details details,
    List<Reading> readings,
    List<Line> lines,
    Map<String, String> receivers) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// A line of the timeline; `sort` is `incident`, `told`, `person` or `around`.
  public record Line(String at, String sort, String text) {}

  /// What one run of the check came to.
  public record Reading(String at, String status, String sentence) {}

  static IncidentPage of(Story story) {
    Incident incident = story.incident();
    Subject subject = incident.subject();
    List<Entry> entries = new ArrayList<>(Timeline.of(story));
    entries.addAll(Timeline.around(story));
    entries.sort((one, other) -> one.at().compareTo(other.at()));
    Map<String, String> receivers = new LinkedHashMap<>();
    story
        .receivers()
        .reached()
        .forEach(reached -> receivers.put(reached.receiver(), story.knows(reached)));
    return new IncidentPage(
        incident.id().toString(),
        Timeline.headline(story),
        incident.severity().word(),
        incident.open() ? "open" : "resolved",
        facts(story),
        subject.about().runbook().filter(SafePage::isLink).orElse(""),
        incident.seen().details(),
        story.readings().stream()
            .map(result ->
                new Reading(
                    TIME.format(result.taking().at()),
                    result.verdict().word(),
                    Story.sentence(result)))
            .toList(),
        entries.stream()
            .map(entry ->
                new Line(
                    TIME.format(entry.at()),
                    entry.sort().name().toLowerCase(Locale.ROOT),
                    entry.text()))
            .toList(),
        receivers);
  }

  private static Map<String, String> facts(Story story) {
    Incident incident = story.incident();
    Subject subject = incident.subject();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Observed", incident.seen().observed());
    facts.put("Expected", incident.seen().expected());
    Instant opened = incident.span().opened();
    facts.put("Since", TIME.format(opened) + " UTC");
    incident
        .care()
        .acknowledged()
        .filter(_ -> incident.open())
        .ifPresent(by ->
            facts.put(
                "Acknowledged",
                "by %s, %s UTC%s"
                    .formatted(
                        by.by(),
                        TIME.format(by.at()),
                        by.note().isEmpty() ? "" : ": " + by.note())));
    incident.span().resolved().ifPresent(end -> facts.put("Until", TIME.format(end) + " UTC"));
    facts.put(incident.open() ? "Lasts" : "Lasted", Durations.say(story.lasted()));
    facts.put("Database", subject.place().database());
    subject.place().table().map(TableName::toString).ifPresent(table -> facts.put("Table", table));
    facts.put("Check", subject.check().value());
    if (!subject.about().declared().path().isEmpty()) {
      facts.put("Declared in", subject.about().declared().place());
    }
    subject.about().owner().ifPresent(owner -> facts.put("Owner", owner));
    subject.about().description().ifPresent(about -> facts.put("About", about));
    return facts;
  }
}
