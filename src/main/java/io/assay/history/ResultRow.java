package io.assay.history;

import io.assay.check.CheckId;
import io.assay.check.Measured;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.StoredWord;
import io.assay.check.Unit;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row of `assay.result`, as the columns have it.
@MappedEntity(value = "result", schema = "assay")
record ResultRow(
    @MappedProperty("check_id") String check,
    @MappedProperty("grp") String group,
    Instant slot,
    Instant at,
    String state,
    @Nullable String severity,
    @Nullable BigDecimal value,
    @Nullable String unit,
    String sentence,
    @Nullable String observed,
    @Nullable String expected,
    @Nullable String reason,
    @Nullable String how,
    @MappedProperty("took_ms") long tookMillis,
    @Nullable String because) {

  static ResultRow of(Result result) {
    String how = result.taking().how().map(StoredWord::of).orElse(null);
    return switch (result.verdict()) {
      case Verdict.Pass(Observation seen) -> of(result, how, null, seen);
      case Verdict.Breach(Severity severity, Observation seen) ->
          of(result, how, severity.word(), seen);
      case Verdict.Errored(Unmeasurable why) ->
          of(result, how, StoredWord.of(why.reason()), why.text());
      case Verdict.Unknown(String why) -> of(result, how, null, why);
    };
  }

  private static ResultRow of(
      Result result, @Nullable String how, @Nullable String severity, Observation seen) {
    return new ResultRow(
        result.check().value(),
        result.group(),
        result.slot(),
        result.taking().at(),
        result.verdict().word(),
        severity,
        seen.value().orElse(null),
        StoredWord.of(seen.unit()),
        seen.inFull(),
        seen.observed(),
        seen.expected(),
        null,
        how,
        result.taking().took().toMillis(),
        result.taking().because().orElse(null));
  }

  private static ResultRow of(
      Result result, @Nullable String how, @Nullable String reason, String sentence) {
    return new ResultRow(
        result.check().value(),
        result.group(),
        result.slot(),
        result.taking().at(),
        result.verdict().word(),
        null,
        null,
        null,
        sentence,
        null,
        null,
        reason,
        how,
        result.taking().took().toMillis(),
        result.taking().because().orElse(null));
  }

  Result result() {
    return new Result(
        new CheckId(check),
        group,
        slot,
        verdict(),
        new Result.Taking(
            StoredWord.read(Measured.How.class, how),
            Duration.ofMillis(tookMillis),
            at,
            Optional.ofNullable(because)));
  }

  /// Of what a later version wrote, what it means is not known, and the sentence still says it.
  private Verdict verdict() {
    return switch (state) {
      case "pass" -> new Verdict.Pass(observation());
      case "breach" ->
          new Verdict.Breach(
              Severity.stored(Optional.ofNullable(severity).orElse("")), observation());
      case "error" ->
          new Verdict.Errored(
              new Unmeasurable(
                  StoredWord.read(Unmeasurable.Reason.class, reason)
                      .orElse(Unmeasurable.Reason.QUERY),
                  sentence));
      default -> new Verdict.Unknown(sentence);
    };
  }

  private Observation observation() {
    return new Observation(
        sentence,
        Optional.ofNullable(value),
        StoredWord.read(Unit.class, unit).orElse(Unit.COUNT),
        observed == null ? "" : observed,
        expected == null ? "" : expected);
  }
}
