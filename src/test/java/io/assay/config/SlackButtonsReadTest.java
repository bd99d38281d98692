package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlackButtonsReadTest {
  private static final Map<String, String> VARIABLES =
      Map.of("BOT", "xoxb-1", "SIGNING", "8f74", "APP", "xapp-1", "HOOK", "https://example.com/x");

  @Test
  void a_receiver_says_how_presses_come_back() {
    assertThat(receiver("signing_secret: '${SIGNING}', app_token: '${APP}'"))
        .contains(
            new Address.SlackBot(
                "C1",
                new Secret("xoxb-1"),
                Optional.empty(),
                new Address.Buttons(
                    Optional.of(new Secret("8f74")), Optional.of(new Secret("xapp-1")))));
    assertThat(receiver(""))
        .contains(new Address.SlackBot("C1", new Secret("xoxb-1"), Optional.empty()));
  }

  @Test
  void what_cannot_be_is_told_with_its_place() {
    assertThat(problem("app_token: '${BOT}'"))
        .isEqualTo(
            "a.yaml:2:56: 'app_token' must refer to an app-level token, which begins with xapp-");
    assertThat(problem("signing_secret: 8f742231b10e8888abcd99")).contains("a.yaml:2:61: ");
    assertThat(problem("signing_secret: '${NOT_SET}'")).contains("NOT_SET");
    assertThat(problem("signing_secrets: '${SIGNING}'"))
        .contains("unknown key 'signing_secrets'; did you mean 'signing_secret'?");
    assertThat(
            load("receivers:\n  a: {slack: {webhook: '${HOOK}', app_token: '${APP}'}}\nroutes: [{to: a}]")
                .problems()
                .getFirst()
                .toString())
        .contains("'app_token' does not go with 'webhook'; remove one");
  }

  private static Optional<Address> receiver(String keys) {
    return Optional.ofNullable(slack(keys).routing().receivers().get("a")).map(Receiver::address);
  }

  private static String problem(String keys) {
    return slack(keys).problems().getFirst().toString();
  }

  private static LoadedRouting slack(String keys) {
    return load(
        "receivers:\n  a: {slack: {channel: C1, token: '${BOT}', %s}}\nroutes: [{to: a}]"
            .formatted(keys));
  }

  private static LoadedRouting load(String yaml) {
    return RoutingLoader.load(
        Sources.of(SourceFile.of("a.yaml", yaml)),
        Map.of(),
        new RoutingScope(VARIABLES, Optional.empty(), false, Instant.EPOCH));
  }
}
