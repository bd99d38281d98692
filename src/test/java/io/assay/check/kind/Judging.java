package io.assay.check.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Bound;
import io.assay.check.Column;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Evidence, limits and written arguments for the tests of kinds.
final class Judging {
  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  static final Column EMAIL = new Column.Name("email");

  private Judging() {}

  static Measured measured(Map<Measure<?>, Object> values) {
    return measured(values, NOW, Optional.empty());
  }

  static Measured measured(Map<Measure<?>, Object> values, Instant now, Optional<Duration> lag) {
    return new Measured(
        values,
        new Measured.Moment(now, lag),
        new Measured.Cost(Measured.How.SCAN, Duration.ofMillis(5)));
  }

  static Verdict judge(Kind kind, Map<Measure<?>, Object> values) {
    return kind.judge(Evidence.of(measured(values))).verdict();
  }

  static Judgement judge(Kind kind, Measure<?> measure, Object value, Instant now, Memory memory) {
    return kind.judge(
        new Evidence(measured(Map.of(measure, value), now, Optional.empty()), List.of(), memory));
  }

  static Observation passed(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    return ((Verdict.Pass) verdict).seen();
  }

  static Observation breached(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Breach.class);
    return ((Verdict.Breach) verdict).seen();
  }

  static Severity severity(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Breach.class);
    return ((Verdict.Breach) verdict).severity();
  }

  static String unknown(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Unknown.class);
    return ((Verdict.Unknown) verdict).why();
  }

  static Limits atMost(Unit unit, String most) {
    return Limits.of(Severity.WARNING, unit, new Bound.AtMost(new BigDecimal(most)));
  }

  static Limits atLeast(Unit unit, String least) {
    return Limits.of(Severity.WARNING, unit, new Bound.AtLeast(new BigDecimal(least)));
  }

  /// Returns the kinds of one list item; the values stand under the names of the parameters.
  static List<Kind> written(KindLanguage language, Map<String, Object> values) {
    return written(language, values, Optional.of(new Column.Name("created_at")));
  }

  static List<Kind> written(
      KindLanguage language, Map<String, Object> values, Optional<Column> time) {
    Map<String, Parameter<?>> known =
        language.parameters().stream().collect(Collectors.toMap(Parameter::name, each -> each));
    Map<Parameter<?>, Object> byParameter =
        values.entrySet().stream()
            .collect(
                Collectors.toMap(
                    value ->
                        value.getKey().equals(language.keyword())
                            ? language.subject()
                            : known.get(value.getKey()),
                    Map.Entry::getValue));
    return language
        .make()
        .apply(
            new KindLanguage.Arguments(
                byParameter, time, ZoneId.of("Europe/Rome"), Severity.WARNING));
  }
}
