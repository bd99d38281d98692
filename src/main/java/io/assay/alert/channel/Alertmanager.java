package io.assay.alert.channel;

import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.alert.RepeatingChannel;
import io.assay.incident.Incident;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Prometheus' Alertmanager, API v2. An alert is known there by its labels; one of them is the
/// incident's id, so that a repeated telling makes no second alert and a late one ends no other.
///
/// Alertmanager keeps alerts in memory until their `endsAt`. That is set [#LASTS] ahead and moved
/// on [#REPEATED] after each telling: an alert survives a daemon that is away for hours, comes back
/// soon after Alertmanager lost its memory, and ends by itself when nobody is there to end it.
final class Alertmanager implements RepeatingChannel {
  static final Duration LASTS = Duration.ofHours(4);
  static final Duration REPEATED = Duration.ofMinutes(15);
  static final String PATH = "/api/v2/alerts";
  private static final String WHO = "Alertmanager";
  private static final String ALERT = "alert";

  private final Address.Alertmanager address;
  private final JsonPost posts;
  private final InstantSource clock;

  Alertmanager(Address.Alertmanager address, JsonPost posts, InstantSource clock) {
    this.address = address;
    this.posts = posts;
    this.clock = clock;
  }

  @Override
  public Outcome tell(Notice notice) {
    Instant now = now();
    Incident incident = notice.incident();
    AlertmanagerAlert alert = AlertmanagerAlert.of(notice);
    List<Map<String, Object>> alerts = new ArrayList<>();
    replaced(notice, alert).forEach(old -> alerts.add(AlertmanagerAlert.until(old, now)));
    Instant end = incident.span().resolved().orElse(now.plus(LASTS));
    alerts.add(AlertmanagerAlert.until(alert.fields(), end));
    return send(
        alerts,
        new Knows(notice.incident().sequence(), incident.open() ? alert.fields() : Map.of()),
        notice.turn().over());
  }

  @Override
  public Outcome repeat(Map<String, String> reference, BooleanSupplier over) {
    Map<String, Object> alert = stored(reference).orElse(Map.of());
    return alert.isEmpty()
        ? new Outcome.Accepted(0, Map.of())
        : send(
            List.of(AlertmanagerAlert.until(alert, now().plus(LASTS))), new Knows(0, alert), over);
  }

  /// An alert that fires goes on, although its end was told before.
  @Override
  public boolean isLastWord(Notice notice) {
    return !notice.incident().open();
  }

  /// What it knows afterwards, and the alert that has to be repeated; nothing when it is over.
  private record Knows(long sequence, Map<String, Object> alert) {}

  /// The alerts of the same incident that this one takes the place of: the one that was told with
  /// other labels, and, when an answer was lost, what may have been told since.
  private List<Map<String, Object>> replaced(Notice notice, AlertmanagerAlert alert) {
    List<Map<String, Object>> replaced = new ArrayList<>();
    if (notice.known().attempts() > 0) {
      replaced.addAll(alert.ofOtherSeverities());
    }
    stored(notice.known().reference())
        .filter(old -> !AlertmanagerAlert.same(old, alert.fields()))
        .filter(old -> replaced.stream().noneMatch(other -> AlertmanagerAlert.same(old, other)))
        .ifPresent(replaced::add);
    return replaced;
  }

  private Outcome send(List<Map<String, Object>> alerts, Knows then, BooleanSupplier over) {
    try {
      JsonPost.Reply reply =
          posts.post(address.url() + PATH, headers(address.login()), posts.write(alerts), over);
      if (!reply.good()) {
        return Answer.refused(WHO, reply, clock.instant(), address.secrets());
      }
      // it answers with nothing; a page would be somebody else's
      return reply.body().isBlank() || reply.body().strip().matches("(?s)[{\\[\"].*")
          ? new Outcome.Accepted(then.sequence(), reference(then.alert()))
          : Answer.garbled(WHO);
    } catch (IOException e) {
      return Answer.lost(WHO, e);
    }
  }

  private Map<String, String> reference(Map<String, Object> alert) {
    return alert.isEmpty()
        ? Map.of()
        : Map.of(
            ALERT,
            new String(posts.write(alert), StandardCharsets.UTF_8),
            AGAIN,
            now().plus(REPEATED).toString());
  }

  private Optional<Map<String, Object>> stored(Map<String, String> reference) {
    return Optional.ofNullable(reference.get(ALERT)).map(posts::read);
  }

  static Map<String, String> headers(Address.Login login) {
    Map<String, String> headers = new LinkedHashMap<>();
    switch (login) {
      case Address.Login.None _ -> {}
      case Address.Login.Basic(var username, var password) ->
          headers.put(
              "Authorization",
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString(
                          (username + ":" + password.value()).getBytes(StandardCharsets.UTF_8)));
      case Address.Login.Bearer(var token) ->
          headers.put("Authorization", "Bearer " + token.value());
    }
    return headers;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
