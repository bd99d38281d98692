package io.assay.alert.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.RepeatingChannel;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Secret;
import io.assay.check.About;
import io.assay.incident.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertmanagerTest extends ChannelContract {
  @Override
  Receiver receiver(String base) {
    return new Receiver(
        "prometheus", new Address.Alertmanager(base, new Address.Login.Bearer(new Secret(SECRET))));
  }

  @Override
  ResponseDefinitionBuilder yes() {
    return ok();
  }

  @Test
  void an_opened_incident_is_an_alert_that_lasts_for_hours() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale();
    assertThat(tell(story)).isInstanceOf(Outcome.Accepted.class);
    JsonObject expected = golden("alertmanager-opened.json").getAsJsonObject();
    expected.getAsJsonObject("labels").addProperty("incident", story.incident().id().toString());
    assertThat(sent()).containsExactly(expected);
    assertThat(requests().getLast().getUrl()).isEqualTo("/api/v2/alerts");
    assertThat(requests().getLast().getHeader("Authorization")).isEqualTo("Bearer " + SECRET);
  }

  @Test
  void a_resolved_incident_ends_its_alert_and_is_not_repeated() {
    answer(yes());
    assertThat(tell(SampleIncidents.stale().resolved(Duration.ofMinutes(40)), told()))
        .isEqualTo(new Outcome.Accepted(2, Map.of()));
    assertThat(sent()).hasSize(1);
    assertThat(sent().getFirst().get("endsAt").getAsString()).isEqualTo("2026-11-20T03:52:00Z");
  }

  @Test
  void an_open_incident_is_told_again_as_it_was_with_a_later_end() {
    answer(yes());
    Outcome.Accepted first = (Outcome.Accepted) tell(SampleIncidents.stale());
    assertThat(first.reference())
        .containsEntry(RepeatingChannel.AGAIN, NOW.plus(Alertmanager.REPEATED).toString());
    JsonObject told = sent().getFirst();
    server.resetRequests();
    assertThat(((RepeatingChannel) channel()).repeat(first.reference(), () -> false))
        .isEqualTo(new Outcome.Accepted(0, first.reference()));
    assertThat(sent()).containsExactly(told);
  }

  @Test
  void an_alert_whose_labels_changed_takes_the_place_of_the_one_before() {
    answer(yes());
    SampleIncidents.Story story = SampleIncidents.stale();
    Outcome.Accepted first = (Outcome.Accepted) tell(story);
    tell(story.critical(Duration.ofMinutes(30)), known(1, first.reference()));
    assertThat(sent())
        .extracting(AlertmanagerTest::severity)
        .containsExactly("warning", "critical");
    assertThat(sent())
        .extracting(alert -> alert.get("endsAt").getAsString())
        .containsExactly(NOW.toString(), NOW.plus(Alertmanager.LASTS).toString());
  }

  @Test
  void after_an_answer_that_was_lost_every_other_severity_is_ended_too() {
    answer(yes());
    tell(SampleIncidents.stale(), new Notice.Known(0, Map.of(), 1));
    assertThat(sent())
        .extracting(AlertmanagerTest::severity)
        .containsExactly("info", "critical", "warning");
    assertThat(sent())
        .extracting(alert -> alert.get("endsAt").getAsString())
        .containsExactly(NOW.toString(), NOW.toString(), NOW.plus(Alertmanager.LASTS).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "team,team",
    "cost-center,cost_center",
    "2nd,label_2nd",
    "__internal,label___internal",
    "größe,gr__e",
    "severity,label_severity",
  })
  void the_names_of_own_labels_are_made_valid(String name, String expected) {
    answer(yes());
    tell(SampleIncidents.stale(labelled(Map.of(name, "x"))));
    assertThat(sent().getFirst().getAsJsonObject("labels").get(expected).getAsString())
        .isEqualTo("x");
  }

  @Test
  void a_page_in_place_of_an_answer_is_not_believed() {
    answer(aResponse().withStatus(200).withBody("<html>please log in</html>"));
    assertThat(tell(SampleIncidents.stale()))
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.reason()).isEqualTo("bad_answer"));
  }

  @Test
  void a_password_goes_as_basic_authentication() {
    answer(yes());
    channelTo(
            new Receiver(
                "a",
                new Address.Alertmanager(
                    "http://127.0.0.1:" + server.port() + "/am",
                    new Address.Login.Basic("assay", new Secret("open")))))
        .tell(SampleIncidents.stale().notice(Notice.Known.NOTHING));
    assertThat(requests().getLast().getHeader("Authorization")).isEqualTo("Basic YXNzYXk6b3Blbg==");
    assertThat(requests().getLast().getUrl()).isEqualTo("/am/api/v2/alerts");
  }

  private static Notice.Known told() {
    return known(1, Map.of());
  }

  private static Subject labelled(Map<String, String> labels) {
    Subject subject = SampleIncidents.SUBJECT;
    About about = subject.about();
    return new Subject(
        subject.check(),
        "",
        subject.sort(),
        subject.title(),
        subject.place(),
        new About(about.owner(), about.runbook(), Optional.empty(), labels, about.declared()));
  }

  private static String severity(JsonObject alert) {
    return alert.getAsJsonObject("labels").get("severity").getAsString();
  }

  private static List<JsonObject> sent() {
    return StreamSupport.stream(
            JsonParser.parseString(requests().getLast().getBodyAsString())
                .getAsJsonArray()
                .spliterator(),
            false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }
}
