package io.assay.alert;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A declared receiver: its name in the routing file and how it is reached.
public record Receiver(String name, Address address) {

  /// How a receiver is reached. Secrets are wrapped so that no text form shows them.
  public sealed interface Address {

    /// Returns whether it knows incidents by an id that we gave them, so that the end of one that
    /// it does not know is nothing to it.
    default boolean ignoresUnknownEnds() {
      return switch (this) {
        case PagerDuty _, Alertmanager _ -> true;
        case SlackBot _, SlackWebhook _, Webhook _, Console _ -> false;
      };
    }

    /// Returns what a call to it holds that nobody else may read; an address may hold some of that.
    default Set<Secret> secrets() {
      List<Secret> secrets =
          switch (this) {
            case SlackBot bot -> List.of(bot.token());
            case SlackWebhook(var webhook) -> List.of(webhook);
            case PagerDuty(var key, var url) -> List.of(key, new Secret(url));
            case Webhook(var url, var secret) -> List.of(url, secret);
            case Alertmanager(var url, Login.Basic(_, var password)) ->
                List.of(password, new Secret(url));
            case Alertmanager(var url, Login.Bearer(var token)) -> List.of(token, new Secret(url));
            case Alertmanager(var url, Login.None _) -> List.of(new Secret(url));
            case Console _ -> List.of();
          };
      return Set.copyOf(secrets);
    }

    /// Slack's Web API with a bot token. `api` ends in `/api/`.
    record SlackBot(String channel, Secret token, Optional<String> api, Buttons buttons)
        implements Address {
      public SlackBot(String channel, Secret token, Optional<String> api) {
        this(channel, token, api, Buttons.NONE);
      }
    }

    /// How presses of buttons come back from Slack; without a way there are no buttons.
    ///
    /// @param signingSecret what the app signs its calls to this daemon with
    /// @param appToken what opens a connection to Slack, over which they come where this daemon
    ///   cannot be called
    record Buttons(Optional<Secret> signingSecret, Optional<Secret> appToken) {
      public static final Buttons NONE = new Buttons(Optional.empty(), Optional.empty());

      /// Returns whether a press would be heard.
      public boolean heard() {
        return signingSecret.isPresent() || appToken.isPresent();
      }
    }

    /// A Slack incoming webhook.
    record SlackWebhook(Secret webhook) implements Address {}

    /// PagerDuty Events v2; `url` is the enqueue address of the region unless one was written.
    record PagerDuty(Secret routingKey, String url) implements Address {}

    /// Any server that takes a POST signed with the secret. The address may hold a secret too.
    record Webhook(Secret url, Secret secret) implements Address {}

    /// Prometheus' Alertmanager; `url` is its base, without a slash at the end.
    record Alertmanager(String url, Login login) implements Address {}

    /// How a server of one's own is to be convinced.
    sealed interface Login {
      record None() implements Login {}

      record Basic(String username, Secret password) implements Login {}

      record Bearer(Secret token) implements Login {}
    }

    /// The console, in place of a receiver whose secret is not set; only in the demo. `inPlaceOf`
    /// is `slack` or `pagerduty`.
    record Console(String inPlaceOf, String where) implements Address {}
  }
}
