package io.assay.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A server on loopback that plays Slack's Web API: it keeps the messages of one channel and their
/// threads, finds them again with their metadata, and remembers every call.
public final class FakeSlack implements AutoCloseable {
  private static final String CHANNEL = "C0DATA";

  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final Map<String, List<Message>> threads = new HashMap<>();
  private final WireMockServer server =
      new WireMockServer(wireMockConfig().dynamicPort().extensions(new Workspace()));
  private int slowest;
  private volatile Troubles troubles = Troubles.NONE;

  /// One call: its method (`chat.postMessage`) and its form fields.
  public record Call(String method, Map<String, String> fields) {}

  /// A message as it stands in the channel, not in a thread; `metadata` and `blocks` are JSON or
  /// empty.
  public record Message(String ts, String text, String metadata, String blocks) {}

  public FakeSlack() {
    server.start();
    accept();
  }

  /// Answers from now on as Slack does when all is well: the first message gets the time stamp
  /// `1700000000.000100`, the second `1700000000.000200`.
  public void accept() {
    server.resetMappings();
    server.stubFor(
        post(anyUrl())
            .willReturn(aResponse().withUniformRandomDelay(0, slowest).withTransformers(NAME)));
  }

  /// As [#accept], each answer up to this many milliseconds after the call took effect.
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
    server.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(status)));
  }

  /// Answers from now on as Slack refuses: 200 with this error.
  public void refuse(String error) {
    server.resetMappings();
    server.stubFor(post(anyUrl()).willReturn(json("{\"ok\":false,\"error\":\"" + error + "\"}")));
  }

  /// Returns the address to configure as `api`.
  public String api() {
    return server.baseUrl() + "/api/";
  }

  /// Returns the messages of the channel as they are now, oldest first.
  public List<Message> messages() {
    synchronized (messages) {
      return List.copyOf(messages.values());
    }
  }

  /// Returns the replies to the message of that time stamp, oldest first.
  public List<Message> replies(String ts) {
    synchronized (messages) {
      return List.copyOf(threads.getOrDefault(ts, List.of()));
    }
  }

  /// Returns the calls of one method, in order, whatever they were answered.
  public List<Call> calls(String method) {
    return server.findAll(postRequestedFor(anyUrl())).stream()
        .filter(request -> request.getUrl().endsWith("/" + method))
        .map(request -> new Call(method, form(request.getBodyAsString())))
        .toList();
  }

  private String answerTo(String method, Map<String, String> fields) {
    synchronized (messages) {
      return switch (method) {
        case "chat.postMessage" -> posted(fields);
        case "chat.update" -> updated(fields);
        case "chat.delete" -> deleted(fields);
        case "conversations.history" -> history(fields.getOrDefault("channel", ""));
        case "conversations.replies" -> found(replies(fields.getOrDefault("ts", "")));
        case "conversations.list" ->
            "{\"ok\":true,\"channels\":[{\"id\":\"%s\",\"name\":\"data-alerts\"}]}"
                .formatted(CHANNEL);
        default -> "{\"ok\":false,\"error\":\"unknown_method\"}";
      };
    }
  }

  private String posted(Map<String, String> fields) {
    String thread = fields.getOrDefault("thread_ts", "");
    String ts = "1700000000.%06d".formatted(100 * (messages.size() + 1));
    if (thread.isEmpty()) {
      messages.put(ts, message(ts, fields));
    } else if (!messages.containsKey(thread)) {
      return "{\"ok\":false,\"error\":\"thread_not_found\"}";
    } else {
      List<Message> replies = threads.computeIfAbsent(thread, _ -> new ArrayList<>());
      ts = "1700000001.%06d".formatted(100 * (replies.size() + 1));
      replies.add(message(ts, fields));
    }
    return "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}".formatted(CHANNEL, ts);
  }

  private String updated(Map<String, String> fields) {
    String ts = fields.getOrDefault("ts", "");
    if (messages.computeIfPresent(ts, (_, _) -> message(ts, fields)) == null) {
      return "{\"ok\":false,\"error\":\"message_not_found\"}";
    }
    return "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}".formatted(CHANNEL, ts);
  }

  private String deleted(Map<String, String> fields) {
    return messages.remove(fields.getOrDefault("ts", "")) == null
        ? "{\"ok\":false,\"error\":\"message_not_found\"}"
        : "{\"ok\":true}";
  }

  /// Slack searches a channel by its id only, and answers the newest first.
  private String history(String channel) {
    if (!channel.equals(CHANNEL)) {
      return "{\"ok\":false,\"error\":\"channel_not_found\"}";
    }
    return found(List.copyOf(messages.values()).reversed());
  }

  private static String found(List<Message> messages) {
    List<String> found = new ArrayList<>();
    for (Message message : messages) {
      String metadata = message.metadata().isEmpty() ? "null" : message.metadata();
      found.add("{\"ts\":\"%s\",\"metadata\":%s}".formatted(message.ts(), metadata));
    }
    return "{\"ok\":true,\"messages\":[" + String.join(",", found) + "]}";
  }

  private static Message message(String ts, Map<String, String> fields) {
    return new Message(
        ts,
        fields.getOrDefault("text", ""),
        fields.getOrDefault("metadata", ""),
        fields.getOrDefault("blocks", ""));
  }

  private static ResponseDefinitionBuilder json(String body) {
    return aResponse()
        .withStatus(200)
        .withHeader("Content-Type", "application/json")
        .withBody(body);
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

  private static final String NAME = "workspace";

  /// Does what is asked before the answer is on its way.
  private final class Workspace implements ResponseDefinitionTransformerV2 {
    @Override
    public ResponseDefinition transform(ServeEvent event) {
      Troubles.Fate fate = troubles.next();
      if (!fate.takesEffect()) {
        return fate.seen(event.getResponseDefinition());
      }
      String url = event.getRequest().getUrl();
      String method = url.substring(url.lastIndexOf('/') + 1);
      return fate.seen(
          ResponseDefinitionBuilder.like(event.getResponseDefinition())
              .but()
              .withHeader("Content-Type", "application/json")
              .withBody(answerTo(method, form(event.getRequest().getBodyAsString())))
              .build());
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
