package io.assay.web;

import io.assay.run.ByHand.Came;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Somebody takes care of an incident, or no longer does. To say it twice changes nothing.
@Controller("/api/incidents/{id}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AcknowledgeController {
  private final Operations operations;

  AcknowledgeController(Operations operations) {
    this.operations = operations;
  }

  /// Who says it, and what else they say.
  @Serdeable
  record Asked(@Nullable String by, @Nullable String note) {}

  @Post("/acknowledge")
  HttpResponse<?> acknowledge(UUID id, @Body Asked asked) {
    return answer(id, asked, by -> operations.acknowledge(id, by, Person.text(asked.note())));
  }

  @Post("/unacknowledge")
  HttpResponse<?> unacknowledge(UUID id, @Body Asked asked) {
    return answer(id, asked, by -> operations.unacknowledge(id, by));
  }

  private static HttpResponse<?> answer(UUID id, Asked asked, Function<String, Came> deed) {
    Optional<String> by = Person.named(asked.by());
    return by.isEmpty()
        ? Person.missing("by")
        : switch (deed.apply(by.get())) {
          case DONE -> HttpResponse.ok(Map.of("incident", id.toString(), "came", "done"));
          case ALREADY -> HttpResponse.ok(Map.of("incident", id.toString(), "came", "already"));
          case OVER -> Person.conflict("The incident " + id + " is resolved.");
          case UNKNOWN -> Person.unknown("There is no incident " + id + ".");
        };
  }
}
