package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleanTest {
  @Test
  void white_space_and_control_characters_are_single_spaces() {
    assertThat(Clean.line("  a\n\n\tb\u0000c\u001b[0m  ", 100)).isEqualTo("a b c [0m");
  }

  @Test
  void what_is_invisible_or_turns_the_text_around_is_gone() {
    assertThat(Clean.line("a\u202Eb\u200B\u2066c\uFEFFd\uD800e", 100)).isEqualTo("abcde");
  }

  @Test
  void a_cut_never_halves_a_character() {
    assertThat(Clean.line("𝄞𝄞𝄞", 4)).isEqualTo("𝄞…");
    assertThat(Clean.line("abc", 3)).isEqualTo("abc");
  }

  @Test
  void slack_text_never_ends_within_an_entity() {
    assertThat(SlackText.escape("<<<<", 11)).isEqualTo("&lt;&lt;…");
    assertThat(SlackText.escape("<a>", 100)).isEqualTo("&lt;a&gt;");
  }

  @Test
  void only_addresses_of_the_web_become_links() {
    assertThat(SlackText.link("https://x.example/a|b>c", 100))
        .isEqualTo("<https://x.example/a%7Cb%3Ec>");
    assertThat(SlackText.link("javascript:alert(1)", 100)).isEqualTo("javascript:alert(1)");
  }
}
