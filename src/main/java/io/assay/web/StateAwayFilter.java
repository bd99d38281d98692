package io.assay.web;

import io.assay.run.StateWatch;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers 503 at once to what needs the state database while that does not answer. Metrics, health
/// and reloading do not need it.
@Order(Ordered.LOWEST_PRECEDENCE) // after the question who may ask
@ServerFilter({"/", "/api/**", "/incidents/**"})
final class StateAwayFilter {
  private final StateWatch watch;

  StateAwayFilter(StateWatch watch) {
    this.watch = watch;
  }

  @RequestFilter
  @Nullable HttpResponse<?> whileAway(HttpRequest<?> request) {
    return watch.answers() ? null : away();
  }

  /// It may have gone away a moment ago, with nobody having noticed before this request.
  @ResponseFilter
  @Nullable HttpResponse<?> whenItWasNoticed(HttpRequest<?> request, @Nullable Throwable failure) {
    return StateWatch.isOutage(failure) ? away() : null;
  }

  private static HttpResponse<?> away() {
    return HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header("Retry-After", "5")
        .body(Map.of("error", "The state database does not answer; try again when it does."));
  }
}
