package io.assay.web.story;

import io.assay.alert.Reached;
import io.assay.alert.channel.Clean;
import io.assay.check.Durations;
import io.assay.incident.Incident;
import io.assay.incident.Openings;
import io.assay.incident.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Incidents as plain text for a terminal; whatever came from the data has no control characters.
public final class StoryText {
  private static final int LONGEST = 400;

  private StoryText() {}

  /// Returns a story, a line each.
  public static String of(Story story, String link) {
    StringBuilder text = new StringBuilder();
    Incident incident = story.incident();
    Subject subject = incident.subject();
    line(text, "%s", clean(Timeline.headline(story)));
    fact(text, "Incident", incident.id().toString());
    fact(text, "Severity", incident.severity().word());
    fact(text, "Since", Words.utc(incident.span().opened()));
    fact(
        text,
        "Until",
        incident.span().resolved().map(Words::utc).orElse("still open")
            + ", "
            + Durations.say(story.lasted()));
    fact(text, "Check", subject.check().value());
    if (!subject.about().declared().path().isEmpty()) {
      fact(text, "Declared in", subject.about().declared().place());
    }
    subject.about().owner().ifPresent(owner -> fact(text, "Owner", owner));
    subject.about().runbook().ifPresent(runbook -> fact(text, "Runbook", runbook));
    if (!link.isEmpty()) {
      fact(text, "Page", link);
    }
    section(text, "Values");
    story
        .readings()
        .forEach(result ->
            line(
                text,
                "  %-6s  %s  %-16s  %s",
                Words.when(story, result),
                Words.time(result.taking().at()),
                Words.state(result.verdict()),
                clean(Story.sentence(result))));
    entries(text, "Timeline (UTC)", Timeline.of(story));
    entries(text, "What else happened in " + subject.place().database(), Timeline.around(story));
    section(text, "Who was told");
    for (Reached reached : story.receivers().reached()) {
      line(text, "  %s", clean(reached.receiver() + " knows " + Words.knows(story, reached)));
    }
    return text.toString();
  }

  /// Returns a line for each incident.
  ///
  /// @param openings what was wrong when they opened
  public static String list(List<Incident> incidents, Map<UUID, String> openings) {
    StringBuilder text = new StringBuilder();
    for (Incident incident : incidents) {
      Optional<String> ended = incident.span().resolved().map(Words::time);
      line(
          text,
          "%s  %s  %-19s  %-8s  %s",
          incident.id(),
          Words.time(incident.span().opened()),
          ended.orElse("open"),
          incident.severity().word(),
          clean(
              incident.subject().place().database()
                  + " "
                  + Openings.wrong(incident, openings)
                  + (incident.open() ? care(incident) : "")));
    }
    return text.toString();
  }

  /// Returns a moment to the second, in UTC.
  public static String utc(Instant at) {
    return Words.utc(at);
  }

  private static String care(Incident incident) {
    String acknowledged =
        incident
            .care()
            .acknowledged()
            .map(by -> " (acknowledged by %s)".formatted(by.by()))
            .orElse("");
    return (incident.care().flapping() ? " (flapping)" : "") + acknowledged;
  }

  private static void entries(StringBuilder text, String heading, List<Entry> entries) {
    section(text, heading);
    entries.forEach(entry -> line(text, "  %s  %s", Words.time(entry.at()), clean(entry.text())));
  }

  private static void section(StringBuilder text, String heading) {
    line(text, "");
    line(text, "%s", clean(heading));
  }

  private static void fact(StringBuilder text, String name, String value) {
    line(text, "  %-12s %s", name, clean(value));
  }

  private static void line(StringBuilder text, String form, Object... parts) {
    text.append(form.formatted(parts)).append('\n');
  }

  private static String clean(String text) {
    return Clean.line(text, LONGEST);
  }
}
