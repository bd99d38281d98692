package io.assay.web.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.alert.channel.SlackButton;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PressTest {
  private static final UUID MESSAGE = UUID.fromString("7c3f6a52-0d3e-4f0e-9d65-0b2a3d1f5e01");
  private final JsonMapper json = JsonMapper.createDefault();

  @Test
  void reads_who_pressed_which_button_of_which_message() throws IOException {
    assertThat(Press.read(json, payload("assay_acknowledge", MESSAGE.toString())))
        .contains(
            new Press(
                "slack/T9TK3CUKW/UA8RXUSPL/assay_acknowledge/" + MESSAGE + "/1548426417.840180",
                SlackButton.ACKNOWLEDGE,
                MESSAGE,
                "jtorrance (UA8RXUSPL)",
                Optional.of("https://hooks.slack.com/actions/A/1/x")));
  }

  @Test
  void leaves_alone_what_is_not_one_of_its_buttons() throws IOException {
    for (String other :
        new String[] {
          payload("WaXA", MESSAGE.toString()),
          payload("assay_acknowledge", "click_me_123"),
          payload("assay_acknowledge", MESSAGE.toString()).replace("UA8RXUSPL", ""),
          "{\"type\":\"view_submission\"}",
          "{\"type\":\"block_actions\",\"actions\":[]}",
          "{\"type\":\"block_actions\",\"actions\":[7]}",
          "{\"type\":{\"type\":\"block_actions\"},\"actions\":\"\"}",
          "[]",
          "null",
          "7"
        }) {
      assertThat(Press.read(json, other)).as(other).isEmpty();
    }
  }

  @Test
  void refuses_what_is_no_json() {
    for (String broken : new String[] {"", "{", "payload"}) {
      assertThatThrownBy(() -> Press.read(json, broken)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_name_that_would_break_a_line_does_not() throws IOException {
    Press press =
        Press.read(
                json,
                payload("assay_run_now", MESSAGE.toString())
                    .replace(
                        "\"name\": \"jtorrance\"",
                        "\"name\": \"a\\nb\\u202e" + "x".repeat(200) + "\""))
            .orElseThrow();
    assertThat(press.who()).startsWith("a bx").hasSizeLessThanOrEqualTo(80).endsWith("(UA8RXUSPL)");
  }

  private static String payload(String action, String value) throws IOException {
    return Files.readString(Path.of("src/test/resources/io/assay/web/slack/press.json"))
        .replace("ACTION", action)
        .replace("VALUE", value)
        .replace("RESPONSE_URL", "https://hooks.slack.com/actions/A/1/x");
  }
}
