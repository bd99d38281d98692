package io.assay.alert;

import io.assay.check.Severity;
import io.assay.check.StoredWord;
import io.assay.check.Words;
import io.assay.incident.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a receiver is told of an incident now, or why not. Pure.
///
/// What is held back is not lost: it is told when the quiet time is over and it is still wrong.
/// What opened and ended within it is told to nobody who has not heard of it. The end of what a
/// receiver has heard of is told at any time, so that nothing stays open there that is over.
public sealed interface Quiet {

  /// Nothing keeps it back.
  record Tell() implements Quiet {}

  /// Not now.
  ///
  /// @param until when the quiet time is over; none when nobody knows yet
  /// @param why in words, for those who look for the message
  record Hold(Reason reason, Optional<Instant> until, String why) implements Quiet {
    /// It is looked at again this often, so that a changed mute takes effect.
    private static final Duration LOOK = Duration.ofMinutes(1);

    /// As [#LOOK], while nobody knows when it is over.
    private static final Duration NEXT_LOOK = Duration.ofSeconds(20);

    /// Returns when to look again.
    Instant again(Instant now) {
      Instant look = now.plus(until.isPresent() ? LOOK : NEXT_LOOK);
      return until.filter(look::isAfter).orElse(look);
    }
  }

  /// Not before it is known whether a check that it depends on fails too.
  ///
  /// @param until when it is told in any case
  record Wait(Instant until, String why) implements Quiet {
    private static final Duration NEXT_LOOK = Duration.ofSeconds(3);

    /// Returns when to look again.
    Instant again(Instant now) {
      Instant look = now.plus(NEXT_LOOK);
      return look.isBefore(until) ? look : until;
    }
  }

  /// Not at all: it opened and ended within the quiet time.
  record Never(Reason reason, String why) implements Quiet {}

  /// What keeps it back.
  enum Reason {
    /// A silence that a person asked for.
    SILENCED,
    /// A mute of the routing files.
    MUTED,
    /// A check that it depends on is in incident.
    DEPENDS_ON,
    /// The state was restored from a backup, and what was told since then is not on record.
    RESTORED;

    /// Returns the word for metrics and columns.
    public String word() {
      return StoredWord.of(this);
    }
  }

  /// What the receiver knows of the incident.
  enum Heard {
    /// Nothing.
    NOTHING,
    /// Nothing, because a check that it depends on was in incident when it was last looked at.
    WAITED,
    /// Nothing that is on record, since the state was restored from a backup.
    RESTORED,
    /// Something, or maybe: an answer may have been lost.
    SOMETHING;

    /// Returns what the receiver knows.
    ///
    /// @param something whether it acknowledged something, or may have
    /// @param held why it was not told when it was last looked at; a word of [Reason]
    static Heard of(boolean something, @Nullable String held) {
      if (Reason.RESTORED.word().equals(held)) {
        return RESTORED;
      }
      if (something) {
        return SOMETHING;
      }
      return Reason.DEPENDS_ON.word().equals(held) ? WAITED : NOTHING;
    }
  }

  /// Returns how long the first notice waits at most until the checks that it depends on have run
  /// too. One that opens within this time after it is its cause.
  static Duration grace(Severity severity) {
    return switch (severity) {
      case INFO, WARNING -> Duration.ofMinutes(2);
      case CRITICAL -> Duration.ofMinutes(1);
    };
  }

  /// Returns what is to become of a notice about `incident` at `now`.
  static Quiet decide(Incident incident, Heard heard, QuietTimes times, Instant now) {
    boolean knows = heard == Heard.SOMETHING;
    Optional<Instant> resolved = incident.span().resolved();
    if (knows && resolved.isPresent()) {
      return new Tell();
    }
    if (resolved.isPresent() && heard == Heard.RESTORED) {
      return new Never(Reason.RESTORED, "suppressed: after a restore, what is over is no news");
    }
    if (resolved.isPresent()) {
      Instant opened = incident.span().opened();
      boolean within = !times.end(incident, opened).isBefore(resolved.get());
      Optional<QuietTimes.Hush> then =
          times.at(incident, opened).filter(hush -> within || waited(heard, hush));
      if (then.isPresent()) {
        return new Never(then.get().reason(), "suppressed " + then.get().by());
      }
    }
    return times
        .at(incident, now)
        .<Quiet>map(hush -> {
          Instant end = times.end(incident, now);
          Optional<Instant> until = end.equals(Instant.MAX) ? Optional.empty() : Optional.of(end);
          return hold(hush, until);
        })
        .orElseGet(() -> knows || resolved.isPresent() ? new Tell() : waits(incident, times, now));
  }

  private static Quiet waits(Incident incident, QuietTimes times, Instant now) {
    Instant end = incident.span().opened().plus(grace(incident.severity()));
    return times
        .unclear(incident)
        .filter(_ -> now.isBefore(end))
        .<Quiet>map(check ->
            new Wait(
                end,
                "waits until %s, on which it depends, has run too, until %s at most"
                    .formatted(check, Words.moment(end))))
        .orElseGet(Tell::new);
  }

  /// It passed at its first run after the check that it depends on did.
  private static boolean waited(Heard heard, QuietTimes.Hush hush) {
    return heard == Heard.WAITED && hush.reason() == Reason.DEPENDS_ON;
  }

  /// Returns what that means for a notice.
  static Hold hold(QuietTimes.Hush hush, Optional<Instant> until) {
    return new Hold(hush.reason(), until, says(hush, until));
  }

  private static String says(QuietTimes.Hush hush, Optional<Instant> until) {
    String word =
        switch (hush.reason()) {
          case SILENCED -> "silenced";
          case MUTED -> "muted";
          case DEPENDS_ON, RESTORED -> "held back";
        };
    return word + until.map(end -> " until " + Words.moment(end)).orElse("") + " " + hush.by();
  }
}
