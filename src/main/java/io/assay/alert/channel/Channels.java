package io.assay.alert.channel;

import com.slack.api.Slack;
import io.assay.alert.Channel;
import io.assay.alert.ChannelSource;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import jakarta.inject.Singleton;

/// The channels to all sorts of receivers, over shared HTTP clients.
@Singleton
public final class Channels implements ChannelSource {
  private final JsonPost posts;
  private final Slack slack;
  private final ChannelOptions options;

  Channels(JsonPost posts, ChannelOptions options) {
    this.posts = posts;
    this.slack = SlackHttp.client(options);
    this.options = options;
  }

  @Override
  public Channel to(Receiver receiver) {
    return switch (receiver.address()) {
      case Address.SlackBot bot ->
          new SlackBot(bot, slack.methods(bot.token().value()), options.clock());
      case Address.SlackWebhook webhook -> new SlackWebhook(webhook, posts, options.clock());
      case Address.PagerDuty service -> new PagerDuty(service, posts, options.clock());
      case Address.Webhook webhook -> new Webhook(webhook, posts, options.clock());
      case Address.Alertmanager server -> new Alertmanager(server, posts, options.clock());
      case Address.Console console ->
          Console.of(
              console, new Console.Screen(options.console(), options.colour()), options.clock());
    };
  }
}
