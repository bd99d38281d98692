package io.assay.alert.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Secret;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlackWebhookTest extends ChannelContract {
  private static final Map<String, String> WAS =
      Map.of("was", "newest row is 47 min old, expected every 10 min");

  @Override
  Receiver receiver(String base) {
    return new Receiver(
        "legacy-slack", new Address.SlackWebhook(new Secret(base + "/services/T0/B0/" + SECRET)));
  }

  @Override
  ResponseDefinitionBuilder yes() {
    return ok("ok");
  }

  @Test
  void an_opened_incident_is_a_message() {
    answer(yes());
    assertThat(tell(SampleIncidents.stale())).isEqualTo(new Outcome.Accepted(1, WAS));
    assertThat(sent().get("blocks")).isEqualTo(golden("slack-opened.json"));
  }

  @Test
  void a_resolved_incident_is_another_that_says_what_it_was() {
    answer(yes());
    assertThat(tell(SampleIncidents.stale().resolved(Duration.ofMinutes(95)), known(1, WAS)))
        .isEqualTo(new Outcome.Accepted(2, WAS));
    assertThat(sent().get("blocks")).isEqualTo(golden("slack-resolved.json"));
  }

  @Test
  void an_incident_that_got_worse_is_a_message_too() {
    answer(yes());
    tell(SampleIncidents.stale().critical(Duration.ofMinutes(80)), known(1, WAS));
    assertThat(sent().get("text").getAsString()).startsWith("🔴 ");
  }

  @Test
  void an_address_that_is_none_is_refused_without_being_quoted() {
    Outcome outcome =
        new SlackWebhook(
                new Address.SlackWebhook(new Secret("hooks." + SECRET)),
                SlackHttp.client(Duration.ofSeconds(1)),
                () -> NOW)
            .tell(SampleIncidents.stale().notice(io.assay.alert.Notice.Known.NOTHING));
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    assertThat(outcome.toString()).doesNotContain(SECRET);
  }

  private static JsonObject sent() {
    return JsonParser.parseString(requests().getLast().getBodyAsString()).getAsJsonObject();
  }
}
