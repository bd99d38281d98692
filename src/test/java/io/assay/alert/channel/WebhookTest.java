package io.assay.alert.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Secret;
import io.assay.check.KeptRows;
import io.assay.incident.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest extends ChannelContract {
  @Override
  Receiver receiver(String base) {
    return new Receiver(
        "audit",
        new Address.Webhook(new Secret(base + "/hooks/" + SECRET), new Secret("key " + SECRET)));
  }

  @Override
  ResponseDefinitionBuilder yes() {
    return ok("taken");
  }

  @Test
  void an_opened_incident_is_sent_whole() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale();
    assertThat(tell(story)).isEqualTo(new Outcome.Accepted(1, Map.of()));
    JsonObject expected = golden("webhook-opened.json").getAsJsonObject();
    expected.addProperty("id", story.notice(Notice.Known.NOTHING).delivery() + "_1");
    expected.getAsJsonObject("incident").addProperty("id", story.incident().id().toString());
    assertThat(sent()).isEqualTo(expected);
  }

  @Test
  void the_signature_covers_id_time_and_body() throws Exception {
    answer(yes());
    tell(SampleIncidents.stale());
    assertSigned(("key " + SECRET).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_secret_of_standard_webhooks_is_a_key_in_base64() {
    // the example of the standard's own libraries
    assertThat(
            WebhookSignature.of(
                new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void a_repetition_has_the_same_id_and_a_change_another() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale();
    tell(story);
    tell(story);
    tell(story.critical(Duration.ofMinutes(80)), known(1, Map.of()));
    List<String> ids = requests().stream().map(request -> request.getHeader("webhook-id")).toList();
    String delivery = story.notice(Notice.Known.NOTHING).delivery().toString();
    assertThat(ids).containsExactly(delivery + "_1", delivery + "_1", delivery + "_2");
    assertThat(sent().get("type").getAsString()).isEqualTo("incident.changed");
    assertThat(changes())
        .isEqualTo(
            JsonParser.parseString(
                """
                [{"sequence": 2, "at": "2026-11-20T04:32:00Z", "change": "severity_changed",
                  "severity": "critical", "severity_from": "warning",
                  "sentence": "newest row is 1 h 20 min old, expected every 10 min"}]
                """));
  }

  @Test
  void what_opened_and_ended_meanwhile_is_told_as_opened_then_as_resolved() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale().resolved(Duration.ofMinutes(95));
    assertThat(tell(story)).isEqualTo(new Outcome.Accepted(1, Map.of()));
    assertThat(sent().get("type").getAsString()).isEqualTo("incident.opened");
    JsonObject opened = sent().getAsJsonObject("incident");
    assertThat(opened.get("status").getAsString()).isEqualTo("open");
    assertThat(opened.get("sentence").getAsString())
        .isEqualTo("newest row is 47 min old, expected every 10 min");
    assertThat(tell(story, known(1, Map.of()))).isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(sent().get("type").getAsString()).isEqualTo("incident.resolved");
    JsonObject resolved = sent().getAsJsonObject("incident");
    assertThat(resolved.get("status").getAsString()).isEqualTo("resolved");
    assertThat(resolved.get("resolved").getAsString()).isEqualTo("2026-11-20T04:47:00Z");
  }

  @Test
  void what_could_not_be_measured_says_when_it_is_over_what_is_the_case_now() {
    answer(yes());
    Subject subject = SampleIncidents.SUBJECT;
    SampleIncidents.Story story =
        SampleIncidents.stale(
            new Subject(
                subject.check(),
                "",
                Subject.Sort.ERROR,
                subject.title(),
                subject.place(),
                subject.about()));
    tell(story);
    assertThat(sent().getAsJsonObject("incident").get("summary").getAsString())
        .startsWith("orders.created_at cannot be measured: ");
    tell(story.resolved(Duration.ofMinutes(95)), known(1, Map.of()));
    assertThat(sent().getAsJsonObject("incident").get("summary").getAsString())
        .isEqualTo("orders.created_at: newest row is 2 min old, expected every 10 min");
  }

  @Test
  void a_reminder_is_an_event_of_its_own_that_can_be_left_aside() {
    answer(yes());
    tell(SampleIncidents.stale().reminded(Duration.ofHours(24)), known(1, Map.of()));
    assertThat(sent().get("type").getAsString()).isEqualTo("incident.reminded");
  }

  @Test
  void kept_rows_are_sent_with_their_nulls() {
    answer(yes());
    tell(
        SampleIncidents.keeping(
            new KeptRows(
                List.of("id", "note"), List.of(List.of(Optional.of("7"), Optional.empty())))));
    assertThat(sent().getAsJsonObject("incident").get("failing_rows"))
        .isEqualTo(
            JsonParser.parseString("{\"columns\": [\"id\", \"note\"], \"rows\": [[\"7\", null]]}"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void every_success_is_one_whatever_its_body_says(int status) {
    answer(aResponse().withStatus(status).withBody("<html>"));
    assertThat(tell(SampleIncidents.stale())).isInstanceOf(Outcome.Accepted.class);
  }

  private void assertSigned(byte[] key) throws Exception {
    LoggedRequest request = requests().getLast();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed =
        request.getHeader("webhook-id")
            + "."
            + request.getHeader("webhook-timestamp")
            + "."
            + request.getBodyAsString();
    assertThat(request.getHeader("webhook-timestamp"))
        .isEqualTo(Long.toString(NOW.getEpochSecond()));
    assertThat(request.getHeader("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
  }

  private static JsonArray changes() {
    return sent().getAsJsonArray("changes");
  }

  private static JsonObject sent() {
    return JsonParser.parseString(requests().getLast().getBodyAsString()).getAsJsonObject();
  }
}
