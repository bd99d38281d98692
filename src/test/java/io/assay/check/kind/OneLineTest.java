package io.assay.check.kind;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

  @Test
  void lines_and_control_characters_become_single_blanks() {
    assertThat(OneLine.cut("  SELECT\r\n\t1\u0007 , 2 ", 60)).isEqualTo("SELECT 1 , 2");
  }

  @Test
  void a_cut_ends_in_an_ellipsis_and_breaks_no_character() {
    assertThat(OneLine.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(OneLine.cut("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(OneLine.cut("😀😀😀😀", 3)).isEqualTo("😀😀…");
  }

  @Test
  void a_statement_is_named_without_its_literals() {
    assertThat(OneLine.statement("ALTER ROLE a PASSWORD 'secret' VALID UNTIL 'x"))
        .isEqualTo("ALTER ROLE a PASSWORD '…' VALID UNTIL '…'");
  }
}
