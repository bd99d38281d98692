package io.assay.web;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets a request through or answers it, as [Access] decides. Metrics and health are for everyone.
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class AccessFilter {
  private static final String BEARER = "Bearer ";
  private static final String SLACK = "/slack/interactions";

  private final Access access;

  AccessFilter(Access access) {
    this.access = access;
  }

  @RequestFilter
  @Nullable HttpResponse<?> filter(HttpRequest<?> request) {
    String path = request.getPath();
    if (path.equals(SLACK) && request.getMethod() == HttpMethod.POST) {
      return null; // verified by its signature
    }
    if (path.equals("/prometheus") || path.equals("/health") || path.startsWith("/health/")) {
      return null;
    }
    boolean changes =
        request.getMethod() != HttpMethod.GET && request.getMethod() != HttpMethod.HEAD;
    var caller =
        new Access.Caller(
            changes,
            request.getRemoteAddress().getAddress(),
            hostName(request),
            request.getHeaders().contains("X-Forwarded-For")
                || request.getHeaders().contains("Forwarded"),
            Optional.ofNullable(request.getHeaders().get("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip()));
    return switch (access.decide(caller)) {
      case ALLOWED -> null;
      case UNAUTHORIZED ->
          HttpResponse.status(HttpStatus.UNAUTHORIZED)
              .header("WWW-Authenticate", "Bearer")
              .body(
                  Map.of(
                      "error",
                      "Send the header 'Authorization: Bearer TOKEN' with the token of assay.web.token."));
      case FORBIDDEN ->
          HttpResponse.status(HttpStatus.FORBIDDEN)
              .body(
                  Map.of(
                      "error",
                      changes
                          ? "Calls that change something are off: set assay.web.token to allow them."
                          : "Reading from another machine is off: set assay.web.public-read: true or assay.web.token."));
    };
  }

  private static String hostName(HttpRequest<?> request) {
    String host = Optional.ofNullable(request.getHeaders().get("Host")).orElse("");
    int port = host.lastIndexOf(':');
    return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
  }
}
