package io.assay.web.story;

import io.assay.alert.Reached;
import io.assay.alert.Told;
import io.assay.check.About;
import io.assay.check.Durations;
import io.assay.check.Observation;
import io.assay.check.TableName;
import io.assay.check.Verdict;
import io.assay.history.Result;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A story as the beginning of a blameless post-mortem, in Markdown: what is known is filled in,
/// and what only people know has a heading and nothing below. No rows and no groups of the data are
/// in it, because it is passed on.
public final class PostMortem {
  private final Story story;
  private final StringBuilder text = new StringBuilder();

  private PostMortem(Story story) {
    this.story = story;
  }

  /// Returns the document; `link` leads to the incident's page and may be empty.
  public static String of(Story story, String link) {
    return new PostMortem(story).write(link);
  }

  private String write(String link) {
    Incident incident = story.incident();
    Subject subject = incident.subject();
    line("# " + Markdown.text(subject.title() + ": " + Timeline.opening(story)));
    line("");
    facts(link);
    heading("Summary");
    summary();
    heading("Impact");
    impact();
    heading("Timeline");
    line("All times are UTC.");
    line("");
    entries(Timeline.of(story));
    heading("What else happened in " + Markdown.text(subject.place().database()));
    List<Entry> around = Timeline.around(story);
    if (around.isEmpty()) {
      line("Nothing that Assay knows of, from an hour before it opened.");
    } else {
      line("From an hour before it opened. Being here does not make it the cause.");
      line("");
      entries(around);
    }
    heading("Who was told");
    receivers();
    heading("What went well");
    heading("What to improve");
    heading("Actions");
    line("| what | who | by when |");
    line("|---|---|---|");
    line("| | | |");
    return text.toString();
  }

  private void facts(String link) {
    Incident incident = story.incident();
    Subject subject = incident.subject();
    About about = subject.about();
    line("| | |");
    line("|---|---|");
    fact("Incident", Markdown.code(incident.id().toString()));
    fact("Check", Markdown.code(subject.check().value()));
    if (!about.declared().path().isEmpty()) {
      fact("Declared in", Markdown.code(about.declared().place()));
    }
    fact("Database", Markdown.text(subject.place().database()));
    subject
        .place()
        .table()
        .map(TableName::toString)
        .ifPresent(table -> fact("Table", Markdown.text(table)));
    fact("Severity", incident.severity().word());
    fact("Began", Words.utc(incident.span().opened()));
    fact("Ended", incident.span().resolved().map(Words::utc).orElse("still open"));
    fact("Lasted", Durations.say(story.lasted()));
    about.owner().ifPresent(owner -> fact("Owner", Markdown.text(owner)));
    about.runbook().ifPresent(runbook -> fact("Runbook", Markdown.link(runbook)));
    if (!link.isEmpty()) {
      fact("Page", Markdown.link(link));
    }
  }

  private void summary() {
    Incident incident = story.incident();
    line(
        "From "
            + Words.utc(incident.span().opened())
            + (incident.span().resolved().isPresent() ? ", for " : ", and so far for ")
            + Durations.say(story.lasted())
            + ": "
            + Markdown.text(incident.subject().title() + ": " + Timeline.opening(story))
            + ".");
    firstTold()
        .ifPresent(told -> {
          line("");
          line(
              "The first to be told was "
                  + Markdown.text(told.receiver())
                  + ", "
                  + Durations.say(Duration.between(incident.span().opened(), told.at()))
                  + " after it opened.");
        });
    incident
        .subject()
        .about()
        .description()
        .ifPresent(description -> {
          line("");
          line("About the check: " + Markdown.text(description));
        });
  }

  private Optional<Told> firstTold() {
    return story.receivers().steps().stream()
        .filter(told -> told.result() == Told.Result.TOLD)
        .findFirst();
  }

  private void impact() {
    if (story.readings().isEmpty()) {
      Incident.Seen seen = story.incident().seen();
      line(
          "Its results are no longer kept; seen last was: " + Markdown.text(seen.sentence()) + ".");
      return;
    }
    line("| | at | state | observed | expected |");
    line("|---|---|---|---|---|");
    for (Result result : story.readings()) {
      Optional<Observation> seen = Words.seen(result.verdict());
      line(
          "| "
              + Words.when(story, result)
              + " | "
              + Words.time(result.taking().at())
              + " | "
              + Words.state(result.verdict())
              + " | "
              + Markdown.text(
                  seen.map(Observation::observed).orElseGet(() -> Words.why(result.verdict())))
              + " | "
              + Markdown.text(seen.map(Observation::expected).orElse(""))
              + " |");
    }
    if (story.readings().stream().anyMatch(result -> result.verdict() instanceof Verdict.Breach)) {
      line("");
      line("Some runs before, of the beginning, of the end, and after; not all of them.");
    }
  }

  private void entries(List<Entry> entries) {
    line("| at | what |");
    line("|---|---|");
    entries.forEach(
        entry -> line("| " + Words.time(entry.at()) + " | " + Markdown.text(entry.text()) + " |"));
  }

  private void receivers() {
    if (story.receivers().reached().isEmpty() && story.receivers().steps().isEmpty()) {
      line("Nobody: no route took it.");
      return;
    }
    line("| receiver | first told | knows now |");
    line("|---|---|---|");
    for (Reached reached : story.receivers().reached()) {
      Optional<Instant> first =
          story.receivers().steps().stream()
              .filter(told ->
                  told.result() == Told.Result.TOLD && told.receiver().equals(reached.receiver()))
              .map(Told::at)
              .findFirst();
      line(
          "| "
              + Markdown.text(reached.receiver())
              + " | "
              + first.map(Words::time).orElse("not told")
              + " | "
              + Markdown.text(Words.knows(story, reached))
              + " |");
    }
  }

  private void fact(String name, String value) {
    line("| **" + name + "** | " + value + " |");
  }

  private void heading(String words) {
    if (!text.toString().endsWith("\n\n")) {
      line("");
    }
    line("## " + words);
    line("");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
