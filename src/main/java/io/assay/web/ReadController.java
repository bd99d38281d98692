package io.assay.web;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.TableName;
import io.assay.incident.CheckState;
import io.assay.incident.CheckStates;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The reading API: the declared checks and where they stand.
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReadController {
  private final Operations operations;
  private final CheckStates states;

  ReadController(Operations operations, CheckStates states) {
    this.operations = operations;
    this.states = states;
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

  @Get("/checks")
  List<CheckView> checks() {
    List<Check> checks = operations.checks();
    Map<CheckId, CheckState.Last> last = states.last();
    return checks.stream()
        .map(check -> view(check, last.getOrDefault(check.id(), CheckState.Last.NEVER)))
        .toList();
  }

  private static CheckView view(Check check, CheckState.Last last) {
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
}
