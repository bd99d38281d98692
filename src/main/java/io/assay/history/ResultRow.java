package io.assay.history;

import io.assay.check.CheckId;
import io.assay.check.Measured;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
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
    String how = result.taking().how().map(ResultRow::word).orElse(null);
    return switch (result.verdict()) {
      case Verdict.Pass(Observation seen) -> of(result, how, null, seen);
      case Verdict.Breach(Severity severity, Observation seen) ->
          of(result, how, severity.word(), seen);
      case Verdict.Errored(Unmeasurable why) -> of(result, how, word(why.reason()), why.text());
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
        word(seen.unit()),
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
            Optional.ofNullable(how).map(word -> Measured.How.valueOf(constant(word))),
            Duration.ofMillis(tookMillis),
            at,
            Optional.ofNullable(because)));
  }

  private Verdict verdict() {
    return switch (state) {
      case "pass" -> new Verdict.Pass(observation());
      case "breach" -> new Verdict.Breach(Severity.valueOf(constant(severity)), observation());
      case "error" ->
          new Verdict.Errored(
              new Unmeasurable(Unmeasurable.Reason.valueOf(constant(reason)), sentence));
      case "unknown" -> new Verdict.Unknown(sentence);
      default -> throw new IllegalStateException("a result in state " + state);
    };
  }

  private Observation observation() {
    return new Observation(
        sentence,
        Optional.ofNullable(value),
        Unit.valueOf(constant(unit)),
        observed == null ? "" : observed,
        expected == null ? "" : expected);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String constant(@Nullable String word) {
    return word == null ? "" : word.toUpperCase(Locale.ROOT);
  }
}
