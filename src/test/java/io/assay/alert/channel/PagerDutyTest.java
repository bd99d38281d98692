package io.assay.alert.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Secret;
import io.assay.check.KeptRows;
import io.assay.incident.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PagerDutyTest extends ChannelContract {
  @Override
  Receiver receiver(String base) {
    return new Receiver("oncall", new Address.PagerDuty(new Secret(SECRET), base + "/v2/enqueue"));
  }

  @Override
  ResponseDefinitionBuilder yes() {
    return aResponse()
        .withStatus(202)
        .withHeader("Content-Type", "application/json")
        .withBody("{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"x\"}");
  }

  @Test
  void an_opened_incident_is_a_trigger_under_its_own_id() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale();
    tell(story);
    JsonObject expected = golden("pagerduty-trigger.json").getAsJsonObject();
    expected.addProperty("routing_key", SECRET);
    expected.addProperty("dedup_key", story.incident().id().toString());
    assertThat(sent()).isEqualTo(expected);
    assertThat(requests().getFirst().getUrl()).isEqualTo("/v2/enqueue");
  }

  @Test
  void the_resolve_is_the_last_word_and_nothing_else_is() {
    SampleIncidents.Story story = SampleIncidents.stale();
    assertThat(isLastWord(story, 0)).isFalse();
    story.critical(Duration.ofMinutes(1));
    assertThat(isLastWord(story, 1)).isFalse();
    story.acknowledged(Duration.ofMinutes(2), "ann");
    assertThat(isLastWord(story, 2)).isFalse();
    story.resolved(Duration.ofMinutes(9));
    assertThat(isLastWord(story, 0)).as("the trigger of what is over").isFalse();
    assertThat(isLastWord(story, 3)).isTrue();
  }

  private boolean isLastWord(SampleIncidents.Story story, long known) {
    return channel().isLastWord(story.notice(known(known, Map.of())));
  }

  @Test
  void what_is_not_on_its_way_when_its_turn_is_over_never_goes() {
    answer(yes());
    Notice notice = SampleIncidents.stale().notice(Notice.Known.NOTHING);
    Notice late =
        new Notice(
            new Notice.Turn(notice.delivery(), () -> true),
            notice.incident(),
            notice.untold(),
            notice.known(),
            notice.link());
    assertThat(channel().tell(late))
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.fate()).isEqualTo(Outcome.Fate.SETTLED));
    assertThat(requests()).isEmpty();
  }

  @Test
  void of_a_call_that_left_and_was_not_answered_the_fate_is_unknown() {
    answer(yes().withFixedDelay(6000));
    assertThat(fate(channel())).isEqualTo(Outcome.Fate.UNKNOWN);
    answer(yes().withFault(Fault.EMPTY_RESPONSE));
    assertThat(fate(channel())).isEqualTo(Outcome.Fate.UNKNOWN);
    answer(aResponse().withStatus(504));
    assertThat(fate(channel())).isEqualTo(Outcome.Fate.UNKNOWN);
    answer(aResponse().withStatus(503));
    assertThat(fate(channel())).isEqualTo(Outcome.Fate.SETTLED);
    assertThat(fate(channelTo(receiver("http://127.0.0.1:1")))).isEqualTo(Outcome.Fate.SETTLED);
  }

  private static Outcome.Fate fate(Channel channel) {
    return ((Outcome.Retry) channel.tell(SampleIncidents.stale().notice(Notice.Known.NOTHING)))
        .fate();
  }

  @Test
  void kept_rows_are_among_the_details_a_line_each() {
    answer(yes());
    tell(
        SampleIncidents.keeping(
            new KeptRows(
                List.of("id", "note"),
                List.of(
                    List.of(Optional.of("7"), Optional.of("two\nlines\u202e")),
                    List.of(Optional.of("8"), Optional.empty())))));

    assertThat(
            sent()
                .getAsJsonObject("payload")
                .getAsJsonObject("custom_details")
                .get("failing rows")
                .getAsString())
        .isEqualTo("id=7, note=two lines\nid=8, note=NULL");
  }

  @Test
  void what_opened_and_ended_meanwhile_is_triggered_then_resolved() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale().resolved(Duration.ofMinutes(95));
    assertThat(tell(story)).isEqualTo(new Outcome.Accepted(1, Map.of()));
    assertThat(sent().get("event_action").getAsString()).isEqualTo("trigger");
    assertThat(sent().getAsJsonObject("payload").get("summary").getAsString())
        .isEqualTo("shop: orders.created_at: newest row is 47 min old, expected every 10 min");
    assertThat(tell(story, known(1, Map.of()))).isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(sent().get("event_action").getAsString()).isEqualTo("resolve");
    assertThat(sent().get("dedup_key").getAsString()).isEqualTo(story.incident().id().toString());
  }

  @Test
  void an_incident_that_got_worse_is_triggered_again_under_the_same_key() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale().critical(Duration.ofMinutes(80));
    assertThat(tell(story, known(1, Map.of()))).isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(sent().getAsJsonObject("payload").get("severity").getAsString())
        .isEqualTo("critical");
    assertThat(sent().get("dedup_key").getAsString()).isEqualTo(story.incident().id().toString());
  }

  @Test
  void who_first_hears_of_an_incident_when_it_gets_worse_hears_how_bad_it_is_now() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale().critical(Duration.ofMinutes(80));
    assertThat(tell(story)).isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(sent().get("event_action").getAsString()).isEqualTo("trigger");
    JsonObject payload = sent().getAsJsonObject("payload");
    assertThat(payload.get("severity").getAsString()).isEqualTo("critical");
    assertThat(payload.get("summary").getAsString())
        .isEqualTo("shop: orders.created_at: newest row is 1 h 20 min old, expected every 10 min");
    assertThat(payload.getAsJsonObject("custom_details").get("severity").getAsString())
        .isEqualTo("critical");
  }

  @Test
  void what_got_worse_and_ended_meanwhile_is_on_record_as_bad_as_it_was() {
    answer(yes());
    SampleIncidents.Story story =
        SampleIncidents.stale()
            .critical(Duration.ofMinutes(80))
            .acknowledged(Duration.ofMinutes(81), "anna")
            .resolved(Duration.ofMinutes(95));
    assertThat(tell(story)).isEqualTo(new Outcome.Accepted(3, Map.of()));
    JsonObject payload = sent().getAsJsonObject("payload");
    assertThat(payload.get("severity").getAsString()).isEqualTo("critical");
    assertThat(payload.get("summary").getAsString())
        .isEqualTo("shop: orders.created_at: newest row is 1 h 20 min old, expected every 10 min");
    assertThat(payload.getAsJsonObject("custom_details").keySet())
        .as("the figures are those of the time when it was over")
        .doesNotContain("observed", "expected");
  }

  @Test
  void a_reminder_is_not_sent() {
    answer(yes());
    assertThat(tell(SampleIncidents.stale().reminded(Duration.ofHours(24)), known(1, Map.of())))
        .isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(requests()).isEmpty();
  }

  @Test
  void an_acknowledgement_is_told_under_the_same_key() {
    answer(yes());
    SampleIncidents.Story story =
        SampleIncidents.stale().acknowledged(Duration.ofMinutes(5), "anna");
    assertThat(tell(story, known(1, Map.of()))).isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(sent().get("event_action").getAsString()).isEqualTo("acknowledge");
    assertThat(sent().get("dedup_key").getAsString()).isEqualTo(story.incident().id().toString());
  }

  @Test
  void what_was_acknowledged_while_pagerduty_was_away_is_triggered_first() {
    answer(yes());
    SampleIncidents.Story story =
        SampleIncidents.stale()
            .critical(Duration.ofMinutes(4))
            .acknowledged(Duration.ofMinutes(5), "anna");
    assertThat(tell(story)).isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(sent().get("event_action").getAsString()).isEqualTo("trigger");
    assertThat(tell(story, known(1, Map.of()))).isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(sent().get("event_action").getAsString()).isEqualTo("trigger");
    assertThat(tell(story, known(2, Map.of()))).isEqualTo(new Outcome.Accepted(3, Map.of()));
    assertThat(sent().get("event_action").getAsString()).isEqualTo("acknowledge");
  }

  @Test
  void what_was_taken_back_or_only_flaps_is_nothing_to_pagerduty() {
    answer(yes());
    SampleIncidents.Story story =
        SampleIncidents.stale()
            .acknowledged(Duration.ofMinutes(5), "anna")
            .unacknowledged(Duration.ofMinutes(6), "bob")
            .flapping(Duration.ofMinutes(7));
    assertThat(tell(story, known(1, Map.of()))).isEqualTo(new Outcome.Accepted(4, Map.of()));
    assertThat(requests()).isEmpty();
  }

  @Test
  void what_cannot_be_measured_has_the_severity_error() {
    answer(yes());
    Subject subject = SampleIncidents.SUBJECT;
    tell(
        SampleIncidents.stale(
            new Subject(
                subject.check(),
                "",
                Subject.Sort.ERROR,
                "x".repeat(10_000),
                subject.place(),
                subject.about())));
    JsonObject payload = sent().getAsJsonObject("payload");
    assertThat(payload.get("severity").getAsString()).isEqualTo("error");
    assertThat(payload.get("summary").getAsString()).hasSize(1024);
  }

  @Test
  void accepted_is_accepted_whatever_the_body_says() {
    answer(aResponse().withStatus(202).withBody("<html>"));
    assertThat(tell(SampleIncidents.stale())).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void a_success_that_is_not_pagerdutys_is_not_believed() {
    answer(aResponse().withStatus(200).withBody("<html>please log in</html>"));
    assertThat(tell(SampleIncidents.stale())).isInstanceOf(Outcome.Retry.class);
    answer(okJson("{\"status\":\"success\"}"));
    assertThat(tell(SampleIncidents.stale())).isInstanceOf(Outcome.Accepted.class);
  }

  private static JsonObject sent() {
    return JsonParser.parseString(requests().getLast().getBodyAsString()).getAsJsonObject();
  }
}
