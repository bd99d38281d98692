package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.slack.api.util.json.GsonFactory;
import io.assay.alert.Bulletin;
import io.assay.alert.Digests;
import io.assay.alert.Entry;
import io.assay.alert.Group;
import io.assay.alert.Match;
import io.assay.alert.Reply;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Silence;
import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.KeptRows;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the data is called, each form of message stays within Slack's limits and pings nobody.
class HostileTextTest {
  private static final List<String> PIECES =
      List.of(
          "<!channel>",
          "<!here|x>",
          "<@U123>",
          "<#C1>",
          "@here",
          "@channel",
          "@everyone",
          "`",
          "```",
          "*b*",
          "_i_",
          "~s~",
          "&",
          "&lt;",
          "<script>alert(1)</script>",
          "<http://x|y>",
          "\u202Eevil",
          "\u2066",
          "\u200F",
          "\u0000",
          "\u001b[31m",
          "\n",
          "\r\n",
          "\t",
          "é",
          "𝄞",
          "\uD834",
          "名前",
          "orders",
          " ",
          "x".repeat(300));

  static Stream<String> texts() {
    Random random = new Random(7);
    return Stream.of(
            PIECES.stream(),
            Stream.of(
                String.join("", PIECES),
                "&<é𝄞".repeat(2500),
                "a".repeat(10_000),
                "<!channel>".repeat(1000),
                "`".repeat(10_000),
                "@here ".repeat(2000)),
            IntStream.range(0, 200)
                .mapToObj(_ ->
                    IntStream.range(0, 1 + random.nextInt(60))
                        .mapToObj(_ -> PIECES.get(random.nextInt(PIECES.size())))
                        .reduce("", String::concat)))
        .flatMap(stream -> stream);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void every_form_of_message_is_harmless_and_fits(String text) {
    for (SlackMessage message : forms(text)) {
      assertHarmless(message.text());
      JsonArray blocks =
          JsonParser.parseString(GsonFactory.createSnakeCase().toJson(message.blocks()))
              .getAsJsonArray();
      assertThat(blocks.size()).isBetween(1, 50);
      List<String> all = new ArrayList<>();
      for (JsonElement block : blocks) {
        collect(block.getAsJsonObject(), all);
      }
      all.forEach(HostileTextTest::assertHarmless);
      assertThat(all.stream().mapToInt(String::length).sum() + message.text().length())
          .isLessThanOrEqualTo(13_200);
    }
  }

  private static void collect(JsonObject block, List<String> all) {
    int longest = block.get("type").getAsString().equals("header") ? 150 : 3000;
    if (block.has("text")) {
      add(block.getAsJsonObject("text"), longest, all);
    }
    if (block.has("fields")) {
      assertThat(block.getAsJsonArray("fields").size()).isBetween(1, 10);
      block.getAsJsonArray("fields").forEach(field -> add(field.getAsJsonObject(), 2000, all));
    }
    if (block.has("elements")) {
      assertThat(block.getAsJsonArray("elements").size()).isBetween(1, 10);
      block.getAsJsonArray("elements").forEach(field -> add(field.getAsJsonObject(), 2000, all));
    }
  }

  private static void add(JsonObject object, int longest, List<String> all) {
    String text = object.get("text").getAsString();
    assertThat(text.length()).isBetween(1, longest);
    if (object.get("type").getAsString().equals("mrkdwn")) {
      assertThat(object.get("verbatim").getAsBoolean()).isTrue();
      assertThat(text.split("```", -1))
          .as("fences are closed")
          .satisfiesAnyOf(
              parts -> assertThat(parts).hasSize(1), parts -> assertThat(parts).hasSize(3));
    }
    all.add(text);
  }

  /// What remains between angle brackets is a date or a link of our own.
  private static void assertHarmless(String text) {
    String without = text.replaceAll("<!date\\^[0-9]+\\^[^|<>]*\\|[^<>]*>", "");
    assertThat(without.replaceAll("<https?://[^<>\\s|]*(\\|Open in Assay)?>", ""))
        .doesNotContain("<", ">");
    assertThat(text)
        .doesNotContain("@here", "@channel", "@everyone", "\u0000", "\u001b", "\u202E", "\u2066");
    assertThat(text.chars().filter(c -> c < 32 && c != '\n').count()).isZero();
  }

  private static List<SlackMessage> forms(String text) {
    Incident open = incident(text, Subject.Sort.BREACH, true);
    Incident blind = incident(text, Subject.Sort.ERROR, true);
    Incident over = incident(text, Subject.Sort.BREACH, false);
    List<Bulletin> bulletins =
        List.of(
            group(text, open),
            group(text, blind),
            group(text, over),
            group(text, open, over, over),
            group(text, Collections.nCopies(10, open).toArray(Incident[]::new)),
            group(text, over, over),
            Digests.of(Collections.nCopies(40, open), text, text),
            Digests.of(Collections.nCopies(40, over), "https://x.example.com/" + text, text));
    List<SlackMessage> messages = new ArrayList<>();
    bulletins.forEach(
        bulletin -> messages.add(SlackMessage.of(Message.of(bulletin, ChannelContract.NOW))));
    List<Reply.Line> lines =
        Stream.of(
                new Change.Opened(Severity.WARNING, text),
                new Change.SeverityChanged(Severity.WARNING, Severity.CRITICAL, text),
                new Change.Reminded(text),
                new Change.NotMeasurable(text),
                new Change.Resolved(Change.Reason.PASSED, text))
            .map(change ->
                new Reply.Line(
                    open, new LoggedChange(open.id(), 1, SampleIncidents.OPENED, change)))
            .toList();
    messages.add(SlackMessage.of(new Reply(lines, true)));
    messages.add(
        SlackMessage.of(
            new Reply(
                Collections.nCopies(9, lines).stream().flatMap(List::stream).toList(), true)));
    return messages;
  }

  private static Bulletin group(String text, Incident... incidents) {
    return new Bulletin.OfGroup(
        Group.of(incidents[0].subject()),
        Stream.of(incidents)
            .map(incident -> new Entry(incident, text, true, text, Optional.of(silence(text))))
            .toList(),
        3);
  }

  private static Silence silence(String text) {
    return new Silence(
        UUID.randomUUID(),
        Match.EVERYTHING,
        new Silence.Said(text, text, SampleIncidents.OPENED),
        new Silence.Span(SampleIncidents.OPENED, SampleIncidents.OPENED.plusSeconds(60)),
        Optional.empty(),
        Optional.empty());
  }

  private static Incident incident(String text, Subject.Sort sort, boolean open) {
    String name = text.isEmpty() ? "x" : text;
    return new Incident(
        UUID.randomUUID(),
        new Subject(
            new CheckId("check " + text),
            text,
            sort,
            text,
            new Subject.Place(text, Optional.of(new TableName(name, name)), "fresh"),
            new About(
                Optional.of(text),
                Optional.of("https://wiki.example.com/" + text),
                Optional.of(text),
                Map.of(text, text),
                new Source(text, 1, 1))),
        Severity.CRITICAL,
        new Incident.Span(
            SampleIncidents.OPENED,
            open ? Optional.empty() : Optional.of(SampleIncidents.OPENED.plusSeconds(60))),
        new Incident.Seen(
            text,
            text,
            text,
            SampleIncidents.values(1, 2, 3),
            new Incident.Details(
                List.of(text),
                Optional.of(
                    new KeptRows(
                        List.of(text, text),
                        Collections.nCopies(10, List.of(Optional.of(text), Optional.empty())))))),
        3);
  }
}
