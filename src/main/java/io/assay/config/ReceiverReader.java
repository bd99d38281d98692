package io.assay.config;

import io.assay.alert.Receiver.Address;
import io.assay.alert.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/// Reads one receiver: exactly one channel, its secrets by reference.
final class ReceiverReader {
  private static final List<String> CHANNELS =
      List.of("slack", "pagerduty", "webhook", "alertmanager");

  private final ValueReader values;
  private final References references;
  private final boolean demo;

  /// In the `demo` a receiver whose secret is not set becomes the console.
  ReceiverReader(ValueReader values, References references, boolean demo) {
    this.values = values;
    this.references = references;
    this.demo = demo;
  }

  Optional<Address> read(Yaml.Field receiver) {
    Optional<Yaml.Fields> read = values.fields(receiver, "a channel such as slack or pagerduty");
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Yaml.Fields fields = read.get();
    for (Yaml.Field field : fields.fields().values()) {
      if (!CHANNELS.contains(field.key())) {
        values.unknownKey(field, CHANNELS);
      }
    }
    List<Yaml.Field> channels =
        fields.fields().values().stream().filter(field -> CHANNELS.contains(field.key())).toList();
    if (channels.size() > 1) {
      return values.wrong(
          channels.get(1).at(), "a receiver has one channel; make this a receiver of its own");
    }
    if (channels.isEmpty()) {
      return fields.fields().isEmpty()
          ? values.wrong(
              receiver.at(),
              "this receiver has no channel; write one of " + String.join(", ", CHANNELS))
          : Optional.empty();
    }
    Yaml.Field channel = channels.getFirst();
    return switch (channel.key()) {
      case "slack" ->
          values
              .fields(channel, "{channel, token} or {webhook}")
              .flatMap(slack -> slack(channel, slack));
      case "pagerduty" ->
          values
              .fields(channel, "{routing_key}")
              .flatMap(pagerDuty -> pagerDuty(receiver, channel, pagerDuty));
      case "webhook" -> new ServerReader(values, references).webhook(channel);
      case "alertmanager" -> new ServerReader(values, references).alertmanager(channel);
      default -> Optional.empty();
    };
  }

  private Optional<Address> slack(Yaml.Field channel, Yaml.Fields slack) {
    values.onlyKeys(
        slack, List.of("channel", "token", "api", "webhook", "signing_secret", "app_token"));
    Optional<Yaml.Field> webhook = slack.find("webhook");
    if (webhook.isPresent()) {
      for (String other : List.of("channel", "token", "api", "signing_secret", "app_token")) {
        slack
            .find(other)
            .ifPresent(field ->
                values.wrong(
                    field.at(), "'%s' does not go with 'webhook'; remove one".formatted(other)));
      }
      return console(webhook.get(), "slack", "webhook")
          .or(() -> references.secret(webhook.get()).flatMap(url -> webhook(webhook.get(), url)));
    }
    Optional<String> name =
        required(channel, slack, "channel")
            .flatMap(field -> values.text(field, "a channel in quotes such as \"#data-alerts\""))
            .flatMap(references::text);
    Optional<String> api =
        slack.find("api").flatMap(field -> url(field, true)).map(ReceiverReader::slashed);
    Optional<Yaml.Field> token = required(channel, slack, "token");
    Optional<Address> console = token.flatMap(field -> console(field, "slack", name.orElse("")));
    Optional<Secret> secret =
        console.isPresent() ? Optional.empty() : token.flatMap(references::secret);
    Address.Buttons buttons = console.isPresent() ? Address.Buttons.NONE : buttons(slack);
    return name.flatMap(where ->
        console.or(() -> secret.map(found -> new Address.SlackBot(where, found, api, buttons))));
  }

  private Address.Buttons buttons(Yaml.Fields slack) {
    return new Address.Buttons(
        slack.find("signing_secret").flatMap(references::secret),
        slack
            .find("app_token")
            .flatMap(field ->
                references
                    .secret(field)
                    .flatMap(token ->
                        token.value().startsWith("xapp-")
                            ? Optional.of(token)
                            : values.wrong(
                                field.valueAt(),
                                "'app_token' must refer to an app-level token, which begins with xapp-"))));
  }

  private Optional<Address> webhook(Yaml.Field field, Secret secret) {
    return isUrl(secret.value())
        ? Optional.of(new Address.SlackWebhook(secret))
        : values.wrong(field.valueAt(), "'webhook' must refer to an http or https address");
  }

  private Optional<Address> pagerDuty(
      Yaml.Field receiver, Yaml.Field channel, Yaml.Fields pagerDuty) {
    values.onlyKeys(pagerDuty, List.of("routing_key", "region", "url"));
    String region =
        pagerDuty
            .find("region")
            .flatMap(field -> values.text(field, "us or eu"))
            .flatMap(text -> values.word("region", text, List.of("us", "eu")))
            .orElse("us");
    String enqueue =
        region.equals("eu")
            ? "https://events.eu.pagerduty.com/v2/enqueue"
            : "https://events.pagerduty.com/v2/enqueue";
    String url = pagerDuty.find("url").flatMap(field -> url(field, false)).orElse(enqueue);
    return required(channel, pagerDuty, "routing_key")
        .flatMap(key ->
            console(key, "pagerduty", receiver.key())
                .or(() ->
                    references.secret(key).map(secret -> new Address.PagerDuty(secret, url))));
  }

  private Optional<Address> console(Yaml.Field secret, String inPlaceOf, String where) {
    return demo && references.unset(secret)
        ? Optional.of(new Address.Console(inPlaceOf, where))
        : Optional.empty();
  }

  private Optional<Yaml.Field> required(Yaml.Field channel, Yaml.Fields fields, String key) {
    Optional<Yaml.Field> field = fields.find(key);
    return field.isPresent() || ShapeReader.misspelt(List.of(key), fields)
        ? field
        : values.wrong(channel.at(), "'%s' needs '%s'".formatted(channel.key(), key));
  }

  private Optional<String> url(Yaml.Field field, boolean api) {
    return values
        .text(field, "an address such as https://example.com/")
        .flatMap(text -> references.text(text))
        .filter(url ->
            (isUrl(url) && (!api || slashed(url).endsWith("/api/")))
                || values
                    .wrong(
                        field.valueAt(),
                        api
                            ? "'api' needs an address that ends in /api/"
                            : "'" + field.key() + "' needs an http or https address")
                    .isPresent());
  }

  private static String slashed(String url) {
    return url.endsWith("/") ? url : url + "/";
  }

  static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
