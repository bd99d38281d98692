package io.assay.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.util.List;
import wiremock.com.jayway.jsonpath.JsonPath;

/// A server on loopback that plays PagerDuty's Events v2 API and keeps what it was told.
public final class FakePagerDuty implements AutoCloseable {
  private static final String ENQUEUE = "/v2/enqueue";

  private int slowest;
  private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());

  /// One event: `trigger` or `resolve`, the incident it belongs to, and its summary (empty for a
  /// resolve).
  public record Event(String action, String dedupKey, String summary) {}

  public FakePagerDuty() {
    server.start();
    accept();
  }

  /// Answers from now on as PagerDuty does when all is well.
  public void accept() {
    server.resetMappings();
    server.stubFor(
        post(urlEqualTo(ENQUEUE))
            .willReturn(
                aResponse()
                    .withStatus(202)
                    .withUniformRandomDelay(0, slowest)
                    .withHeader("Content-Type", "application/json")
                    .withBody("{\"status\":\"success\",\"message\":\"Event processed\"}")));
  }

  /// As [#accept], each answer up to this many milliseconds after the event was taken.
  public void acceptSlowly(int milliseconds) {
    slowest = milliseconds;
    accept();
  }

  /// Answers from now on with a status and nothing else.
  public void answer(int status) {
    server.resetMappings();
    server.stubFor(post(urlEqualTo(ENQUEUE)).willReturn(aResponse().withStatus(status)));
  }

  /// Returns the address to configure.
  public String url() {
    return server.baseUrl() + ENQUEUE;
  }

  /// Returns all events that came, in order, whatever they were answered.
  public List<Event> events() {
    return server.findAll(postRequestedFor(urlEqualTo(ENQUEUE))).stream()
        .map(request -> {
          var json = JsonPath.parse(request.getBodyAsString());
          String action = json.read("$.event_action");
          String summary = action.equals("trigger") ? json.read("$.payload.summary") : "";
          return new Event(action, json.read("$.dedup_key"), summary);
        })
        .toList();
  }

  @Override
  public void close() {
    server.stop();
  }
}
