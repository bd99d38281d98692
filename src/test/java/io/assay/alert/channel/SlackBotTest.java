package io.assay.alert.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.google.gson.JsonParser;
import io.assay.alert.Bulletin;
import io.assay.alert.Entry;
import io.assay.alert.Group;
import io.assay.alert.MessageChannel;
import io.assay.alert.MessageChannel.Found;
import io.assay.alert.MessageChannel.Place;
import io.assay.alert.MessageChannel.Sent;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Reply;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackBotTest extends ChannelContract {
  private static final UUID ID = UUID.fromString("5e0f2f6e-0000-4000-8000-000000000001");
  private static final Map<String, String> POSTED =
      Map.of("channel", "C024BE91L", "ts", "1795144321.000100", "to", "#data-alerts");
  private static final Place PLACE = new Place(ID, POSTED);
  private static final Instant JUST_NOW = NOW.minusSeconds(5);

  @Override
  Receiver receiver(String base) {
    return receiver(base, "#data-alerts");
  }

  private static Receiver receiver(String base, String channel) {
    return new Receiver(
        "data-slack",
        new Address.SlackBot(channel, new Secret("xoxb-" + SECRET), Optional.of(base + "/api/")));
  }

  @Override
  ResponseDefinitionBuilder yes() {
    return okJson("{\"ok\":true,\"channel\":\"C024BE91L\",\"ts\":\"1795144321.000100\"}");
  }

  @Test
  void a_message_can_be_taken_back() {
    answer(yes());
    assertThat(slack().retract(PLACE)).isTrue();
    assertThat(requests().getFirst().getUrl()).isEqualTo("/api/chat.delete");
    assertThat(form(requests().getFirst()))
        .containsEntry("channel", "C024BE91L")
        .containsEntry("ts", "1795144321.000100");
    answer(okJson("{\"ok\":false,\"error\":\"message_not_found\"}"));
    assertThat(slack().retract(PLACE)).isTrue();
    answer(okJson("{\"ok\":false,\"error\":\"cant_delete_message\"}"));
    assertThat(slack().retract(PLACE)).isFalse();
  }

  @Test
  void an_opened_incident_is_a_message_that_can_be_found_again() {
    answer(yes());
    assertThat(slack().post(ID, bulletin(SampleIncidents.stale())))
        .isEqualTo(new Sent.Done(POSTED));
    Map<String, String> sent = form(requests().getFirst());
    assertThat(JsonParser.parseString(sent.get("blocks")))
        .isEqualTo(golden("slack/opened-warning.json").getAsJsonObject().get("blocks"));
    assertThat(sent)
        .containsEntry("channel", "#data-alerts")
        .containsEntry(
            "text",
            "🟠 Warning in shop: orders.created_at: newest row is 47 min old, expected every 10 min");
    assertThat(sent.get("metadata"))
        .contains("\"event_type\":\"assay_message\"")
        .contains(ID.toString());
    assertThat(requests().getFirst().getHeader("Authorization")).isEqualTo("Bearer xoxb-" + SECRET);
    assertThat(paths()).containsExactly("/api/chat.postMessage");
  }

  @Test
  void a_message_is_changed_where_it_is() {
    answer(yes());
    Bulletin bulletin = bulletin(SampleIncidents.stale().resolved(Duration.ofMinutes(95)));
    assertThat(slack().update(PLACE, bulletin)).isEqualTo(new Sent.Done(POSTED));
    assertThat(paths()).containsExactly("/api/chat.update");
    assertThat(form(requests().getFirst()))
        .containsEntry("channel", "C024BE91L")
        .containsEntry("ts", POSTED.get("ts"));
  }

  @Test
  void a_reply_is_in_the_thread_and_its_number_in_its_metadata() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale().resolved(Duration.ofMinutes(95));
    assertThat(slack().reply(PLACE, 3, reply(story, false))).isEqualTo(new Sent.Done(POSTED));
    assertThat(form(requests().getFirst()))
        .containsEntry("thread_ts", POSTED.get("ts"))
        .containsEntry("reply_broadcast", "0")
        .containsEntry(
            "text",
            "✅ Resolved after 95 min: orders.created_at: newest row is 2 min old, expected every"
                + " 10 min");
    assertThat(form(requests().getFirst()).get("metadata"))
        .contains(ID.toString(), "\"reply\":\"3\"");
  }

  @Test
  void a_loud_reply_is_shown_in_the_channel_too() {
    answer(yes());
    slack().reply(PLACE, 1, reply(SampleIncidents.stale().critical(Duration.ofMinutes(80)), true));
    assertThat(form(requests().getFirst())).containsEntry("reply_broadcast", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"message_not_found", "cant_update_message", "edit_window_closed"})
  void a_message_that_cannot_be_changed_any_more_is_gone(String error) {
    answer(okJson("{\"ok\":false,\"error\":\"" + error + "\"}"));
    assertThat(slack().update(PLACE, bulletin(SampleIncidents.stale()))).isEqualTo(new Sent.Gone());
  }

  @Test
  void a_message_in_an_archived_channel_moves_when_the_receiver_has_another_channel_by_now() {
    answer(okJson("{\"ok\":false,\"error\":\"is_archived\"}"));
    Bulletin bulletin = bulletin(SampleIncidents.stale());
    assertThat(slack().update(PLACE, bulletin))
        .isInstanceOfSatisfying(
            Sent.Never.class,
            never -> assertThat(never.rejected().text()).contains("unarchive the channel"));
    MessageChannel moved =
        (MessageChannel)
            channels().to(receiver("http://127.0.0.1:" + server.port(), "#data-alerts-2"));
    assertThat(moved.update(PLACE, bulletin)).isEqualTo(new Sent.Gone());
  }

  @Test
  void a_message_is_looked_for_by_its_id_in_the_metadata_on_all_pages() {
    stub(
        "/api/conversations.history",
        okJson("{\"ok\":true,\"messages\":[],\"response_metadata\":{\"next_cursor\":\"p2\"}}"));
    server.stubFor(
        post(urlPathEqualTo("/api/conversations.history"))
            .withFormParam("cursor", com.github.tomakehurst.wiremock.client.WireMock.equalTo("p2"))
            .willReturn(history("message", "")));
    assertThat(slack().find(ID, JUST_NOW))
        .isEqualTo(
            new Found.There(
                Map.of(
                    "channel", "#data-alerts", "ts", "1795144399.000200", "to", "#data-alerts")));
    assertThat(form(requests().getFirst()))
        .containsEntry("include_all_metadata", "1")
        .containsEntry("oldest", JUST_NOW.minusSeconds(900).getEpochSecond() + ".000000");
  }

  @Test
  void a_message_of_before_there_were_groups_is_found_by_its_delivery() {
    stub("/api/conversations.history", history("delivery", ""));
    assertThat(slack().find(ID, JUST_NOW)).isInstanceOf(Found.There.class);
  }

  @Test
  void a_reply_is_looked_for_by_its_number() {
    stub("/api/conversations.replies", history("message", ",\"reply\":\"2\""));
    assertThat(slack().findReply(PLACE, 2, JUST_NOW)).isEqualTo(new Found.There(POSTED));
    assertThat(slack().findReply(PLACE, 3, JUST_NOW)).isEqualTo(new Found.NotThere());
    assertThat(form(requests().getFirst())).containsEntry("ts", POSTED.get("ts"));
  }

  @Test
  void a_channel_that_is_known_by_name_only_is_looked_up_before_it_is_searched() {
    server.stubFor(
        post(urlPathEqualTo("/api/conversations.history"))
            .inScenario("name")
            .whenScenarioStateIs(STARTED)
            .willReturn(okJson("{\"ok\":false,\"error\":\"channel_not_found\"}"))
            .willSetStateTo("id"));
    server.stubFor(
        post(urlPathEqualTo("/api/conversations.history"))
            .inScenario("name")
            .whenScenarioStateIs("id")
            .willReturn(history("message", "")));
    stub(
        "/api/conversations.list",
        okJson(
            """
            {"ok":true,"channels":[{"id":"C0OTHER","name":"x"},{"id":"C024BE91L","name":"data-alerts"}]}
            """));
    assertThat(slack().find(ID, JUST_NOW))
        .isInstanceOfSatisfying(
            Found.There.class,
            there -> assertThat(there.reference()).containsEntry("channel", "C024BE91L"));
    assertThat(form(requests().getLast())).containsEntry("channel", "C024BE91L");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing_scope", "not_in_channel"})
  void an_app_that_may_not_search_finds_nothing(String error) {
    stub("/api/conversations.history", okJson("{\"ok\":false,\"error\":\"" + error + "\"}"));
    assertThat(slack().find(ID, JUST_NOW)).isEqualTo(new Found.NotThere());
  }

  @Test
  void a_search_that_fails_waits_rather_than_posts_twice_but_not_for_ever() {
    stub("/api/conversations.history", aResponse().withStatus(500));
    assertThat(slack().find(ID, JUST_NOW)).isInstanceOf(Found.NotNow.class);
    assertThat(slack().find(ID, NOW.minus(Duration.ofMinutes(15)))).isEqualTo(new Found.NotThere());
    stub("/api/conversations.history", okJson("{\"ok\":false,\"error\":\"ratelimited\"}"));
    assertThat(slack().find(ID, JUST_NOW)).isInstanceOf(Found.NotNow.class);
    stub("/api/conversations.history", okJson("{\"ok\":true}"));
    assertThat(slack().find(ID, JUST_NOW)).isInstanceOf(Found.NotNow.class);
  }

  @Test
  void a_message_whose_blocks_are_refused_is_sent_as_plain_text() {
    server.stubFor(
        post(urlPathEqualTo("/api/chat.postMessage"))
            .inScenario("blocks")
            .whenScenarioStateIs(STARTED)
            .willReturn(okJson("{\"ok\":false,\"error\":\"invalid_blocks\"}"))
            .willSetStateTo("plain"));
    server.stubFor(
        post(urlPathEqualTo("/api/chat.postMessage"))
            .inScenario("blocks")
            .whenScenarioStateIs("plain")
            .willReturn(yes()));
    assertThat(tell(SampleIncidents.stale())).isInstanceOf(Outcome.Accepted.class);
    assertThat(form(requests().getLast())).doesNotContainKey("blocks").containsKey("text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "channel_not_found", "invalid_auth", "not_in_channel", "is_archived", "account_inactive",
        "token_revoked", "missing_scope", "msg_too_long", "no_text", "restricted_action"
      })
  void errors_of_the_permanent_sort_are_never_retried(String error) {
    answer(okJson("{\"ok\":false,\"error\":\"" + error + "\"}"));
    assertThat(tell(SampleIncidents.stale()))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(error));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
  void errors_that_pass_are_retried(String error) {
    answer(okJson("{\"ok\":false,\"error\":\"" + error + "\"}"));
    assertThat(tell(SampleIncidents.stale()))
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.reason()).isEqualTo(error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>hello</html>", "", "[]", "null", "{\"ok\":true}", "{\"ok\":tr"})
  void an_answer_that_is_not_slacks_is_retried(String body) {
    answer(okJson(body));
    assertThat(tell(SampleIncidents.stale())).isInstanceOf(Outcome.Retry.class);
  }

  private MessageChannel slack() {
    return (MessageChannel) channel();
  }

  private static Bulletin bulletin(SampleIncidents.Story story) {
    return new Bulletin.OfGroup(
        Group.of(story.incident().subject()),
        List.of(new Entry(story.incident(), "", false, "https://assay.example.com/incidents/1")),
        0);
  }

  private static Reply reply(SampleIncidents.Story story, boolean loud) {
    return new Reply(List.of(new Reply.Line(story.incident(), story.log().getLast())), loud);
  }

  private static ResponseDefinitionBuilder history(String key, String more) {
    return okJson(
        """
        {"ok":true,"messages":[
          {"type":"message","ts":"1795144500.000100","text":"something else"},
          {"type":"message","ts":"1795144399.000200","text":"ours","metadata":{
            "event_type":"assay_message",
            "event_payload":{"%s":"%s"%s}}}]}
        """
            .formatted(key, ID, more));
  }

  private static void stub(String path, ResponseDefinitionBuilder answer) {
    server.stubFor(post(urlPathEqualTo(path)).willReturn(answer));
  }

  private static List<String> paths() {
    return requests().stream().map(LoggedRequest::getUrl).toList();
  }

  private static Map<String, String> form(LoggedRequest request) {
    return Arrays.stream(request.getBodyAsString().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0],
                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                (_, last) -> last));
  }
}
