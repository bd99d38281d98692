package io.assay.web.slack;

import io.assay.alert.Receiver.Address;
import io.assay.alert.Routing;
import io.assay.alert.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The Slack apps that the routing files in force declare.
public final class SlackApps {
  private final Supplier<Routing> routing;

  public SlackApps(Supplier<Routing> routing) {
    this.routing = routing;
  }

  /// Returns the secrets with which the apps sign what they send.
  Set<Secret> signingSecrets() {
    return bots()
        .map(bot -> bot.buttons().signingSecret())
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  /// Returns the host and port of each Slack that a receiver names in place of the real one.
  Set<String> others() {
    return bots()
        .map(Address.SlackBot::api)
        .flatMap(Optional::stream)
        .map(URI::create)
        .map(api -> api.getHost() + ":" + api.getPort())
        .collect(Collectors.toSet());
  }

  private Stream<Address.SlackBot> bots() {
    return routing.get().receivers().values().stream()
        .map(receiver -> receiver.address())
        .filter(Address.SlackBot.class::isInstance)
        .map(Address.SlackBot.class::cast);
  }
}
