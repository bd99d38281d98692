package io.assay.web;

import io.assay.run.StateWatch;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/// Readiness: whether the state database answers and takes what is written. Asks nothing itself, so
/// that a probe costs nothing.
@Readiness
@Singleton
final class StateHealth implements HealthIndicator {
  private final StateWatch watch;

  StateHealth(StateWatch watch) {
    this.watch = watch;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = watch.up() ? HealthStatus.UP : HealthStatus.DOWN;
    return Publishers.just(HealthResult.builder("state-database", status).build());
  }
}
