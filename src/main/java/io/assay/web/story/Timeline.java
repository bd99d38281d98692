package io.assay.web.story;

import io.assay.alert.Silence;
import io.assay.alert.Told;
import io.assay.check.Durations;
import io.assay.history.Event;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.Lifecycle;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import io.assay.run.Gap;
import io.assay.run.MissedRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A story in lines, oldest first. Pure.
public final class Timeline {
  private static final Comparator<Entry> BY_TIME =
      Comparator.comparing(Entry::at).thenComparing(Entry::sort);

  private Timeline() {}

  /// Returns what happened to the incident, who was told, and what people did.
  public static List<Entry> of(Story story) {
    List<Entry> lines = new ArrayList<>();
    for (LoggedChange logged : story.log().changes()) {
      lines.add(new Entry(logged.at(), sort(logged.change()), words(story, logged)));
    }
    for (Event event : story.log().done()) {
      lines.add(new Entry(event.at(), Entry.Sort.PERSON, event.sentence()));
    }
    for (Silence silence : story.log().silences()) {
      lines.addAll(lines(silence));
    }
    for (Told told : story.receivers().steps()) {
      lines.add(new Entry(told.at(), Entry.Sort.TOLD, words(story, told)));
    }
    lines.sort(BY_TIME);
    return lines;
  }

  /// Returns what else happened in the database.
  public static List<Entry> around(Story story) {
    List<Entry> lines = new ArrayList<>();
    for (Event event : story.around().events()) {
      String about = event.about().subject();
      lines.add(
          around(event.at(), about.isEmpty() ? event.sentence() : about + ": " + event.sentence()));
    }
    for (Story.Neighbour other : story.around().incidents()) {
      lines.add(around(other.incident().span().opened(), words(other)));
    }
    for (MissedRuns.Missed missed : story.around().missed()) {
      lines.add(around(missed.gap().first(), words(missed)));
    }
    lines.sort(BY_TIME);
    return lines;
  }

  /// Returns what is wrong, or, when it is over, what was wrong when it opened.
  public static String headline(Story story) {
    Incident incident = story.incident();
    String sentence = incident.open() ? incident.seen().sentence() : opening(story);
    return incident.subject().title() + ": " + sentence;
  }

  /// Returns the sentence with which the incident opened; the last one when that is not known.
  static String opening(Story story) {
    return story.log().changes().stream()
        .map(LoggedChange::change)
        .filter(Change.Opened.class::isInstance)
        .map(change -> ((Change.Opened) change).sentence())
        .findFirst()
        .orElse(story.incident().seen().sentence());
  }

  private static Entry around(Instant at, String text) {
    return new Entry(at, Entry.Sort.AROUND, text);
  }

  private static Entry.Sort sort(Change change) {
    return switch (change) {
      case Change.Opened _,
          Change.SeverityChanged _,
          Change.Reminded _,
          Change.NotMeasurable _,
          Change.Flapping _,
          Change.Settled _,
          Change.Resolved _,
          Change.Other _ ->
          Entry.Sort.INCIDENT;
      case Change.Acknowledged _, Change.Unacknowledged _ -> Entry.Sort.PERSON;
    };
  }

  private static List<Entry> lines(Silence silence) {
    Silence.Said said = silence.said();
    List<Entry> lines = new ArrayList<>();
    lines.add(
        new Entry(
            silence.span().starts(),
            Entry.Sort.PERSON,
            said.author()
                + " silenced "
                + silence.match().words()
                + " until "
                + Words.utc(silence.span().ends())
                + ": "
                + said.reason()));
    silence
        .ended()
        .ifPresent(ended ->
            lines.add(new Entry(ended.at(), Entry.Sort.PERSON, ended.by() + " ended the silence")));
    return lines;
  }

  private static String words(Story story, LoggedChange logged) {
    Duration after = Duration.between(story.incident().span().opened(), logged.at());
    return switch (logged.change()) {
      case Change.Opened(var severity, var sentence) ->
          "opened as "
              + (story.incident().subject().sort() == Subject.Sort.ERROR
                  ? "an error"
                  : severity.word())
              + ": "
              + sentence;
      case Change.SeverityChanged(var from, var to, var sentence) ->
          "became " + to.word() + ", was " + from.word() + ": " + sentence;
      case Change.Reminded(var sentence) ->
          "still open after " + Durations.say(after) + ": " + sentence;
      case Change.NotMeasurable(var why) -> "could no longer be measured and stayed open: " + why;
      case Change.Flapping(var sentence) -> sentence;
      case Change.Settled(var sentence) ->
          "no longer flapping, and still open after " + Durations.say(after) + ": " + sentence;
      case Change.Acknowledged(var by, var note) ->
          by + " acknowledged it" + (note.isEmpty() ? "" : ": " + note);
      case Change.Unacknowledged(var by) -> by + " no longer takes care of it";
      case Change.Resolved(_, var sentence) ->
          "resolved after " + Durations.say(after) + ": " + sentence;
      case Change.Other other -> other.words();
    };
  }

  private static String words(Story story, Told told) {
    return switch (told.result()) {
      case TOLD -> told.receiver() + " was told that it " + what(story, told.sequence());
      case FAILED ->
          told.receiver()
              + " could not be told at once that it "
              + what(story, told.sequence())
              + ": "
              + told.note();
      case GIVEN_UP ->
          told.receiver()
              + " was not told that it "
              + what(story, told.sequence())
              + ", and that was given up: "
              + told.note();
    };
  }

  /// Of several changes that were told as one, the last is named.
  static String what(Story story, long sequence) {
    return story.log().changes().stream()
        .filter(logged -> logged.sequence() == sequence)
        .findFirst()
        .map(logged ->
            switch (logged.change()) {
              case Change.Opened _ -> "opened";
              case Change.SeverityChanged changed -> "became " + changed.to().word();
              case Change.Reminded _ -> "goes on";
              case Change.NotMeasurable _ -> "can no longer be measured";
              case Change.Flapping _ -> "is flapping";
              case Change.Settled _ -> "is stable again";
              case Change.Acknowledged _ -> "was acknowledged";
              case Change.Unacknowledged _ -> "is no longer taken care of";
              case Change.Resolved _ -> "is resolved";
              case Change.Other _ -> "changed";
            })
        .orElse("changed");
  }

  private static String words(Story.Neighbour neighbour) {
    Incident other = neighbour.incident();
    Subject subject = other.subject();
    String begin =
        subject.place().kind().equals(Lifecycle.ANSWERS)
            ? "the database did not answer: "
            : subject.sort() == Subject.Sort.ERROR
                ? "a check could not be measured: "
                : subject.place().kind().equals("slow")
                    ? "a statement was slow: "
                    : "another incident (" + other.severity().word() + "): ";
    String end =
        other
            .span()
            .resolved()
            .map(at -> " (for " + Durations.say(Duration.between(other.span().opened(), at)) + ")")
            .orElse(other.care().flapping() ? " (flapping, still open)" : " (still open)");
    return begin + neighbour.wrong() + end;
  }

  private static String words(MissedRuns.Missed missed) {
    Gap gap = missed.gap();
    return gap.slots()
        + (gap.slots() == 1 ? " run was" : " runs were")
        + " missed"
        + missed
            .reason()
            .map(reason ->
                switch (reason) {
                  case NOBODY_RAN -> ": no daemon was there, or its state database was away";
                  case OVERRAN -> ": the runs before took longer than their interval";
                })
            .orElse("");
  }
}
