package io.assay.incident;

import io.assay.check.KeptRows;
import io.assay.check.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Something that is or was wrong, complete enough to be told to a person without asking anything
/// else.
///
/// @param id made before anyone is told, so that retries name the same incident
/// @param subject what is wrong: the check with all that people need to know of it
/// @param severity the severity now; on a resolved incident, its last
/// @param span since when, and until when it is resolved
/// @param seen what was seen last
/// @param sequence the number of the incident's latest change, from 1
/// @param care what is to be known of it beside what is wrong
public record Incident(
    UUID id, Subject subject, Severity severity, Span span, Seen seen, long sequence, Care care) {

  /// An incident that nobody has acknowledged and that does not flap.
  public Incident(
      UUID id, Subject subject, Severity severity, Span span, Seen seen, long sequence) {
    this(id, subject, severity, span, seen, sequence, Care.NONE);
  }

  /// When it opened, and when it was resolved.
  public record Span(Instant opened, Optional<Instant> resolved) {}

  /// What was seen last, in the words of a message.
  ///
  /// @param sentence to be read after the subject's title
  /// @param observed the figure in words
  /// @param expected the limit in words
  /// @param recent the values of the last runs, oldest first, at most 20
  /// @param details what is shown beside
  public record Seen(
      String sentence, String observed, String expected, List<BigDecimal> recent, Details details) {
    public Seen {
      recent = List.copyOf(recent);
    }

    public Seen(String sentence, String observed, String expected, List<BigDecimal> recent) {
      this(sentence, observed, expected, recent, Details.NONE);
    }

    /// Returns the same with another sentence.
    Seen saying(String words) {
      return new Seen(words, observed, expected, recent, details);
    }
  }

  /// What the check's author wanted to see of the data itself.
  ///
  /// @param groups of a check that is judged by groups: what was seen of each one in breach, the
  ///   worst first
  /// @param rows failing rows as they were when it opened or last got worse
  public record Details(List<String> groups, Optional<KeptRows> rows) {
    public static final Details NONE = new Details(List.of(), Optional.empty());

    public Details {
      groups = List.copyOf(groups);
    }
  }

  /// Whether somebody takes care of it, and whether it is flapping: then it stays open although it
  /// passes now and then.
  public record Care(Optional<Acknowledgement> acknowledged, boolean flapping) {
    public static final Care NONE = new Care(Optional.empty(), false);
  }

  /// That somebody takes care of it; `note` may be empty.
  public record Acknowledgement(Instant at, String by, String note) {}

  /// Returns whether it is still open.
  public boolean open() {
    return span.resolved().isEmpty();
  }
}
