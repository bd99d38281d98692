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
import io.assay.check.KeptRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlackWebhookTest extends ChannelContract {
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
    assertThat(tell(SampleIncidents.stale())).isInstanceOf(Outcome.Accepted.class);
    assertThat(sent().get("blocks"))
        .isEqualTo(golden("slack/opened-warning.json").getAsJsonObject().get("blocks"));
  }

  @Test
  void a_resolved_incident_is_another() {
    answer(yes());
    tell(SampleIncidents.stale().resolved(Duration.ofMinutes(95)), known(1, Map.of()));
    assertThat(sent().get("text").getAsString()).startsWith("✅ Resolved after 95 min in shop: ");
  }

  @Test
  void kept_rows_are_shown_as_they_are_and_ping_nobody() {
    answer(yes());
    KeptRows rows =
        new KeptRows(
            List.of("id", "note"),
            List.of(
                List.of(Optional.of("7"), Optional.of("<!channel> ```*bold* <script>a&b</script>")),
                List.of(Optional.of("8"), Optional.empty())));

    tell(SampleIncidents.keeping(rows));

    assertThat(sent().toString()).doesNotContain("<!channel>", "<script>");
    JsonObject block = sent().get("blocks").getAsJsonArray().get(3).getAsJsonObject();
    assertThat(block.getAsJsonObject("text").get("text").getAsString())
        .isEqualTo(
            """
            *Failing rows*
            ```
            id=7, note=&lt;!channel&gt; '''*bold* &lt;script&gt;a&amp;b&lt;/script&gt;
            id=8, note=NULL
            ```\
            """);
  }

  @Test
  void long_kept_rows_stay_within_a_section() {
    answer(yes());
    List<Optional<String>> row =
        IntStream.range(0, 20).mapToObj(_ -> Optional.of("&".repeat(200))).toList();

    tell(
        SampleIncidents.keeping(
            new KeptRows(
                IntStream.range(0, 20).mapToObj(i -> "column " + i).toList(),
                IntStream.range(0, 10).mapToObj(_ -> row).toList())));

    JsonObject block = sent().get("blocks").getAsJsonArray().get(3).getAsJsonObject();
    String text = block.getAsJsonObject("text").get("text").getAsString();
    assertThat(text).hasSizeBetween(2000, 3000).endsWith("…\n```");
    assertThat(text.lines()).hasSize(13);
  }

  @Test
  void an_address_that_is_none_is_refused_without_being_quoted() {
    Outcome outcome =
        new SlackWebhook(
                new Address.SlackWebhook(new Secret("hooks." + SECRET)), posts(), () -> NOW)
            .tell(SampleIncidents.stale().notice(io.assay.alert.Notice.Known.NOTHING));
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    assertThat(outcome.toString()).doesNotContain(SECRET);
  }

  private static JsonObject sent() {
    return JsonParser.parseString(requests().getLast().getBodyAsString()).getAsJsonObject();
  }
}
