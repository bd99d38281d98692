package io.assay.alert.channel;

import io.assay.alert.Bulletin;
import io.assay.alert.Entry;
import io.assay.alert.Tally;
import io.assay.alert.channel.Message.Fact;
import io.assay.alert.channel.Message.Mood;
import io.assay.alert.channel.Message.Part;
import io.assay.alert.channel.Message.Value;
import io.assay.check.Durations;
import io.assay.check.Severity;
import io.assay.incident.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A message about very many incidents: how many, the worst, and where the rest is to be seen.
final class DigestMessage {
  private DigestMessage() {}

  static Message of(Bulletin.Digest digest, Instant now) {
    Tally tally = digest.tally();
    List<Entry> open = digest.worst().stream().filter(entry -> entry.incident().open()).toList();
    Mood mood = open.isEmpty() ? Mood.RESOLVED : worst(tally);
    String headline = headline(tally);
    List<Part> parts = new ArrayList<>();
    Instant since = tally.span().opened();
    parts.add(
        new Part.Sentence(
            open.isEmpty()
                ? "From " + Message.utc(since) + " to " + Message.utc(until(tally)) + "."
                : "So many began at once that they are one message; its thread says how it goes"
                    + " on."));
    List<Fact> facts = new ArrayList<>();
    if (!open.isEmpty()) {
      facts.add(new Fact("Since", new Value.Moment(since, Duration.between(since, now))));
      facts.add(new Fact("By severity", new Value.Text(bySeverity(tally))));
    }
    if (tally.resolved() > 0) {
      facts.add(new Fact("Resolved", new Value.Text(Integer.toString(tally.resolved()))));
    }
    parts.add(new Part.Facts(facts));
    for (Entry entry : open) {
      Incident incident = entry.incident();
      List<Value> beside = new ArrayList<>();
      beside.add(new Value.Text(incident.subject().place().database()));
      incident.subject().about().owner().ifPresent(owner -> beside.add(new Value.Text(owner)));
      incident
          .subject()
          .about()
          .runbook()
          .ifPresent(url -> beside.add(new Value.Link("runbook ", url)));
      parts.add(
          new Part.Problem(
              GroupMessage.mood(incident),
              "",
              incident.subject().title(),
              IncidentMessage.colon(incident.subject(), IncidentMessage.sentence(incident))
                  + IncidentMessage.sentence(incident),
              beside));
    }
    if (tally.busy() > 0) {
      parts.add(new Part.Wide(new Fact("By table", new Value.Text(busiest(tally)))));
    }
    boolean web = digest.rest().startsWith("http");
    if (!web && !open.isEmpty()) {
      parts.add(new Part.Sentence("All that is open: " + digest.rest() + "."));
    }
    Optional<Entry> first = open.stream().findFirst();
    String phone =
        mood.word
            + ": "
            + headline
            + first
                .map(Entry::incident)
                .map(incident ->
                    "; the worst: "
                        + IncidentMessage.wrong(
                            incident.subject(), IncidentMessage.sentence(incident)))
                .orElse("");
    return new Message(
        mood,
        headline,
        open.isEmpty() ? headline : phone,
        parts,
        List.of("digest of " + tables(tally.groups())),
        web ? digest.rest() : "");
  }

  private static String headline(Tally tally) {
    int open = open(tally);
    if (open == 0) {
      return "Resolved after "
          + Durations.say(Duration.between(tally.span().opened(), until(tally)))
          + ": all "
          + tally.resolved()
          + " problems in "
          + tables(tally.groups());
    }
    return open
        + (open == 1 ? " problem in " : " problems in ")
        + tables(tally.busy())
        + (tally.resolved() == 0 ? "" : "; " + tally.resolved() + " resolved");
  }

  private static String tables(int count) {
    return count + (count == 1 ? " table" : " tables");
  }

  private static int open(Tally tally) {
    return tally.unmeasurable() + tally.open().values().stream().mapToInt(Integer::intValue).sum();
  }

  private static String bySeverity(Tally tally) {
    List<String> counts = new ArrayList<>();
    for (Severity severity : List.of(Severity.CRITICAL, Severity.WARNING, Severity.INFO)) {
      int count = tally.open().getOrDefault(severity, 0);
      if (count > 0) {
        counts.add(count + " " + severity.word());
      }
    }
    if (tally.unmeasurable() > 0) {
      counts.add(tally.unmeasurable() + " not measurable");
    }
    return String.join(", ", counts);
  }

  private static String busiest(Tally tally) {
    List<Tally.Busy> several = tally.busiest().stream().filter(busy -> busy.open() > 1).toList();
    int others = tally.busy() - several.size();
    String named =
        several.stream()
            .map(busy -> busy.group().name() + " (" + busy.open() + ")")
            .collect(Collectors.joining(", "));
    if (several.isEmpty()) {
      return "one in each of " + tables(others);
    }
    return named + (others == 0 ? "" : ", and " + others + " more");
  }

  private static Mood worst(Tally tally) {
    if (tally.open().containsKey(Severity.CRITICAL)) {
      return Mood.CRITICAL;
    }
    if (tally.open().containsKey(Severity.WARNING)) {
      return Mood.WARNING;
    }
    return tally.unmeasurable() > 0 ? Mood.UNMEASURABLE : Mood.INFO;
  }

  private static Instant until(Tally tally) {
    return tally.span().resolved().orElse(tally.span().opened());
  }
}
