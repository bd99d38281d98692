package io.assay.alert.channel;

import com.slack.api.Slack;
import io.assay.alert.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Socket Mode: connections to Slack, one for each app, over which it tells what people do with the
/// buttons of messages; for daemons that cannot be called from outside
/// (https://docs.slack.dev/apis/events-api/using-socket-mode).
public final class SlackSockets implements AutoCloseable {
  private final Consumer<String> payloads;
  private final Slack slack;
  private final Map<App, SlackSocket> sockets = new HashMap<>();

  /// A Slack app: its app-level token, and the address of the Web API unless it is Slack's own.
  public record App(Secret token, Optional<String> api) {}

  /// `payloads` is handed the payload of each interaction; it must be quick.
  public SlackSockets(Consumer<String> payloads, ChannelOptions options) {
    this.payloads = payloads;
    this.slack = SlackHttp.client(options);
  }

  /// Keeps a connection for each of these apps, and for no others.
  public synchronized void sync(Set<App> apps) {
    sockets
        .entrySet()
        .removeIf(socket -> {
          boolean gone = !apps.contains(socket.getKey());
          if (gone) {
            socket.getValue().close();
          }
          return gone;
        });
    for (App app : apps) {
      sockets.computeIfAbsent(app, this::started);
    }
  }

  private SlackSocket started(App app) {
    var methods = slack.methods(app.token().value());
    app.api().ifPresent(methods::setEndpointUrlPrefix);
    SlackSocket socket = new SlackSocket(methods, app.token(), payloads);
    Thread.ofVirtual().name("slack-socket").start(socket);
    return socket;
  }

  @Override
  public synchronized void close() {
    sync(Set.of());
  }
}
