package io.assay.alert.channel;

import io.assay.alert.Bulletin;
import io.assay.alert.Channel;
import io.assay.alert.Entry;
import io.assay.alert.MessageChannel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Reply;
import io.assay.alert.channel.Message.Fact;
import io.assay.alert.channel.Message.Mood;
import io.assay.alert.channel.Message.Part;
import io.assay.alert.channel.Message.Value;
import io.assay.check.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Shows on the console what a receiver would have got whose secret is not set; only in the demo.
final class Console {
  private static final int LONGEST = 300;
  private static final Duration JUST_NOW = Duration.ofSeconds(5);
  private static final String RESET = "\u001b[0m";

  private final Address.Console address;
  private final Screen screen;
  private final InstantSource clock;

  /// Where to print, and whether in colour.
  record Screen(PrintStream out, boolean colour) {}

  private Console(Address.Console address, Screen screen, InstantSource clock) {
    this.address = address;
    this.screen = screen;
    this.clock = clock;
  }

  /// Returns the channel that stands in for the receiver's.
  static Channel of(Address.Console address, Screen screen, InstantSource clock) {
    Console console = new Console(address, screen, clock);
    return address.inPlaceOf().equals("pagerduty") ? console::asPagerDuty : console.new AsSlack();
  }

  private Outcome asPagerDuty(Notice notice) {
    return switch (PagerDutyStep.next(notice)) {
      case PagerDutyStep.Nothing(long sequence) -> accepted(notice, sequence);
      case PagerDutyStep.Trigger(long sequence) -> {
        print("PagerDuty trigger", IncidentMessage.wrong(notice, clock.instant()));
        yield accepted(notice, sequence);
      }
      case PagerDutyStep.Acknowledge(long sequence) -> {
        print(
            "PagerDuty acknowledge",
            IncidentMessage.of(
                new Entry(notice.incident(), "", false, notice.link()), clock.instant()));
        yield accepted(notice, sequence);
      }
      case PagerDutyStep.Resolve(long sequence) -> {
        print(
            "PagerDuty resolve",
            IncidentMessage.of(
                new Entry(notice.incident(), "", false, notice.link()), clock.instant()));
        yield accepted(notice, sequence);
      }
    };
  }

  private static Outcome accepted(Notice notice, long sequence) {
    return new Outcome.Accepted(sequence, notice.known().reference());
  }

  /// Slack's messages and threads.
  private final class AsSlack implements MessageChannel {
    @Override
    public boolean threads() {
      return true;
    }

    @Override
    public Sent post(UUID id, Bulletin bulletin) {
      print("Slack message", Message.of(bulletin, clock.instant()));
      return new Sent.Done(Map.of("printed", id.toString()));
    }

    @Override
    public Sent update(Place place, Bulletin bulletin) {
      print("Slack updates its message", Message.of(bulletin, clock.instant()));
      return new Sent.Done(place.reference());
    }

    @Override
    public Sent reply(Place place, int number, Reply reply) {
      StringBuilder text = new StringBuilder();
      for (String line : History.lines(reply)) {
        text.append("↳ ").append(Clean.line(line, LONGEST)).append('\n');
      }
      screen.out().print(text);
      screen.out().flush();
      return new Sent.Done(place.reference());
    }

    @Override
    public Found find(UUID message, Instant attempted) {
      return new Found.NotThere();
    }

    @Override
    public Found findReply(Place place, int number, Instant attempted) {
      return new Found.NotThere();
    }

    @Override
    public boolean retract(Place place) {
      return false;
    }
  }

  /// One call of print, so that blocks of several receivers do not mix.
  private void print(String what, Message message) {
    String bar = paint(message.mood(), "│ ");
    StringBuilder text = new StringBuilder();
    text.append(paint(message.mood(), "┌ " + what + " to " + Clean.line(address.where(), 80)))
        .append('\n');
    text.append(bar)
        .append(message.mood().emoji)
        .append(' ')
        .append(Clean.line(message.headline(), LONGEST))
        .append('\n');
    for (Part part : message.parts()) {
      switch (part) {
        case Part.Facts(List<Fact> facts) -> facts.forEach(fact -> fact(bar, fact, text));
        case Part.Wide(Fact fact) -> fact(bar, fact, text);
        case Part.Sentence(String sentence) ->
            text.append(bar).append(Clean.line(sentence, LONGEST)).append('\n');
        case Part.Problem(
                Mood mood,
                String before,
                String title,
                String after,
                List<Value> beside) ->
            text.append(bar)
                .append(mood.emoji)
                .append(' ')
                .append(Clean.line(before + title + after, LONGEST))
                .append(
                    beside.stream()
                        .map(
                            value -> (value instanceof Value.Moment ? "since " : "") + words(value))
                        .collect(Collectors.joining(", ", beside.isEmpty() ? "" : " (", "")))
                .append(beside.isEmpty() ? "" : ")")
                .append('\n');
      }
    }
    text.append(
            paint(message.mood(), "└ " + Clean.line(String.join(" · ", message.footer()), LONGEST)))
        .append('\n');
    screen.out().print(text);
    screen.out().flush();
  }

  private static void fact(String bar, Fact fact, StringBuilder text) {
    String below = "\n" + bar + " ".repeat(12);
    text.append(bar)
        .append("%-12s".formatted(Clean.line(fact.label(), LONGEST)))
        .append(fact.label().length() < 12 || fact.value() instanceof Value.Lines ? "" : " ")
        .append(
            fact.value() instanceof Value.Lines
                ? below + words(fact.value()).replace("\n", below)
                : words(fact.value()))
        .append('\n');
  }

  /// A value on one line, or on as many as it has.
  static String words(Value value) {
    return switch (value) {
      case Value.Text(String text) -> Clean.line(text, LONGEST);
      case Value.Code(String text) -> Clean.line(text, LONGEST);
      case Value.Link(String words, String url) -> Clean.line(words + url, LONGEST);
      case Value.Lines(List<String> lines) ->
          lines.stream().map(line -> Clean.line(line, LONGEST)).collect(Collectors.joining("\n"));
      case Value.Moment(Instant at, Duration ago) ->
          Message.utc(at)
              + (ago.compareTo(JUST_NOW) < 0 ? " (just now)" : " (" + Durations.say(ago) + " ago)");
    };
  }

  private String paint(Mood mood, String text) {
    if (!screen.colour()) {
      return text;
    }
    String code =
        switch (mood) {
          case INFO -> "34";
          case WARNING -> "33";
          case CRITICAL -> "31";
          case UNMEASURABLE -> "35";
          case RESOLVED -> "32";
        };
    return "\u001b[" + code + "m" + text + RESET;
  }
}
