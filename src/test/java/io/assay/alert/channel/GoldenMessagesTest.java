package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.slack.api.util.json.GsonFactory;
import io.assay.alert.Bulletin;
import io.assay.alert.Letters;
import io.assay.alert.MessageChannel;
import io.assay.alert.MessageChannel.Place;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Reply;
import io.assay.alert.SampleIncidents;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The messages that people get most, word for word: `golden/slack/NAME.json` holds the blocks and
/// the text that a phone shows, `golden/slack/NAME.txt` the same as somebody reads it. With the
/// property `assay.test.golden.write` the files are written anew, to be read before they are kept.
class GoldenMessagesTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/slack");

  static Stream<Arguments> messages() {
    SampleIncidents.Story worse = SampleIncidents.stale().critical(Duration.ofMinutes(80));
    return Stream.of(
        Arguments.of("opened-warning", Samples.group(Samples.entry(SampleIncidents.stale()))),
        Arguments.of("opened-critical-with-rows", Samples.group(Samples.entry(Samples.nulls()))),
        Arguments.of(
            "several-of-one-table",
            Samples.group(
                Samples.entry(Samples.nulls()),
                Samples.entry(SampleIncidents.stale()),
                Samples.entry(Samples.total()))),
        Arguments.of(
            "one-of-several-resolved",
            Samples.group(
                Samples.entry(Samples.nulls()),
                Samples.entry(Samples.total()),
                Samples.entry(SampleIncidents.stale().resolved(Duration.ofMinutes(95))))),
        Arguments.of(
            "one-of-several-acknowledged",
            Samples.group(Samples.entry(Samples.nulls()), Samples.entry(Samples.flapping()))),
        Arguments.of("got-worse", Samples.group(Samples.entry(worse))),
        Arguments.of(
            "resolved",
            Samples.group(Samples.entry(SampleIncidents.stale().resolved(Duration.ofMinutes(95))))),
        Arguments.of(
            "opened-and-resolved",
            Samples.group(Samples.late(SampleIncidents.stale().resolved(Duration.ofMinutes(95))))),
        Arguments.of("cannot-be-measured", Samples.group(Samples.entry(Samples.unmeasurable()))),
        Arguments.of("database-unreachable", Samples.group(Samples.entry(Samples.unreachable()))),
        Arguments.of("flapping-and-acknowledged", Samples.group(Samples.entry(Samples.flapping()))),
        Arguments.of("silenced", Samples.group(Samples.silenced(Samples.total()))),
        Arguments.of(
            "one-of-several-silenced",
            Samples.group(Samples.entry(Samples.nulls()), Samples.silenced(Samples.total()))),
        Arguments.of("receiver-refuses", Samples.group(Samples.entry(Letters.deadToken()))),
        Arguments.of("silence-ends", Samples.group(Samples.entry(Samples.silenceEnds()))),
        Arguments.of("silence-is-over", Samples.group(Samples.entry(Samples.silenceIsOver()))),
        Arguments.of("nobody-to-ask", Samples.group(Samples.entry(Samples.nobodys()))),
        Arguments.of("digest", Samples.digest(false)),
        Arguments.of("digest-resolved", Samples.digest(true)));
  }

  static Stream<Arguments> replies() {
    return Stream.of(
        Arguments.of(
            "thread-got-worse",
            reply(SampleIncidents.stale().critical(Duration.ofMinutes(80)), true)),
        Arguments.of("thread-got-better", reply(Samples.better(), false)),
        Arguments.of(
            "thread-reminded", reply(SampleIncidents.stale().reminded(Duration.ofHours(24)), true)),
        Arguments.of(
            "thread-resolved",
            reply(SampleIncidents.stale().resolved(Duration.ofMinutes(95)), false)),
        Arguments.of(
            "thread-joined",
            new Reply(
                List.of(
                    new Reply.Line(
                        Samples.nulls(),
                        new LoggedChange(
                            UUID.randomUUID(),
                            1,
                            Samples.OPENED,
                            new Change.Opened(
                                Samples.nulls().severity(), Samples.nulls().seen().sentence())))),
                true)),
        Arguments.of(
            "thread-flapping",
            said(
                new Change.Flapping(
                    "flapping: 5 changes in the last hour; the next word comes when it has been"
                        + " stable for as long"),
                true)),
        Arguments.of(
            "thread-acknowledged",
            said(new Change.Acknowledged("anna (U7)", "the loader restarts"), false)),
        Arguments.of("thread-silence-is-over", silenceIsOver()),
        Arguments.of("thread-of-a-digest", manyResolved()));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void a_message_is_word_for_word(String name, Bulletin bulletin) throws IOException {
    compare(name, SlackMessage.of(Message.of(bulletin, ChannelContract.NOW)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    console(out).post(UUID.randomUUID(), bulletin);
    compare(name + ".txt", out.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void a_reply_is_word_for_word(String name, Reply reply) throws IOException {
    compare(name, SlackMessage.of(reply));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    console(out).reply(new Place(UUID.randomUUID(), Map.of()), 1, reply);
    compare(name + ".txt", out.toString(StandardCharsets.UTF_8));
  }

  private static Reply reply(SampleIncidents.Story story, boolean loud) {
    return new Reply(List.of(new Reply.Line(story.incident(), story.log().getLast())), loud);
  }

  private static Reply said(Change change, boolean loud) {
    Incident incident = Samples.flapping();
    return new Reply(
        List.of(
            new Reply.Line(
                incident,
                new LoggedChange(incident.id(), 2, Samples.OPENED.plusSeconds(900), change))),
        loud);
  }

  private static Reply silenceIsOver() {
    Incident over = Samples.silenceIsOver();
    return new Reply(
        List.of(
            new Reply.Line(
                over,
                new LoggedChange(
                    over.id(),
                    2,
                    Samples.OPENED.plusSeconds(900),
                    new Change.Resolved(Change.Reason.PASSED, over.seen().sentence())))),
        false);
  }

  private static Reply manyResolved() {
    return new Reply(
        ((Bulletin.Digest) Samples.digest(true))
            .worst().stream()
                .flatMap(entry -> Stream.of(entry.incident(), entry.incident()))
                .map(GoldenMessagesTest::resolved)
                .toList(),
        false);
  }

  private static Reply.Line resolved(Incident incident) {
    return new Reply.Line(
        incident,
        new LoggedChange(
            incident.id(),
            2,
            Samples.OPENED.plusSeconds(1800),
            new Change.Resolved(Change.Reason.PASSED, "10020 rows today")));
  }

  private static MessageChannel console(ByteArrayOutputStream out) {
    return (MessageChannel)
        Console.of(
            new Address.Console("slack", "#data-alerts"),
            new Console.Screen(new PrintStream(out, true, StandardCharsets.UTF_8), false),
            () -> ChannelContract.NOW);
  }

  private static void compare(String name, SlackMessage message) throws IOException {
    JsonObject made = new JsonObject();
    made.addProperty("text", message.text());
    made.add(
        "blocks", JsonParser.parseString(GsonFactory.createSnakeCase().toJson(message.blocks())));
    Path file = FOLDER.resolve(name + ".json");
    if (Boolean.getBoolean("assay.test.golden.write")) {
      Files.createDirectories(FOLDER);
      Files.writeString(
          file,
          new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(made) + "\n");
    }
    JsonElement golden = JsonParser.parseString(Files.readString(file));
    assertThat(made).as(name).isEqualTo(golden);
  }

  private static void compare(String name, String made) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("assay.test.golden.write")) {
      Files.writeString(file, made);
    }
    assertThat(made).as(name).isEqualTo(Files.readString(file));
  }
}
