package io.assay.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A server on loopback that plays Slack's Web API and keeps what it was told.
public final class FakeSlack implements AutoCloseable {
  private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());

  /// One call: its method (`chat.postMessage`) and its form fields.
  public record Call(String method, Map<String, String> fields) {}

  public FakeSlack() {
    server.start();
    accept();
  }

  /// Answers from now on as Slack does when all is well: a message gets the time stamp
  /// `1700000000.000100`.
  public void accept() {
    server.resetMappings();
    server.stubFor(
        post(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(200)
                    .withHeader("Content-Type", "application/json")
                    .withBody(
                        "{\"ok\":true,\"channel\":\"C0DATA\",\"ts\":\"1700000000.000100\",\"messages\":[]}")));
  }

  /// Answers from now on with a status and nothing else.
  public void answer(int status) {
    server.resetMappings();
    server.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(status)));
  }

  /// Returns the address to configure as `api`.
  public String api() {
    return server.baseUrl() + "/api/";
  }

  /// Returns the calls of one method, in order, whatever they were answered.
  public List<Call> calls(String method) {
    return server.findAll(postRequestedFor(anyUrl())).stream()
        .filter(request -> request.getUrl().endsWith("/" + method))
        .map(request -> new Call(method, form(request.getBodyAsString())))
        .toList();
  }

  private static Map<String, String> form(String body) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop();
  }
}
