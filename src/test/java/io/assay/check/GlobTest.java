package io.assay.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "orders,orders,true",
    "orders,orders_2026,false",
    "orders_*,orders_,true",
    "*orders,all_orders,true",
    "o*d*s,orders,true",
    "o*d*s,order,false",
    "order?,orders,true",
    "order?,order,false",
    "*,'',true",
    "?,'',false",
    "Orders,orders,false",
    "a.c,abc,false",
  })
  void a_star_is_any_text_and_a_question_mark_one_character(
      String pattern, String text, boolean expected) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(expected);
  }

  @Test
  void only_stars_and_question_marks_make_a_pattern() {
    assertThat(Glob.isPattern("orders_*")).isTrue();
    assertThat(Glob.isPattern("order?")).isTrue();
    assertThat(Glob.isPattern("orders[1]%_")).isFalse();
  }

  @Test
  void a_pattern_of_many_stars_is_answered_at_once() {
    assertThat(Glob.matches("*a".repeat(200) + "b", "a".repeat(5000))).isFalse();
  }
}
