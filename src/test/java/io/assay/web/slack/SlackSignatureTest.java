package io.assay.web.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// With the example of Slack's own documentation.
class SlackSignatureTest {
  private static final List<Secret> SECRETS =
      List.of(new Secret("another"), new Secret("8f742231b10e8888abcd99yyyzzz85a5"));
  private static final String TIME = "1531420618";
  private static final Instant NOW = Instant.ofEpochSecond(1531420618);
  private static final String SIGNATURE =
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
  private static final String BODY =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
          + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect"
          + "&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
          + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

  @Test
  void takes_what_slack_signed_with_one_of_the_secrets() {
    assertThat(judge(TIME, SIGNATURE, BODY, NOW)).isEqualTo(SlackSignature.Verdict.GENUINE);
    assertThat(judge(TIME, SIGNATURE, BODY, NOW.plus(Duration.ofMinutes(5))))
        .isEqualTo(SlackSignature.Verdict.GENUINE);
  }

  @Test
  void refuses_what_was_changed_or_signed_by_somebody_else() {
    assertThat(judge(TIME, SIGNATURE, BODY + "&", NOW)).isEqualTo(SlackSignature.Verdict.FORGED);
    assertThat(judge("1531420619", SIGNATURE, BODY, NOW)).isEqualTo(SlackSignature.Verdict.FORGED);
    assertThat(judge(TIME, SIGNATURE.replace("a2", "a3"), BODY, NOW))
        .isEqualTo(SlackSignature.Verdict.FORGED);
    assertThat(judge(TIME, SIGNATURE.substring(3), BODY, NOW))
        .isEqualTo(SlackSignature.Verdict.FORGED);
    assertThat(judge(TIME, "", BODY, NOW)).isEqualTo(SlackSignature.Verdict.FORGED);
    assertThat(
            SlackSignature.judge(
                SECRETS, Optional.empty(), Optional.of(SIGNATURE), new byte[0], NOW))
        .isEqualTo(SlackSignature.Verdict.FORGED);
    assertThat(SlackSignature.judge(SECRETS, Optional.of(TIME), Optional.empty(), new byte[0], NOW))
        .isEqualTo(SlackSignature.Verdict.FORGED);
    assertThat(
            SlackSignature.judge(
                List.of(), Optional.of(TIME), Optional.of(SIGNATURE), bytes(BODY), NOW))
        .isEqualTo(SlackSignature.Verdict.FORGED);
  }

  @Test
  void refuses_a_recording_and_a_clock_that_is_far_off() {
    assertThat(judge(TIME, SIGNATURE, BODY, NOW.plusSeconds(301)))
        .isEqualTo(SlackSignature.Verdict.OLD);
    assertThat(judge(TIME, SIGNATURE, BODY, NOW.minusSeconds(301)))
        .isEqualTo(SlackSignature.Verdict.OLD);
    for (String time : new String[] {"yesterday", "99999999999999999999", "-1"}) {
      String signed = SlackSignature.sign(SECRETS.getFirst(), time, bytes(BODY));
      assertThat(judge(time, signed, BODY, NOW)).isEqualTo(SlackSignature.Verdict.OLD);
    }
  }

  private static SlackSignature.Verdict judge(
      String time, String signature, String body, Instant now) {
    return SlackSignature.judge(
        SECRETS, Optional.of(time), Optional.of(signature), bytes(body), now);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
