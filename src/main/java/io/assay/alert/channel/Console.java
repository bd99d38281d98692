package io.assay.alert.channel;

import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.check.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Shows on the console what a receiver would have got whose secret is not set; only in the demo.
final class Console implements Channel {
  private static final int LONGEST = 300;
  private static final Duration JUST_NOW = Duration.ofSeconds(5);
  private static final String RESET = "\u001b[0m";

  private final Address.Console address;
  private final Screen screen;
  private final InstantSource clock;

  /// Where to print, and whether in colour.
  record Screen(PrintStream out, boolean colour) {}

  Console(Address.Console address, Screen screen, InstantSource clock) {
    this.address = address;
    this.screen = screen;
    this.clock = clock;
  }

  @Override
  public Outcome tell(Notice notice) {
    return address.inPlaceOf().equals("pagerduty") ? asPagerDuty(notice) : asSlack(notice);
  }

  private Outcome asPagerDuty(Notice notice) {
    return switch (PagerDutyStep.next(notice)) {
      case PagerDutyStep.Nothing(long sequence) -> accepted(notice, sequence);
      case PagerDutyStep.Trigger(long sequence) -> {
        print("PagerDuty trigger", Message.opened(notice, clock.instant()), List.of());
        yield accepted(notice, sequence);
      }
      case PagerDutyStep.Acknowledge(long sequence) -> {
        print("PagerDuty acknowledge", Message.of(notice, "", clock.instant()), List.of());
        yield accepted(notice, sequence);
      }
      case PagerDutyStep.Resolve(long sequence) -> {
        print("PagerDuty resolve", Message.of(notice, "", clock.instant()), List.of());
        yield accepted(notice, sequence);
      }
    };
  }

  private Outcome asSlack(Notice notice) {
    boolean known = notice.known().sequence() > 0;
    List<String> history =
        known
            ? notice.untold().stream().map(change -> History.line(notice, change)).toList()
            : List.of();
    String was =
        Message.openingSentence(notice).orElse(notice.known().reference().getOrDefault("was", ""));
    print(
        known ? "Slack updates its message" : "Slack message",
        Message.of(notice, was, clock.instant()),
        history);
    Map<String, String> reference = new LinkedHashMap<>(notice.known().reference());
    reference.put("was", was);
    return new Outcome.Accepted(notice.incident().sequence(), reference);
  }

  private static Outcome accepted(Notice notice, long sequence) {
    return new Outcome.Accepted(sequence, notice.known().reference());
  }

  /// One call of print, so that blocks of several receivers do not mix.
  private void print(String what, Message message, List<String> history) {
    String bar = paint(message.mood(), "│ ");
    StringBuilder text = new StringBuilder();
    text.append(paint(message.mood(), "┌ " + what + " to " + Clean.line(address.where(), 80)))
        .append('\n');
    text.append(bar)
        .append(message.mood().emoji)
        .append(' ')
        .append(Clean.line(message.headline(), LONGEST))
        .append('\n');
    String below = "\n" + bar + " ".repeat(12);
    for (Message.Fact fact : message.facts()) {
      text.append(bar)
          .append("%-12s".formatted(fact.label()))
          .append(
              fact.value() instanceof Message.Value.Lines
                  ? below + words(fact.value()).replace("\n", below)
                  : words(fact.value()))
          .append('\n');
    }
    for (String line : history) {
      text.append(bar).append("↳ ").append(Clean.line(line, LONGEST)).append('\n');
    }
    text.append(
            paint(message.mood(), "└ " + Clean.line(String.join(" · ", message.footer()), LONGEST)))
        .append('\n');
    screen.out().print(text);
    screen.out().flush();
  }

  /// A value on one line, or on as many as it has.
  static String words(Message.Value value) {
    return switch (value) {
      case Message.Value.Text(String text) -> Clean.line(text, LONGEST);
      case Message.Value.Code(String text) -> Clean.line(text, LONGEST);
      case Message.Value.Link(String url) -> Clean.line(url, LONGEST);
      case Message.Value.Lines(List<String> lines) ->
          lines.stream().map(line -> Clean.line(line, LONGEST)).collect(Collectors.joining("\n"));
      case Message.Value.Moment(var at, var ago) ->
          Message.utc(at)
              + (ago.compareTo(JUST_NOW) < 0 ? " (just now)" : " (" + Durations.say(ago) + " ago)");
    };
  }

  private String paint(Message.Mood mood, String text) {
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
