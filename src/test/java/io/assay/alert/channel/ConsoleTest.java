package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Bulletin;
import io.assay.alert.Channel;
import io.assay.alert.Entry;
import io.assay.alert.Group;
import io.assay.alert.MessageChannel;
import io.assay.alert.MessageChannel.Place;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Reply;
import io.assay.alert.SampleIncidents;
import io.assay.check.KeptRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void an_opened_incident_is_a_block_to_be_read() throws IOException {
    assertThat(console("slack", false).tell(SampleIncidents.stale().notice(Notice.Known.NOTHING)))
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(printed()).isEqualTo(golden("slack/opened-warning.txt"));
  }

  @Test
  void a_resolved_incident_shows_the_message_and_its_thread() throws IOException {
    SampleIncidents.Story story = SampleIncidents.stale().resolved(Duration.ofMinutes(95));
    MessageChannel console = (MessageChannel) console("slack", false);
    Place place = new Place(UUID.randomUUID(), Map.of());
    console.update(
        place,
        new Bulletin.OfGroup(
            Group.of(story.incident().subject()),
            List.of(
                new Entry(
                    story.incident(),
                    "newest row is 47 min old, expected every 10 min",
                    false,
                    "")),
            0));
    console.reply(
        place,
        1,
        new Reply(List.of(new Reply.Line(story.incident(), story.log().getLast())), false));
    assertThat(printed())
        .isEqualTo(
            golden("slack/resolved.txt").replace("Slack message", "Slack updates its message")
                + golden("slack/thread-resolved.txt"));
  }

  @Test
  void pagerduty_hears_of_a_trigger_before_its_resolve() {
    SampleIncidents.Story story = SampleIncidents.stale().resolved(Duration.ofMinutes(95));
    Channel console = console("pagerduty", false);
    assertThat(console.tell(story.notice(Notice.Known.NOTHING)))
        .isEqualTo(new Outcome.Accepted(1, Map.of()));
    assertThat(printed()).startsWith("┌ PagerDuty trigger to #data-alerts");
    out.reset();
    console.tell(story.notice(new Notice.Known(1, Map.of(), 0)));
    assertThat(printed()).startsWith("┌ PagerDuty resolve to #data-alerts");
  }

  @Test
  void kept_rows_have_lines_of_their_own() {
    console("slack", false)
        .tell(
            SampleIncidents.keeping(
                    new KeptRows(
                        List.of("id"),
                        List.of(List.of(Optional.of("7")), List.of(Optional.of("\u001b[31m8")))))
                .notice(Notice.Known.NOTHING));

    assertThat(printed()).contains("│ Failing rows\n│             id=7\n│             id= [31m8\n");
  }

  @Test
  void colours_are_there_only_when_asked_for() {
    console("slack", true).tell(SampleIncidents.stale().notice(Notice.Known.NOTHING));
    assertThat(printed()).contains("\u001b[33m");
  }

  private Channel console(String inPlaceOf, boolean colour) {
    return Console.of(
        new Address.Console(inPlaceOf, "#data-alerts"),
        new Console.Screen(new PrintStream(out, true, StandardCharsets.UTF_8), colour),
        () -> ChannelContract.NOW);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String golden(String name) throws IOException {
    try (var file = ConsoleTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(file).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
