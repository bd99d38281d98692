package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.alert.Secret;
import io.assay.testing.FakeSocketMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackSocketsTest {
  private final FakeSocketMode slack = new FakeSocketMode();
  private final List<String> payloads = new CopyOnWriteArrayList<>();
  private final SlackSockets sockets =
      new SlackSockets(
          payloads::add,
          new ChannelOptions(ChannelOptions.TIMEOUT, System.out, false, InstantSource.system()));
  private final SlackSockets.App app =
      new SlackSockets.App(new Secret("xapp-1"), Optional.of(slack.api()));

  @AfterEach
  void close() {
    sockets.close();
    slack.close();
  }

  @Test
  void hands_over_what_people_pressed_and_acknowledges_it() {
    sockets.sync(Set.of(app));
    soon().until(() -> slack.connected() == 1);
    slack.send(interactive("e1", "{\"type\":\"block_actions\",\"text\":\"é\"}"));
    soon().until(() -> slack.received().size() == 1);
    assertThat(payloads).containsExactly("{\"type\":\"block_actions\",\"text\":\"é\"}");
    assertThat(slack.received()).containsExactly("{\"envelope_id\":\"e1\"}");
    assertThat(slack.tokens()).containsExactly("Bearer xapp-1");
  }

  @Test
  void acknowledges_what_it_has_no_use_for_and_outlives_what_it_cannot_read() {
    sockets.sync(Set.of(app));
    soon().until(() -> slack.connected() == 1);
    slack.send("[]");
    slack.send("no JSON");
    slack.send("{\"type\":\"events_api\",\"envelope_id\":\"e1\",\"payload\":{}}");
    slack.send(interactive("e2", "{\"n\":\"" + "x".repeat(100_000) + "\"}"));
    soon().until(() -> slack.received().size() == 2);
    assertThat(payloads).hasSize(1);
    assertThat(slack.connected()).isEqualTo(1);
  }

  @Test
  void opens_the_next_connection_when_slack_says_that_it_will_close_this_one() {
    sockets.sync(Set.of(app));
    soon().until(() -> slack.connected() == 1);
    slack.send("{\"type\":\"disconnect\",\"reason\":\"warning\"}");
    soon().until(() -> slack.tokens().size() == 2 && slack.connected() == 1);
    slack.send(interactive("e3", "{}"));
    soon().until(() -> payloads.size() == 1);
  }

  @Test
  void connects_again_when_the_connection_breaks_or_is_refused() {
    slack.refuse("invalid_auth");
    sockets.sync(Set.of(app));
    soon().until(() -> !slack.tokens().isEmpty());
    slack.refuse("");
    soon().until(() -> slack.connected() == 1);
    slack.breakAll();
    soon().until(() -> slack.connected() == 1);
    slack.send(interactive("e4", "{}"));
    soon().until(() -> slack.received().contains("{\"envelope_id\":\"e4\"}"));
  }

  @Test
  void an_app_that_is_no_longer_declared_has_no_connection() {
    sockets.sync(Set.of(app));
    soon().until(() -> slack.connected() == 1);
    sockets.sync(Set.of(app));
    sockets.sync(Set.of());
    soon().until(() -> slack.connected() == 0);
    assertThat(slack.tokens()).hasSize(1);
  }

  private static String interactive(String id, String payload) {
    return "{\"envelope_id\":\"%s\",\"payload\":%s,\"type\":\"interactive\",\"accepts_response_payload\":false}"
        .formatted(id, payload);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }
}
