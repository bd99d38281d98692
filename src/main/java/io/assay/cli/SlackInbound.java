package io.assay.cli;

import io.assay.alert.Deliveries;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Routing;
import io.assay.alert.channel.ChannelOptions;
import io.assay.alert.channel.SlackReplies;
import io.assay.alert.channel.SlackSockets;
import io.assay.history.Events;
import io.assay.incident.Incidents;
import io.assay.web.Operations;
import io.assay.web.slack.Deeds;
import io.assay.web.slack.SlackApps;
import io.assay.web.slack.SlackDesk;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way back from Slack: over HTTP, and over the connections of Socket Mode.
final class SlackInbound implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlackInbound.class);

  private final SlackDesk desk;
  private final SlackSockets sockets;

  /// Makes what the web needs for it known to `state`.
  SlackInbound(
      StateContext state, Operations operations, Supplier<Routing> routing, InstantSource clock) {
    SlackApps apps = new SlackApps(routing);
    Deeds deeds =
        new Deeds(
            state.transactions(),
            new Deeds.Tables(
                state.get(Events.class), state.get(Incidents.class), state.get(Deliveries.class)),
            operations,
            clock);
    this.desk =
        new SlackDesk(JsonMapper.createDefault(), deeds, state.get(SlackReplies.class), apps);
    this.sockets = new SlackSockets(this::take, state.get(ChannelOptions.class));
    state.add(SlackApps.class, apps);
    state.add(SlackDesk.class, desk);
  }

  private void take(String payload) {
    try {
      desk.take(payload);
    } catch (IOException e) {
      LOG.warn("Slack sent a payload that cannot be read.");
    }
  }

  /// Keeps connections to the apps of this routing.
  void sync(Routing routing) {
    Set<SlackSockets.App> apps = new HashSet<>();
    routing
        .receivers()
        .values()
        .forEach(receiver -> {
          if (receiver.address() instanceof Address.SlackBot bot) {
            bot.buttons()
                .appToken()
                .ifPresent(token -> apps.add(new SlackSockets.App(token, bot.api())));
          }
        });
    sockets.sync(apps);
  }

  @Override
  public void close() {
    sockets.close();
    desk.close();
  }
}
