package io.assay.web;

import io.assay.alert.DeadLetter;
import io.assay.alert.DeadLetters;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What receivers were not told, and another try for it.
@Controller("/api/deliveries")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeliveryController {
  private static final int MOST = 200;

  private final DeadLetters letters;
  private final InstantSource clock = InstantSource.system();

  DeliveryController(DeadLetters letters) {
    this.letters = letters;
  }

  /// A delivery that was given up.
  @Serdeable
  record DeadView(
      UUID id,
      UUID incident,
      String receiver,
      String summary,
      Instant died,
      String reason,
      String text) {}

  /// The dead ones, the latest first.
  @Get
  HttpResponse<?> list(@QueryValue(defaultValue = "dead") String state) {
    return state.equals("dead")
        ? HttpResponse.ok(letters.latest(MOST).stream().map(DeliveryController::view).toList())
        : HttpResponse.badRequest(Map.of("error", "'state' is dead."));
  }

  /// `id` is that of a dead letter, or the name of a receiver: then all of its dead letters are
  /// meant.
  @Post("/retry")
  HttpResponse<Map<String, Object>> retry(@QueryValue String id) {
    int due =
        uuid(id)
            .map(delivery -> letters.retry(delivery, clock.instant()) ? 1 : 0)
            .orElseGet(() -> letters.retryAll(id, clock.instant()));
    return due > 0
        ? HttpResponse.accepted().body(Map.of("due", id, "count", due))
        : HttpResponse.notFound(
            Map.of(
                "error",
                "There is no dead letter '"
                    + id
                    + "' and none of a receiver of that name; /api/deliveries?state=dead lists them."));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static DeadView view(DeadLetter letter) {
    return new DeadView(
        letter.delivery(),
        letter.incident(),
        letter.receiver(),
        letter.summary(),
        letter.died(),
        letter.reason(),
        letter.text());
  }
}
