package io.assay.config;

import io.assay.alert.Match;
import io.assay.alert.Silence;
import io.assay.check.Edge;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a silence that somebody writes on a command line or sends: in the language of the routing
/// files. The first thing that is wrong is told in one sentence.
public final class SilenceReader {
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Set<String> databases;
  private final Instant now;

  /// `databases` are those that there are.
  public SilenceReader(Set<String> databases, Instant now) {
    this.databases = databases;
    this.now = now;
  }

  /// What was read.
  public sealed interface Read {
    /// Which incidents, and when.
    record Good(Match match, Silence.Span span) implements Read {}

    /// What is wrong, in a sentence.
    record Wrong(String why) implements Read {}
  }

  /// Returns what the texts say; `length` and `ends` say the same in two ways.
  public Read read(
      Map<String, String> match,
      Optional<String> starts,
      Optional<String> length,
      Optional<String> ends) {
    if (match.isEmpty()) {
      return new Read.Wrong(
          "a silence needs a match such as database=shop; to silence everything match database=*");
    }
    return switch (MatchText.read(match, Optional.of(databases))) {
      case MatchText.Read.Wrong(String why) -> new Read.Wrong(why);
      case MatchText.Read.Good(Match good) -> read(good, starts, length, ends);
    };
  }

  private Read read(
      Match match, Optional<String> starts, Optional<String> length, Optional<String> ends) {
    if (length.isPresent() && ends.isPresent()) {
      return new Read.Wrong("a silence has one end: say for how long, or until when, and not both");
    }
    if (length.isEmpty() && ends.isEmpty()) {
      return new Read.Wrong("a silence needs an end: say for how long, such as 2h, or until when");
    }
    Optional<Instant> begins = starts.isEmpty() ? Optional.of(now) : moment(starts.get());
    if (begins.isEmpty()) {
      return notAMoment(starts.orElse(""));
    }
    Optional<Duration> span = length.flatMap(text -> DurationText.parse(text.strip()));
    if (length.isPresent() && span.filter(Duration::isPositive).isEmpty()) {
      return new Read.Wrong(
          Quotes.of(length.get()) + " is not a duration; write one such as 30m, 2h or 1d");
    }
    Optional<Instant> end = span.map(begins.get()::plus).or(() -> ends.flatMap(this::moment));
    if (end.isEmpty()) {
      return notAMoment(ends.orElse(""));
    }
    if (!end.get().isAfter(begins.get()) || !end.get().isAfter(now)) {
      return new Read.Wrong("a silence must end after it begins, and after now");
    }
    if (Duration.between(begins.get(), end.get()).compareTo(LONGEST) > 0) {
      return new Read.Wrong(
          "a silence lasts a year at most; what is never to be told belongs in no route");
    }
    return new Read.Good(match, new Silence.Span(begins.get(), end.get()));
  }

  private static Read notAMoment(String text) {
    return new Read.Wrong(
        Quotes.of(text) + " is not a moment; write one with its offset such as 2026-12-24T22:00Z");
  }

  /// Without an offset nobody knows whose clock is meant.
  private Optional<Instant> moment(String text) {
    return EdgeText.parse(text.strip()).orElse(null) instanceof Edge.Moment moment
            && moment.offset().isPresent()
        ? Optional.of(moment.in(ZoneOffset.UTC).toInstant())
        : Optional.empty();
  }
}
