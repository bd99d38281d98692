package io.assay.alert.channel;

import io.assay.alert.Bulletin;
import io.assay.alert.Tally;
import io.assay.check.Severity;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// What people are told, before it takes the form of a channel: one sentence, then what somebody
/// who was woken up needs, in that order. Nothing in it is escaped yet.
///
/// @param headline what is wrong, or that it is over, in one sentence
/// @param phone the same for a screen that shows nothing else: how bad and where come first
/// @param footer database and check, for those who search
/// @param link a page to read on; empty when there is none
record Message(
    Mood mood, String headline, String phone, List<Part> parts, List<String> footer, String link) {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  Message {
    parts = List.copyOf(parts);
    footer = List.copyOf(footer);
  }

  /// Returns what a bulletin says.
  static Message of(Bulletin bulletin, Instant now) {
    return switch (bulletin) {
      case Bulletin.OfGroup group -> GroupMessage.of(group, now);
      case Bulletin.Digest digest -> DigestMessage.of(digest, now);
    };
  }

  /// How bad it is, at a glance.
  enum Mood {
    INFO("🔵", "Info"),
    WARNING("🟠", "Warning"),
    CRITICAL("🔴", "Critical"),
    UNMEASURABLE("⚪", "Not measurable"),
    RESOLVED("✅", "Resolved");

    final String emoji;
    final String word;

    Mood(String emoji, String word) {
      this.emoji = emoji;
      this.word = word;
    }

    static Mood of(Subject subject, Severity severity) {
      if (Tally.blind(subject)) {
        return UNMEASURABLE;
      }
      return switch (severity) {
        case INFO -> INFO;
        case WARNING -> WARNING;
        case CRITICAL -> CRITICAL;
      };
    }
  }

  /// What stands below the headline, from top to bottom.
  sealed interface Part {
    /// Short facts, side by side where there is room.
    record Facts(List<Fact> facts) implements Part {
      public Facts {
        facts = List.copyOf(facts);
      }
    }

    /// A fact that needs the whole width.
    record Wide(Fact fact) implements Part {}

    /// One of several problems: the subject's title stands out, with words before and after it.
    record Problem(Mood mood, String before, String title, String after, List<Value> beside)
        implements Part {
      public Problem {
        beside = List.copyOf(beside);
      }
    }

    /// A sentence.
    record Sentence(String text) implements Part {}
  }

  /// One thing to know.
  record Fact(String label, Value value) {}

  /// What a fact says; a channel decides how to show each sort.
  sealed interface Value {
    /// Words that may come from the data.
    record Text(String text) implements Value {}

    /// A moment, and how long that is ago.
    record Moment(Instant at, Duration ago) implements Value {}

    /// An address that an engineer wrote, after words of our own.
    record Link(String words, String url) implements Value {}

    /// A place in a file, or bars: to be shown in letters of equal width.
    record Code(String text) implements Value {}

    /// Rows of the data, a line each: to be shown in letters of equal width, with room of its own.
    record Lines(List<String> lines) implements Value {
      public Lines {
        lines = List.copyOf(lines);
      }
    }
  }

  /// Returns all facts, from top to bottom.
  List<Fact> facts() {
    return parts.stream()
        .flatMap(part ->
            switch (part) {
              case Part.Facts(var facts) -> facts.stream();
              case Part.Wide(var fact) -> List.of(fact).stream();
              case Part.Problem _, Part.Sentence _ -> List.<Fact>of().stream();
            })
        .toList();
  }

  /// Returns a moment as people write it who share no zone.
  static String utc(Instant at) {
    return UTC.format(at);
  }
}
