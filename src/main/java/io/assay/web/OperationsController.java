package io.assay.web;

import io.assay.check.CheckId;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Map;

/// The calls that change something: reload the files, run a check now.
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class OperationsController {
  private final Operations operations;

  OperationsController(Operations operations) {
    this.operations = operations;
  }

  @Post("/-/reload")
  HttpResponse<Map<String, List<String>>> reload() {
    List<String> problems = operations.reload();
    var body = Map.of("problems", problems);
    return problems.isEmpty()
        ? HttpResponse.ok(body)
        : HttpResponse.unprocessableEntity().body(body);
  }

  @Post("/api/checks/run")
  HttpResponse<Map<String, String>> runNow(@QueryValue String id) {
    return switch (operations.runNow(new CheckId(id))) {
      case DUE -> HttpResponse.accepted().body(Map.of("due", id));
      case RUNNING -> HttpResponse.accepted().body(Map.of("running", id));
      case UNKNOWN ->
          HttpResponse.notFound(
              Map.of("error", "There is no check '" + id + "'; the status page lists them."));
    };
  }
}
