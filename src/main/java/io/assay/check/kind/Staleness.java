package io.assay.check.kind;

import io.assay.check.Bound;
import io.assay.check.Durations;
import io.assay.check.Limit;
import io.assay.check.Measured;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Something is expected every `every`, and is stale once it is older than `tolerance` times that.
record Staleness(Duration every, double tolerance) {

  /// Returns the age above which it is stale.
  Duration limit() {
    return Duration.ofMillis((long) (every.toMillis() * tolerance));
  }

  /// Returns the limit on the age, which is measured in seconds.
  Limit limit(Severity severity) {
    return new Limit(
        severity, Unit.SECONDS, new Bound.AtMost(BigDecimal.valueOf(limit().toMillis(), 3)));
  }

  /// Returns that nothing can be said, when a standby is further behind than the limit.
  Optional<Verdict> tooFarBehind(Measured.Moment moment) {
    return moment
        .lag()
        .filter(lag -> lag.compareTo(limit()) > 0)
        .map(lag ->
            new Verdict.Unknown(
                "the standby is "
                    + Durations.say(lag)
                    + " behind, more than the limit of "
                    + Durations.say(limit())));
  }

  /// Returns how old what happened at `last` is: on a standby without the replay lag, negative only
  /// when it lies ahead of the database's clock.
  Duration age(Instant last, Measured.Moment moment) {
    Duration age = Duration.between(last, moment.now());
    if (age.isNegative() || moment.lag().isEmpty()) {
      return age;
    }
    Duration without = age.minus(moment.lag().get());
    return without.isNegative() ? Duration.ZERO : without;
  }

  /// Returns `age` in words that do not read as the limit does when it is above it.
  String say(Duration age) {
    String words = Durations.say(age);
    return stale(age) && words.equals(Durations.say(limit())) ? "just over " + words : words;
  }

  /// Returns whether `age` is above the limit.
  boolean stale(Duration age) {
    return age.compareTo(limit()) > 0;
  }
}
