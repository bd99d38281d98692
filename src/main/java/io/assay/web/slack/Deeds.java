package io.assay.web.slack;

import io.assay.alert.Deliveries;
import io.assay.check.CheckId;
import io.assay.check.Durations;
import io.assay.history.Event;
import io.assay.history.Event.Place;
import io.assay.history.Event.Sort;
import io.assay.history.Events;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.run.ByHand.Came;
import io.assay.run.RunNow;
import io.assay.web.Operations;
import io.assay.web.story.StoryText;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What becomes of a press: done in one transaction with the note that it was done, so that it is
/// done once and not lost halfway.
public final class Deeds {
  /// How many incidents an answer names.
  private static final int NAMED = 5;

  private final TransactionOperations<Connection> transactions;
  private final Tables tables;
  private final Operations operations;
  private final InstantSource clock;

  /// What presses are looked up in, and noted in.
  public record Tables(Events events, Incidents incidents, Deliveries deliveries) {}

  public Deeds(
      TransactionOperations<Connection> transactions,
      Tables tables,
      Operations operations,
      InstantSource clock) {
    this.transactions = transactions;
    this.tables = tables;
    this.operations = operations;
    this.clock = clock;
  }

  /// Does what the press asks for and returns the answer; nothing when that was done before.
  Optional<String> done(Press press) {
    return transactions.executeWrite(transaction ->
        tables.events().note(List.of(pressed(press))) == 0
            ? Optional.empty()
            : Optional.of(answer(press)));
  }

  private String answer(Press press) {
    List<Incident> all = tables.incidents().all(tables.deliveries().inMessage(press.message()));
    if (all.isEmpty()) {
      return "Assay does not know this message any more.";
    }
    List<Incident> open = all.stream().filter(Incident::open).toList();
    if (open.isEmpty()) {
      return "All of it is over, there is nothing to do.";
    }
    return switch (press.button()) {
      case ACKNOWLEDGE -> acknowledged(press, open);
      case SILENCE_HOUR, SILENCE_DAY ->
          silenced(press, open, press.button().silence().orElseThrow());
      case RUN_NOW -> running(press, open);
      case OPEN -> "";
    };
  }

  private String acknowledged(Press press, List<Incident> open) {
    List<Incident> news = new ArrayList<>();
    for (Incident incident : open) {
      if (operations.acknowledge(incident.id(), press.who(), "") == Came.DONE) {
        news.add(incident);
      }
    }
    return news.isEmpty()
        ? "It was acknowledged already."
        : "You have acknowledged " + named(news) + ": no more reminders.";
  }

  /// One silence for each check: what else breaks in the same table is told.
  private String silenced(Press press, List<Incident> open, Duration length) {
    List<String> refused = new ArrayList<>();
    byCheck(open)
        .forEach((check, incident) -> {
          Map<String, String> match =
              Map.of("database", incident.subject().place().database(), "check", check.value());
          switch (operations.silence(
              new Operations.Wish(
                  match,
                  press.who(),
                  "silenced from Slack",
                  Operations.WrittenSpan.ofLength(Durations.write(length))))) {
            case Operations.Silenced.Done _ -> {}
            case Operations.Silenced.Refused(String why) -> refused.add(why);
          }
        });
    Instant until = clock.instant().plus(length).truncatedTo(ChronoUnit.MINUTES);
    return refused.isEmpty()
        ? "You have silenced "
            + named(open)
            + " until "
            + StoryText.utc(until)
            + "; 'assay silence list' shows it, and it can be ended early."
        : "It could not be silenced: " + refused.getFirst();
  }

  private String running(Press press, List<Incident> open) {
    List<Incident> due = new ArrayList<>();
    byCheck(open)
        .forEach((check, incident) -> {
          if (operations.runNow(check) != RunNow.UNKNOWN) {
            due.add(incident);
          }
        });
    tables
        .events()
        .note(
            due.stream()
                .map(incident ->
                    new Event(
                        press.key() + "/" + incident.id(),
                        clock.instant(),
                        Sort.PERSON,
                        new Place(
                            incident.subject().place().database(),
                            incident.subject().check().value()),
                        press.who() + " had it run at once, from Slack",
                        Optional.of(incident.id())))
                .toList());
    return due.isEmpty()
        ? "It cannot be run: its checks are no longer declared."
        : "Running " + named(due) + " now; the message changes if the result does.";
  }

  private static Map<CheckId, Incident> byCheck(List<Incident> incidents) {
    Map<CheckId, Incident> byCheck = new LinkedHashMap<>();
    incidents.forEach(incident -> byCheck.putIfAbsent(incident.subject().check(), incident));
    return byCheck;
  }

  private static String named(List<Incident> incidents) {
    String names =
        incidents.stream()
            .limit(NAMED)
            .map(incident -> incident.subject().title())
            .collect(Collectors.joining(", "));
    int more = incidents.size() - NAMED;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  /// Holds that the press was taken; what comes of it is told with the incidents.
  private Event pressed(Press press) {
    return new Event(
        press.key(),
        clock.instant(),
        Sort.PERSON,
        new Place("", ""),
        press.who() + " pressed " + press.button().label(),
        Optional.empty());
  }
}
