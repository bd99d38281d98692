package io.assay.alert;

import io.assay.incident.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whether a receiver hears of an incident now.
sealed interface Held {
  /// What is held back is looked at again this often, so that a changed mute takes effect.
  Duration LOOK = Duration.ofMinutes(1);

  /// It does.
  record Not() implements Held {}

  /// Not now: to be looked at again at `next`.
  record Until(Instant next, String why) implements Held {}

  /// It knows all there is to know.
  record NothingToTell() implements Held {}

  /// Never: it is over already.
  record ForGood(String why) implements Held {}

  /// Returns whether `incident` is told at `now`; `news` when the receiver never heard of it.
  static Held of(List<Routing.Mute> mutes, Incident incident, boolean news, Instant now) {
    Optional<String> hidden = news ? Mutes.hid(mutes, incident) : Optional.empty();
    if (hidden.isPresent()) {
      return new ForGood("suppressed by the mute: " + hidden.get());
    }
    Optional<Instant> muted = Mutes.until(mutes, incident, now);
    Instant look = now.plus(LOOK);
    return muted
        .<Held>map(until -> new Until(until.isBefore(look) ? until : look, "muted until " + until))
        .orElseGet(Not::new);
  }
}
