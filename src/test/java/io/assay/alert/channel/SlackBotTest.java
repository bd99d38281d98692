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
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Secret;
import io.assay.check.CheckId;
import io.assay.incident.Subject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackBotTest extends ChannelContract {
  private static final Map<String, String> POSTED =
      Map.of(
          "channel", "C024BE91L",
          "ts", "1795144321.000100",
          "shown", "1",
          "was", "newest row is 47 min old, expected every 10 min");
  private static final Notice.Known UNANSWERED = new Notice.Known(0, Map.of(), 1);

  @Override
  Receiver receiver(String base) {
    return new Receiver(
        "data-slack",
        new Address.SlackBot(
            "#data-alerts", new Secret("xoxb-" + SECRET), Optional.of(base + "/api/")));
  }

  @Override
  ResponseDefinitionBuilder yes() {
    return okJson("{\"ok\":true,\"channel\":\"C024BE91L\",\"ts\":\"1795144321.000100\"}");
  }

  @Test
  void an_opened_incident_is_one_message_that_can_be_found_again() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale();
    assertThat(tell(story)).isEqualTo(new Outcome.Accepted(1, POSTED));
    Map<String, String> sent = form(requests().getFirst());
    assertThat(JsonParser.parseString(sent.get("blocks"))).isEqualTo(golden("slack-opened.json"));
    assertThat(sent)
        .containsEntry("channel", "#data-alerts")
        .containsEntry(
            "text", "🟠 orders.created_at: newest row is 47 min old, expected every 10 min");
    assertThat(sent.get("metadata"))
        .contains("\"event_type\":\"assay_incident\"")
        .contains(story.notice(UNANSWERED).delivery().toString());
    assertThat(requests().getFirst().getHeader("Authorization")).isEqualTo("Bearer xoxb-" + SECRET);
    assertThat(paths()).containsExactly("/api/chat.postMessage");
  }

  @Test
  void what_opened_and_ended_while_slack_was_away_is_one_message_that_says_both() {
    answer(yes());
    Outcome outcome = tell(SampleIncidents.stale().resolved(Duration.ofMinutes(95)));
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(JsonParser.parseString(form(requests().getFirst()).get("blocks")))
        .isEqualTo(golden("slack-resolved.json"));
    assertThat(paths()).containsExactly("/api/chat.postMessage");
  }

  @Test
  void an_error_reads_differently_from_a_breach() {
    answer(yes());
    Subject subject = SampleIncidents.SUBJECT;
    tell(
        SampleIncidents.stale(
            new Subject(
                subject.check(),
                "",
                Subject.Sort.ERROR,
                subject.title(),
                subject.place(),
                subject.about())));
    assertThat(form(requests().getFirst()).get("text"))
        .startsWith("⚪ orders.created_at cannot be measured: ");
  }

  @Test
  void a_change_updates_the_message_and_then_replies_in_its_thread() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale().resolved(Duration.ofMinutes(95));
    Outcome.Accepted first = (Outcome.Accepted) tell(story, known(1, POSTED));
    assertThat(first.sequence()).isEqualTo(1);
    assertThat(first.reference()).containsEntry("shown", "2");
    Outcome.Accepted second = (Outcome.Accepted) tell(story, known(1, first.reference()));
    assertThat(second).isEqualTo(new Outcome.Accepted(2, first.reference()));
    assertThat(paths()).containsExactly("/api/chat.update", "/api/chat.postMessage");
    Map<String, String> update = form(requests().getFirst());
    assertThat(update).containsEntry("channel", "C024BE91L").containsEntry("ts", POSTED.get("ts"));
    assertThat(JsonParser.parseString(update.get("blocks")))
        .isEqualTo(golden("slack-resolved.json"));
    assertThat(form(requests().getLast()))
        .containsEntry("thread_ts", POSTED.get("ts"))
        .containsEntry(
            "text", "✅ Resolved after 95 min: newest row is 2 min old, expected every 10 min");
  }

  @Test
  void what_got_worse_and_what_is_said_again_is_shown_in_the_channel_too() {
    answer(yes());
    SampleIncidents.Story story =
        SampleIncidents.stale().critical(Duration.ofMinutes(80)).reminded(Duration.ofHours(24));
    Map<String, String> updated = new java.util.HashMap<>(POSTED);
    updated.put("shown", "3");
    tell(story, known(1, updated));
    assertThat(form(requests().getFirst()))
        .containsEntry("reply_broadcast", "1")
        .containsEntry(
            "text",
            """
            🔴 Now critical, was warning: newest row is 1 h 20 min old, expected every 10 min
            ⏰ Still open after 24 h: newest row is 24 h old, expected every 10 min\
            """);
  }

  @Test
  void a_message_that_somebody_deleted_is_posted_anew() {
    stub("/api/chat.update", okJson("{\"ok\":false,\"error\":\"message_not_found\"}"));
    stub("/api/chat.postMessage", yes());
    Outcome outcome =
        tell(SampleIncidents.stale().critical(Duration.ofMinutes(80)), known(1, POSTED));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Accepted.class, accepted -> assertThat(accepted.sequence()).isEqualTo(2));
  }

  @Test
  void after_an_answer_that_never_came_the_message_is_looked_for_before_posting() {
    SampleIncidents.Story story = SampleIncidents.stale();
    stub("/api/conversations.history", history(story));
    stub("/api/chat.postMessage", yes());
    assertThat(tell(story, UNANSWERED))
        .isInstanceOfSatisfying(
            Outcome.Accepted.class,
            accepted -> {
              assertThat(accepted.sequence()).isEqualTo(1);
              assertThat(accepted.reference()).containsEntry("ts", "1795144399.000200");
            });
    assertThat(paths()).containsExactly("/api/conversations.history");
    assertThat(form(requests().getFirst()))
        .containsEntry("include_all_metadata", "1")
        .containsEntry("oldest", SampleIncidents.OPENED.getEpochSecond() + ".000000");
  }

  @Test
  void a_channel_that_is_known_by_name_only_is_looked_up_before_it_is_searched() {
    SampleIncidents.Story story = SampleIncidents.stale();
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
            .willReturn(history(story)));
    stub(
        "/api/conversations.list",
        okJson(
            """
            {"ok":true,"channels":[{"id":"C0OTHER","name":"x"},{"id":"C024BE91L","name":"data-alerts"}]}
            """));
    assertThat(tell(story, UNANSWERED))
        .isInstanceOfSatisfying(
            Outcome.Accepted.class,
            accepted -> assertThat(accepted.reference()).containsEntry("channel", "C024BE91L"));
    assertThat(form(requests().getLast())).containsEntry("channel", "C024BE91L");
  }

  @Test
  void a_message_that_is_not_found_is_posted() {
    stub("/api/conversations.history", okJson("{\"ok\":true,\"messages\":[]}"));
    stub("/api/chat.postMessage", yes());
    assertThat(tell(SampleIncidents.stale(), UNANSWERED))
        .isEqualTo(new Outcome.Accepted(1, POSTED));
  }

  @Test
  void an_app_that_may_not_search_posts_anyway() {
    stub("/api/conversations.history", okJson("{\"ok\":false,\"error\":\"missing_scope\"}"));
    stub("/api/chat.postMessage", yes());
    assertThat(tell(SampleIncidents.stale(), UNANSWERED))
        .isEqualTo(new Outcome.Accepted(1, POSTED));
  }

  @Test
  void a_search_that_is_limited_waits_rather_than_posts_twice() {
    stub("/api/conversations.history", okJson("{\"ok\":false,\"error\":\"ratelimited\"}"));
    stub("/api/chat.postMessage", yes());
    assertThat(tell(SampleIncidents.stale(), UNANSWERED)).isInstanceOf(Outcome.Retry.class);
    assertThat(paths()).doesNotContain("/api/chat.postMessage");
  }

  @Test
  void a_search_that_keeps_failing_does_not_hold_the_message_back_for_ever() {
    stub("/api/conversations.history", aResponse().withStatus(500));
    stub("/api/chat.postMessage", yes());
    assertThat(tell(SampleIncidents.stale(), new Notice.Known(0, Map.of(), 4)))
        .isInstanceOf(Outcome.Retry.class);
    assertThat(tell(SampleIncidents.stale(), new Notice.Known(0, Map.of(), 5)))
        .isEqualTo(new Outcome.Accepted(1, POSTED));
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

  @Test
  void nothing_from_the_data_pings_formats_or_breaks_out() {
    answer(yes());
    tell(
        hostile("<!channel> <@U123> @here *b* `c` ~d~ & \u0000\u001b[31m \u202Eevil <http://x|y>"));
    Map<String, String> sent = form(requests().getFirst());
    for (String part : List.of(sent.get("text"), sent.get("blocks"))) {
      assertThat(part)
          .doesNotContain("<!channel", "<@U", "<http://x", "\u0000", "\u001b", "\u202E", "\\u202e")
          .doesNotContain("\\u003c!channel", "\\u003c@U", "\\u003chttp://x");
      assertThat(part).contains("!channel");
    }
  }

  @Test
  void names_of_ten_thousand_characters_stay_within_slacks_limits() {
    answer(yes());
    tell(hostile("&<é𝄞".repeat(2500)));
    var blocks = JsonParser.parseString(form(requests().getFirst()).get("blocks")).getAsJsonArray();
    assertThat(blocks.size()).isLessThanOrEqualTo(50);
    int total = 0;
    for (var block : blocks) {
      var one = block.getAsJsonObject();
      int longest = one.get("type").getAsString().equals("header") ? 150 : 3000;
      if (one.has("text")) {
        String text = one.getAsJsonObject("text").get("text").getAsString();
        assertThat(text.length()).isLessThanOrEqualTo(longest);
        total += text.length();
      }
      if (one.has("fields")) {
        for (var field : one.getAsJsonArray("fields")) {
          String text = field.getAsJsonObject().get("text").getAsString();
          assertThat(text.length()).isLessThanOrEqualTo(2000);
          total += text.length();
        }
      }
    }
    assertThat(total).isLessThan(13_200);
  }

  private static SampleIncidents.Story hostile(String text) {
    Subject subject = SampleIncidents.SUBJECT;
    return SampleIncidents.stale(
        new Subject(
            new CheckId(text),
            text,
            Subject.Sort.BREACH,
            text,
            new Subject.Place(text, subject.place().table(), "fresh"),
            new io.assay.check.About(
                Optional.of(text),
                Optional.of("https://wiki.example.com/" + text),
                Optional.of(text),
                Map.of(),
                new io.assay.check.Source(text, 1, 1))));
  }

  private static ResponseDefinitionBuilder history(SampleIncidents.Story story) {
    return okJson(
        """
        {"ok":true,"messages":[
          {"type":"message","ts":"1795144500.000100","text":"something else"},
          {"type":"message","ts":"1795144399.000200","text":"ours","metadata":{
            "event_type":"assay_incident",
            "event_payload":{"delivery":"%s","sequence":"1"}}}]}
        """
            .formatted(story.notice(UNANSWERED).delivery()));
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
