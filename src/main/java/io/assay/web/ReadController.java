package io.assay.web;

import io.assay.alert.Deliveries;
import io.assay.alert.HeldBack;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.KeptRows;
import io.assay.check.TableName;
import io.assay.incident.CheckState;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.Standing;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The reading API: the declared checks and where they stand, and the open incidents.
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReadController {
  private final Operations operations;
  private final CheckStates states;
  private final Incidents incidents;
  private final Deliveries deliveries;

  ReadController(
      Operations operations, CheckStates states, Incidents incidents, Deliveries deliveries) {
    this.operations = operations;
    this.states = states;
    this.incidents = incidents;
    this.deliveries = deliveries;
  }

  /// A declared check; `status` is `waiting` before its first run.
  @Serdeable
  record CheckView(
      String id,
      String kind,
      String title,
      String database,
      Optional<String> table,
      String declared,
      String status,
      Optional<Instant> lastRun,
      Optional<Instant> lastPass) {}

  /// An open incident.
  @Serdeable
  record IncidentView(
      UUID id,
      String check,
      String sort,
      String severity,
      String sentence,
      String observed,
      String expected,
      Instant opened,
      Optional<String> owner,
      Optional<String> runbook,
      String declared,
      List<String> groups,
      Optional<RowsView> failingRows,
      Optional<AcknowledgedView> acknowledged,
      boolean flapping,
      List<HeldView> heldBack) {}

  /// Who takes care of an incident.
  @Serdeable
  record AcknowledgedView(String by, Instant at, String note) {}

  /// Who is not told of it for now, and why.
  @Serdeable
  record HeldView(String receiver, String reason, String why) {}

  /// Rows that fail, in the columns of the check's `keep`.
  @Serdeable
  record RowsView(List<String> columns, List<List<@Nullable String>> rows) {
    static RowsView of(KeptRows kept) {
      List<List<@Nullable String>> rows = new ArrayList<>();
      for (List<Optional<String>> row : kept.rows()) {
        List<@Nullable String> values = new ArrayList<>();
        row.forEach(value -> values.add(value.orElse(null)));
        rows.add(values);
      }
      return new RowsView(kept.columns(), rows);
    }
  }

  @Get("/checks")
  List<CheckView> checks() {
    List<Check> checks = operations.checks();
    Map<CheckId, Standing> standings = states.standings(checks.stream().map(Check::id).toList());
    return checks.stream().map(check -> view(check, standings)).toList();
  }

  @Get("/incidents")
  List<IncidentView> incidents() {
    Map<UUID, List<HeldBack>> held =
        deliveries.heldBack().stream().collect(Collectors.groupingBy(HeldBack::incident));
    return incidents.open().stream()
        .map(incident ->
            view(
                incident,
                held.getOrDefault(incident.id(), List.of()).stream()
                    .map(each -> new HeldView(each.receiver(), each.reason(), each.why()))
                    .toList()))
        .toList();
  }

  private static CheckView view(Check check, Map<CheckId, Standing> standings) {
    CheckState.Last last =
        Optional.ofNullable(standings.get(check.id()))
            .map(standing -> standing.state().last())
            .orElse(CheckState.Last.NEVER);
    return new CheckView(
        check.id().value(),
        check.kind().keyword(),
        check.title(),
        check.target().database(),
        check.target().table().map(TableName::toString),
        check.about().declared().place(),
        last.state().orElse("waiting"),
        last.run(),
        last.pass());
  }

  private static IncidentView view(Incident incident, List<HeldView> held) {
    var subject = incident.subject();
    return new IncidentView(
        incident.id(),
        subject.check().value(),
        subject.sort().name().toLowerCase(Locale.ROOT),
        incident.severity().word(),
        subject.title() + ": " + incident.seen().sentence(),
        incident.seen().observed(),
        incident.seen().expected(),
        incident.span().opened(),
        subject.about().owner(),
        subject.about().runbook(),
        subject.about().declared().place(),
        incident.seen().details().groups(),
        incident.seen().details().rows().map(RowsView::of),
        incident.care().acknowledged().map(by -> new AcknowledgedView(by.by(), by.at(), by.note())),
        incident.care().flapping(),
        held);
  }
}
