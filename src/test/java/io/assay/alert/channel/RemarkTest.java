package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Secret;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemarkTest {
  private static final String ADDRESS = "https://hooks.example.com/in/pQ7/x9Fz?key=tr0ub4dor";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\",\"errors\":[\"Length"
            + " of 'routing_key' is incorrect (should be 32 characters)\"]}"
            + " | Event object is invalid: Length of 'routing_key' is incorrect (should be 32"
            + " characters)",
        "{\"code\":602,\"message\":\"0.labels in body is required\"} | 0.labels in body is required",
        "\"bad label name\" | bad label name",
        "no_service | no_service",
        "{\"error\":{\"message\":\"no such hook\",\"code\":7}} | no such hook",
        "{\"errors\":[{\"detail\":\"a\"},{\"detail\":\"b\"}]} | a; b",
        "first \"line\" | first 'line'",
      })
  void what_a_server_says_is_quoted(String body, String quoted) {
    assertThat(Remark.of(body, Set.of())).isEqualTo(": \"" + quoted + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "<html><body>403 Forbidden</body></html>",
        "{\"code\":7}",
        "{\"message\":",
        "[1, 2",
        "{}"
      })
  void what_is_not_said_in_words_is_left_out(String body) {
    assertThat(Remark.of(body, Set.of())).isEmpty();
  }

  @Test
  void no_part_of_a_secret_is_quoted_nor_what_looks_like_one() {
    Set<Secret> secrets = Set.of(new Secret(ADDRESS), new Secret("s1gning"));
    assertThat(Remark.of("Cannot POST /in/pQ7/x9Fz", secrets))
        .isEqualTo(": \"Cannot POST /in/pQ7/…\"");
    assertThat(Remark.of("{\"message\":\"key tr0ub4dor and s1gning are unknown\"}", secrets))
        .isEqualTo(": \"key … and … are unknown\"");
    assertThat(Remark.of("no integration R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY12", Set.of()))
        .isEqualTo(": \"no integration …\"");
  }

  @Test
  void it_is_one_short_line_whatever_it_was() {
    assertThat(Remark.of("a\u202eb\u0007c", Set.of())).isEqualTo(": \"ab c\"");
    assertThat(Remark.of("one\ntwo", Set.of())).isEqualTo(": \"one\"");
    assertThat(Remark.of("{\"message\":\"" + "long ".repeat(10_000) + "\"}", Set.of()))
        .hasSizeLessThan(250);
    assertThat(Remark.of("[".repeat(60_000) + "]".repeat(60_000), Set.of())).isEmpty();
    assertThat(Remark.of("{\"error\":".repeat(200) + "1" + "}".repeat(200), Set.of())).isEmpty();
  }
}
