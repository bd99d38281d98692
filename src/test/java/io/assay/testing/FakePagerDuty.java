package io.assay.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import wiremock.com.jayway.jsonpath.JsonPath;

/// A server on loopback that plays PagerDuty's Events v2 API and keeps what it was told.
public final class FakePagerDuty implements AutoCloseable {
  private static final String ENQUEUE = "/v2/enqueue";

  private int slowest;
  private volatile Troubles troubles = Troubles.NONE;
  private final List<Event> taken = new CopyOnWriteArrayList<>();
  private final WireMockServer server =
      new WireMockServer(wireMockConfig().dynamicPort().extensions(new Account()));

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
                    .withTransformers(NAME)
                    .withHeader("Content-Type", "application/json")
                    .withBody("{\"status\":\"success\",\"message\":\"Event processed\"}")));
  }

  /// As [#accept], each answer up to this many milliseconds after the event was taken.
  public void acceptSlowly(int milliseconds) {
    slowest = milliseconds;
    accept();
  }

  /// Lets calls that would be answered well go wrong.
  public void trouble(Troubles troubles) {
    this.troubles = troubles;
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
        .map(request -> event(request.getBodyAsString()))
        .toList();
  }

  /// Returns the events that it took, in order, whether it could say so or not.
  public List<Event> taken() {
    return List.copyOf(taken);
  }

  /// Returns the port it listens on.
  public int port() {
    return server.port();
  }

  /// Returns the address to configure when the way to it leads through this port.
  public String url(int port) {
    return "http://localhost:" + port + ENQUEUE;
  }

  private static Event event(String body) {
    var json = JsonPath.parse(body);
    String action = json.read("$.event_action");
    String summary = action.equals("trigger") ? json.read("$.payload.summary") : "";
    return new Event(action, json.read("$.dedup_key"), summary);
  }

  private static final String NAME = "account";

  /// Takes what comes before the answer is on its way.
  private final class Account implements ResponseDefinitionTransformerV2 {
    @Override
    public ResponseDefinition transform(ServeEvent event) {
      Troubles.Fate fate = troubles.next();
      if (fate.takesEffect()) {
        taken.add(event(event.getRequest().getBodyAsString()));
      }
      return fate.seen(event.getResponseDefinition());
    }

    @Override
    public String getName() {
      return NAME;
    }

    @Override
    public boolean applyGlobally() {
      return false;
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
