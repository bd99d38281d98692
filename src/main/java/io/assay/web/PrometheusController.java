package io.assay.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.util.Optional;

/// The page that Prometheus scrapes: OpenMetrics to those who accept it, else the classic text
/// format.
@Controller("/prometheus")
final class PrometheusController {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_FULL = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

  private final Metrics metrics;

  PrometheusController(Metrics metrics) {
    this.metrics = metrics;
  }

  @Get
  @Produces("*/*")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<InputStream> scrape(HttpRequest<?> request) {
    String accept = Optional.ofNullable(request.getHeaders().get(HttpHeaders.ACCEPT)).orElse("");
    String type = accept.contains(OPEN_METRICS) ? OPEN_METRICS_FULL : TEXT;
    return HttpResponse.ok(metrics.page(type)).header(HttpHeaders.CONTENT_TYPE, type);
  }
}
