package io.assay.check.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.KindLanguage;
import io.assay.check.Parameter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every kind's language keeps to.
class KindsTest {
  private static final Set<String> MODIFIERS =
      Set.of(
          "id",
          "severity",
          "schedule",
          "zone",
          "owner",
          "runbook",
          "labels",
          "description",
          "where",
          "window",
          "by",
          "for",
          "recover",
          "remind",
          "active",
          "timeout",
          "budget",
          "depends_on",
          "row_security",
          "trust_foreign_keys",
          "keep");

  static List<KindLanguage> kinds() {
    return Kinds.ALL;
  }

  @Test
  void no_two_kinds_share_a_keyword() {
    assertThat(Kinds.ALL).extracting(KindLanguage::keyword).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_kind_is_found_by_its_keyword(KindLanguage kind) {
    assertThat(Kinds.named(kind.keyword())).containsSame(kind);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void no_parameter_takes_the_name_of_a_modifier_or_of_another(KindLanguage kind) {
    assertThat(all(kind)).extracting(Parameter::name).doesNotHaveDuplicates();
    assertThat(all(kind))
        .extracting(Parameter::name)
        .filteredOn(name -> !(kind == Gaps.LANGUAGE && name.equals("window")))
        .doesNotContainAnyElementsOf(MODIFIERS);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void each_parameter_says_what_it_is_in_one_line(KindLanguage kind) {
    assertThat(all(kind))
        .allSatisfy(parameter -> assertThat(parameter.says()).isNotBlank().doesNotContain("\n"));
  }

  private static List<Parameter<?>> all(KindLanguage kind) {
    return Stream.concat(Stream.of(kind.subject()), kind.parameters().stream()).toList();
  }
}
