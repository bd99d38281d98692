package io.assay.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.assay.alert.Announcement;
import io.assay.alert.DeadLetters;
import io.assay.alert.Deliveries;
import io.assay.alert.HeldBack;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Durations;
import io.assay.check.TableName;
import io.assay.incident.CheckState;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// The status page: what is wrong now, where every check stands, and which files have problems.
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class PageController {
  private static final int MOST_DEAD = 20;
  private static final DateTimeFormatter AS_OF = utc("HH:mm:ss 'UTC'");
  private static final DateTimeFormatter TIME = utc("uuuu-MM-dd HH:mm 'UTC'");

  private final Operations operations;
  private final CheckStates states;
  private final Incidents incidents;
  private final Deliveries deliveries;
  private final DeadLetters letters;
  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
  private final InstantSource clock = InstantSource.system();
  private final Lock oneAtATime = new ReentrantLock();

  PageController(
      Operations operations,
      CheckStates states,
      Incidents incidents,
      Deliveries deliveries,
      DeadLetters letters) {
    this.letters = letters;
    this.operations = operations;
    this.states = states;
    this.incidents = incidents;
    this.deliveries = deliveries;
  }

  @Get("/")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> page(@QueryValue(defaultValue = "on") String refresh) {
    return SafePage.of(html(!refresh.equals("off")));
  }

  /// With ten thousand checks it takes some megabytes to make: not many times at once.
  private String html(boolean refreshing) {
    oneAtATime.lock();
    try {
      StringOutput html = new StringOutput();
      templates.render("status.jte", model(clock.instant(), refreshing), html);
      return html.toString();
    } finally {
      oneAtATime.unlock();
    }
  }

  private StatusPage model(Instant now, boolean refreshing) {
    List<Check> checks = operations.checks();
    Map<CheckId, CheckState.Last> last = states.last();
    Map<String, List<StatusPage.CheckRow>> tables = new TreeMap<>();
    for (Check check : checks) {
      String place =
          check.target().database()
              + check.target().table().map(TableName::toString).map(" / "::concat).orElse("");
      tables
          .computeIfAbsent(place, _ -> new ArrayList<>())
          .add(row(check, last.getOrDefault(check.id(), CheckState.Last.NEVER), now));
    }
    Map<String, Long> counts =
        tables.values().stream()
            .flatMap(List::stream)
            .collect(
                Collectors.groupingBy(
                    StatusPage.CheckRow::status, TreeMap::new, Collectors.counting()));
    String summary =
        checks.size()
            + " checks: "
            + counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    return new StatusPage(
        new StatusPage.Look(AS_OF.format(now), refreshing),
        summary,
        operations.problems(),
        open(now),
        dead(now),
        silences(),
        tables);
  }

  private List<StatusPage.DeadRow> dead(Instant now) {
    return letters.latest(MOST_DEAD).stream()
        .map(letter ->
            new StatusPage.DeadRow(
                letter.delivery().toString(),
                letter.receiver(),
                letter.summary(),
                letter.text(),
                ago(letter.died(), now)))
        .toList();
  }

  private List<String> silences() {
    return operations.silences().stream()
        .map(silence ->
            "%s: from %s to %s, says %s: %s"
                .formatted(
                    silence.match().words(),
                    TIME.format(silence.span().starts()),
                    TIME.format(silence.over()),
                    silence.said().author(),
                    silence.said().reason()))
        .toList();
  }

  private static List<String> notes(Incident incident, List<HeldBack> held, Instant now) {
    List<String> notes = new ArrayList<>();
    if (incident.care().flapping()) {
      notes.add("flapping: it stays open until it has been stable");
    }
    incident
        .care()
        .acknowledged()
        .ifPresent(by ->
            notes.add(
                "acknowledged by %s %s ago%s"
                    .formatted(
                        by.by(), ago(by.at(), now), by.note().isEmpty() ? "" : ": " + by.note())));
    held.forEach(each -> notes.add(each.receiver() + " is not told: " + each.why()));
    return notes;
  }

  private List<StatusPage.IncidentRow> open(Instant now) {
    Map<UUID, List<HeldBack>> held =
        deliveries.heldBack().stream().collect(Collectors.groupingBy(HeldBack::incident));
    return incidents.open().stream()
        .sorted(Comparator.comparing(Incident::severity).reversed())
        .map(incident ->
            new StatusPage.IncidentRow(
                incident.id().toString(),
                incident.severity().word(),
                incident.subject().title() + ": " + incident.seen().sentence(),
                ago(incident.span().opened(), now),
                Announcement.is(incident) ? "" : incident.subject().about().declared().place(),
                incident.subject().about().runbook().filter(SafePage::isLink).orElse(""),
                notes(incident, held.getOrDefault(incident.id(), List.of()), now),
                incident.seen().details()))
        .toList();
  }

  private static StatusPage.CheckRow row(Check check, CheckState.Last last, Instant now) {
    return new StatusPage.CheckRow(
        check.id().value(),
        check.kind().keyword() + " · " + check.title(),
        last.state().orElse("waiting"),
        last.run().map(at -> ago(at, now) + " ago").orElse("not yet"));
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  private static String ago(Instant then, Instant now) {
    return Durations.say(Duration.between(then, now));
  }
}
