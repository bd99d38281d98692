package io.assay.config;

import io.assay.alert.Heartbeat;
import io.assay.alert.Heartbeat.Watcher;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the heartbeat: how often, and exactly one watcher.
final class HeartbeatReader {
  private static final List<String> WATCHERS = List.of("url", "alertmanager", "pagerduty");
  private static final Duration USUAL = Duration.ofMinutes(1);
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private final ValueReader values;
  private final References references;

  HeartbeatReader(ValueReader values, References references) {
    this.values = values;
    this.references = references;
  }

  Optional<Heartbeat> read(Yaml.Field field) {
    return values
        .fields(field, "a mapping such as {every: 1m, url: …}")
        .flatMap(found -> {
          values.onlyKeys(found, List.of("every", "url", "method", "alertmanager", "pagerduty"));
          Optional<Duration> every = every(found);
          Optional<Watcher> watcher = watcher(field, found);
          return every.flatMap(often -> watcher.map(who -> new Heartbeat(often, who)));
        });
  }

  private Optional<Duration> every(Yaml.Fields heartbeat) {
    Optional<Yaml.Field> every = heartbeat.find("every");
    if (every.isEmpty()) {
      return Optional.of(USUAL);
    }
    return values
        .duration(every.get())
        .flatMap(often ->
            often.compareTo(SHORTEST) >= 0
                ? Optional.of(often)
                : values.wrong(every.get().valueAt(), "'every' must be at least 10s"));
  }

  private Optional<Watcher> watcher(Yaml.Field field, Yaml.Fields heartbeat) {
    List<Yaml.Field> named =
        WATCHERS.stream().flatMap(key -> heartbeat.find(key).stream()).toList();
    if (named.isEmpty() && !ShapeReader.misspelt(WATCHERS, heartbeat)) {
      return values.wrong(
          field.at(), "the heartbeat has no watcher; write one of " + String.join(", ", WATCHERS));
    }
    if (named.size() > 1) {
      return values.wrong(named.get(1).at(), "a heartbeat has one watcher; remove this one");
    }
    Optional<Yaml.Field> method = heartbeat.find("method");
    Optional<String> word =
        method.flatMap(found ->
            values
                .text(found, "get or post")
                .flatMap(text -> values.word("method", text, List.of("get", "post"))));
    if (named.isEmpty() || (method.isPresent() && word.isEmpty())) {
      return Optional.empty();
    }
    Yaml.Field watcher = named.getFirst();
    if (watcher.key().equals("url")) {
      return new ServerReader(values, references)
          .url(watcher)
          .map(url -> new Watcher.Page(new Secret(url), word.equals(Optional.of("post"))));
    }
    if (method.isPresent()) {
      return values.wrong(method.get().at(), "'method' goes with 'url'; remove it");
    }
    return address(watcher)
        .flatMap(address ->
            switch (address) {
              case Address.Alertmanager server -> Optional.of(new Watcher.Server(server));
              case Address.PagerDuty service -> Optional.of(new Watcher.Service(service));
              case Address.SlackBot _,
                  Address.SlackWebhook _,
                  Address.Webhook _,
                  Address.Console _ ->
                  Optional.empty();
            });
  }

  /// A watcher is written as the receiver of that sort is.
  private Optional<Address> address(Yaml.Field watcher) {
    return new ReceiverReader(values, references, false)
        .read(
            new Yaml.Field(
                "heartbeat",
                watcher.at(),
                new Yaml.Fields(Map.of(watcher.key(), watcher), watcher.at())));
  }
}
