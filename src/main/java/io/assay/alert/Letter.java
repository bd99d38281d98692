package io.assay.alert;

import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What the fallback receiver hears of what another one was not told: one incident for a receiver
/// and a cause, however many notices that are. Pure.
///
/// @param count how many notices
/// @param worst the worst of them in a sentence, and how bad it is
/// @param why the cause, and what to do about it
record Letter(long count, Worst worst, String why) {
  /// The kind of the incidents that are letters.
  static final String KIND = "dead_letter";

  /// It is said at once that there are twice as many, and after this time that there are more.
  static final Duration CALM = Duration.ofMinutes(10);

  private static final int VALUES = 20;

  record Worst(Severity severity, String sentence) {}

  /// Returns the check that the letter is about, by which it is found again.
  static CheckId check(String receiver, String reason) {
    return new CheckId(KIND.replace('_', '-') + "/" + receiver + "/" + reason);
  }

  /// Returns the receiver that a letter is about.
  static String receiver(Incident letter) {
    String check = letter.subject().check().value();
    return check.substring(check.indexOf('/') + 1, check.lastIndexOf('/'));
  }

  /// Returns the incident that begins with this.
  Incident opened(UUID id, String receiver, String reason, Instant now) {
    Subject subject =
        new Subject(
            check(receiver, reason),
            "",
            Subject.Sort.BREACH,
            "Receiver " + receiver + " was not told",
            new Subject.Place("assay", Optional.empty(), KIND),
            new About(
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                    "%sMend the receiver, then: assay alert retry %s. Once it takes anything again, what is still wrong is tried again by itself."
                        .formatted(lookAt(reason), receiver)),
                Map.of(),
                new Source("", 1, 1)));
    return new Incident(
        id,
        subject,
        worst.severity(),
        new Incident.Span(now, Optional.empty()),
        seen(List.of(BigDecimal.valueOf(count))),
        1);
  }

  /// A status alone does not say what to mend.
  private static String lookAt(String reason) {
    return switch (reason) {
      case "http_400", "http_422" -> "Look at its key or token, and its address. ";
      case "http_401", "http_403", "http_407" -> "Look at its token, secret or password. ";
      case "http_404", "http_405", "http_410" -> "Look at its address. ";
      case "http_301", "http_302", "http_303", "http_307", "http_308" ->
          "Give it the address that it leads to. ";
      default -> "";
    };
  }

  /// Returns what there is to say to those who know of `letter`, which last changed at `changed`.
  /// Where somebody takes care of it, that is only that it got worse.
  Optional<Change> news(Incident letter, Instant changed, Instant now) {
    if (worst.severity().compareTo(letter.severity()) > 0) {
      return Optional.of(
          new Change.SeverityChanged(letter.severity(), worst.severity(), sentence()));
    }
    if (letter.care().acknowledged().isPresent()) {
      return Optional.empty();
    }
    long said = said(letter);
    boolean calm = !now.isBefore(changed.plus(CALM));
    return count >= 2 * said || (count > said && calm)
        ? Optional.of(new Change.Reminded(sentence()))
        : Optional.empty();
  }

  /// Returns `letter` as it is with this; `told` says whether it is a change that people hear of.
  Incident grown(Incident letter, boolean told) {
    List<BigDecimal> values = new ArrayList<>(letter.seen().recent());
    if (told) {
      values.add(BigDecimal.valueOf(count));
    }
    boolean worse = told && worst.severity().compareTo(letter.severity()) > 0;
    return new Incident(
        letter.id(),
        letter.subject(),
        worse ? worst.severity() : letter.severity(),
        letter.span(),
        seen(values.subList(Math.max(0, values.size() - VALUES), values.size())),
        letter.sequence() + (told ? 1 : 0),
        worse ? Incident.Care.NONE : letter.care());
  }

  /// Returns `letter` as it ends with that sentence.
  static Incident ended(Incident letter, String sentence, Instant now) {
    return new Incident(
        letter.id(),
        letter.subject(),
        letter.severity(),
        new Incident.Span(letter.span().opened(), Optional.of(now)),
        new Incident.Seen(sentence, "", "", letter.seen().recent()),
        letter.sequence() + 1,
        letter.care());
  }

  String sentence() {
    return count == 1
        ? worst.sentence() + "; " + why
        : "%d notices; %s. The worst: %s".formatted(count, why, worst.sentence());
  }

  private Incident.Seen seen(List<BigDecimal> values) {
    return new Incident.Seen(sentence(), "", "", values);
  }

  private static long said(Incident letter) {
    List<BigDecimal> values = letter.seen().recent();
    return values.isEmpty() ? 1 : values.getLast().longValue();
  }
}
