package io.assay.alert.channel;

import io.assay.alert.Heartbeat;
import io.assay.alert.Heartbeat.Watcher;
import io.assay.alert.HeartbeatChannel;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The calls to each sort of watcher.
@Singleton
final class HeartbeatCalls implements HeartbeatChannel {
  /// So many signs of life may stay away before an alert that always fires ends.
  private static final int MISSED = 3;

  private static final String NAME = "AssayWatchdog";
  private static final String DEDUP_KEY = "assay-heartbeat";

  private final JsonPost posts;
  private final InstantSource clock;

  HeartbeatCalls(JsonPost posts, ChannelOptions options) {
    this.posts = posts;
    this.clock = options.clock();
  }

  @Override
  public Outcome beat(Heartbeat heartbeat) {
    return switch (heartbeat.watcher()) {
      case Watcher.Page(var url, var post) -> page(url, post);
      case Watcher.Server(var address) -> fire(address, heartbeat.every());
      case Watcher.Service(var address) -> suspend(address);
    };
  }

  private Outcome page(Secret url, boolean post) {
    return answered(
        "the watcher",
        Set.of(url),
        () ->
            post
                ? posts.post(
                    url.value(),
                    Map.of(),
                    posts.write(Map.of("assay", "alive", "at", now().toString())))
                : posts.get(url.value()));
  }

  /// An alert that always fires, for a receiver of Alertmanager's that misses it when it ends.
  private Outcome fire(Address.Alertmanager address, Duration every) {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("labels", Map.of("alertname", NAME, "severity", "none"));
    alert.put(
        "annotations",
        Map.of("summary", "Assay is alive. This alert always fires; when it ends, Assay is not."));
    alert.put("startsAt", now().toString());
    alert.put("endsAt", now().plus(every.multipliedBy(MISSED)).toString());
    return answered(
        "Alertmanager",
        address.secrets(),
        () ->
            posts.post(
                address.url() + Alertmanager.PATH,
                Alertmanager.headers(address.login()),
                posts.write(List.of(alert))));
  }

  /// Takes the alert back that the service has suspended since the last time, and begins the next.
  private Outcome suspend(Address.PagerDuty address) {
    Map<String, Object> resolve = event(address, "resolve");
    Map<String, Object> trigger = event(address, "trigger");
    trigger.put(
        "payload",
        Map.of(
            "summary",
            "Assay gives no sign of life",
            "source",
            "assay",
            "severity",
            "critical",
            "class",
            "heartbeat"));
    Outcome first = enqueue(address, resolve);
    return first instanceof Outcome.Accepted ? enqueue(address, trigger) : first;
  }

  private Outcome enqueue(Address.PagerDuty address, Map<String, Object> event) {
    return answered(
        "PagerDuty",
        address.secrets(),
        () -> posts.post(address.url(), Map.of(), posts.write(event)));
  }

  private static Map<String, Object> event(Address.PagerDuty address, String action) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("routing_key", address.routingKey().value());
    event.put("event_action", action);
    event.put("dedup_key", DEDUP_KEY);
    return event;
  }

  /// One call.
  private interface Call {
    JsonPost.Reply make() throws IOException;
  }

  private Outcome answered(String who, Set<Secret> secrets, Call call) {
    try {
      JsonPost.Reply reply = call.make();
      return reply.good()
          ? new Outcome.Accepted(0, Map.of())
          : Answer.refused(who, reply, clock.instant(), secrets);
    } catch (IOException e) {
      return Answer.lost(who, e);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
