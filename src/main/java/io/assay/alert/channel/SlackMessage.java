package io.assay.alert.channel;

import static com.slack.api.model.block.Blocks.context;
import static com.slack.api.model.block.Blocks.header;
import static com.slack.api.model.block.Blocks.section;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.TextObject;
import io.assay.alert.Reply;
import io.assay.alert.channel.Message.Fact;
import io.assay.alert.channel.Message.Part;
import io.assay.alert.channel.Message.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A message in the form of Slack: blocks, and the text that notifications and readers without
/// blocks get.
///
/// @param text escaped, one line
record SlackMessage(String text, List<LayoutBlock> blocks) {
  /// Slack's limits: 150 characters a header, 3,000 a section, 2,000 a field, 10 fields a section,
  /// 13,200 in all, 50 blocks.
  private static final int HEADER = 150;

  private static final int SECTION = 3000;
  private static final int FIELDS = 10;
  private static final int ALTOGETHER = 13_200;
  private static final int BLOCKS = 50;

  /// What we let a text have, so that one long name leaves room for the rest.
  private static final int SENTENCE = 1000;

  private static final int LABEL = 150;
  private static final int FIELD = 400;
  private static final int PROBLEM = 700;
  private static final int FOOTER = 600;

  SlackMessage {
    blocks = List.copyOf(blocks);
  }

  /// Returns the message in blocks: what is wrong, what there is to know, where it is from.
  static SlackMessage of(Message message) {
    String sentence = message.mood().emoji + " " + message.headline();
    Blocks blocks = new Blocks();
    blocks.headline(sentence);
    message.parts().forEach(blocks::part);
    blocks.footer(message);
    String phone = message.mood().emoji + " " + message.phone();
    return new SlackMessage(SlackText.words(phone, SENTENCE), blocks.made);
  }

  /// Returns the message with one more block above its footer, if there is room.
  SlackMessage with(LayoutBlock block) {
    if (blocks.size() >= BLOCKS) {
      return this;
    }
    List<LayoutBlock> all = new ArrayList<>(blocks);
    all.add(all.size() - 1, block);
    return new SlackMessage(text, all);
  }

  /// Returns the lines of a thread.
  static SlackMessage of(Reply reply) {
    List<String> lines = History.lines(reply);
    int longest = SECTION / lines.size();
    String text =
        lines.stream()
            .map(line -> SlackText.words(line, longest - 1))
            .collect(Collectors.joining("\n"));
    return new SlackMessage(text, List.of(section(s -> s.text(words(text)))));
  }

  /// The blocks so far, and how many characters are left for more.
  private static final class Blocks {
    private final List<LayoutBlock> made = new ArrayList<>();
    private int left = ALTOGETHER - SENTENCE - FOOTER;

    void headline(String sentence) {
      add(header(h -> h.text(plainText(SlackText.escape(sentence, HEADER), false))), HEADER);
      if (SlackText.escape(sentence, SENTENCE).length() > HEADER) {
        wide(SlackText.words(sentence, SENTENCE));
      }
    }

    void part(Part part) {
      switch (part) {
        case Part.Sentence(String text) -> wide(SlackText.words(text, SENTENCE));
        case Part.Wide(Fact(String label, Value.Lines(List<String> lines))) -> {
          int room = Math.min(SECTION, left) - LABEL - 3;
          if (room > 100) {
            wide(label(label) + SlackText.block(lines, room));
          }
        }
        case Part.Wide(Fact fact) -> wide(field(fact, SENTENCE));
        case Part.Problem problem -> wide(problem(problem));
        case Part.Facts(List<Fact> facts) -> facts(facts);
      }
    }

    private void facts(List<Fact> facts) {
      for (int i = 0; i < facts.size(); i += FIELDS) {
        List<String> texts =
            facts.subList(i, Math.min(facts.size(), i + FIELDS)).stream()
                .map(fact -> field(fact, FIELD))
                .toList();
        List<TextObject> fields = texts.stream().<TextObject>map(SlackMessage::words).toList();
        add(section(s -> s.fields(fields)), texts.stream().mapToInt(String::length).sum());
      }
    }

    private void wide(String text) {
      add(section(s -> s.text(words(text))), text.length());
    }

    void footer(Message message) {
      String words =
          message.footer().stream()
              .map(word -> SlackText.words(word, FOOTER / 4))
              .collect(Collectors.joining(" · "));
      String text =
          message.link().isEmpty()
              ? words
              : words
                  + " · "
                  + SlackText.link("Open in Assay", message.link(), FOOTER - words.length() - 3);
      made.add(context(c -> c.elements(List.of(words(text)))));
    }

    /// Leaves out what there is no room for, and keeps a block for the footer.
    private void add(LayoutBlock block, int characters) {
      if (characters <= left && made.size() < BLOCKS - 1) {
        made.add(block);
        left -= characters;
      }
    }
  }

  /// Verbatim: Slack makes no links or mentions of its own out of what looks like one.
  private static MarkdownTextObject words(String text) {
    return markdownText(m -> m.text(text).verbatim(true));
  }

  private static String field(Fact fact, int longest) {
    return label(fact.label()) + value(fact.value(), longest);
  }

  private static String label(String label) {
    return "*" + SlackText.words(label, LABEL) + "*\n";
  }

  private static String problem(Part.Problem problem) {
    String title = SlackText.words(problem.title(), PROBLEM / 4);
    String sentence =
        problem.mood().emoji
            + " "
            + problem.before()
            + (title.isEmpty() ? "" : "*" + title + "*")
            + SlackText.words(problem.after(), PROBLEM / 4);
    int room = PROBLEM / 2 / Math.max(1, problem.beside().size()) - 3;
    return problem.beside().isEmpty()
        ? sentence
        : sentence
            + "\n"
            + problem.beside().stream()
                .map(value -> (value instanceof Value.Moment ? "since " : "") + value(value, room))
                .collect(Collectors.joining(" · "));
  }

  private static String value(Value value, int longest) {
    return switch (value) {
      case Value.Text(String text) -> SlackText.words(text, longest);
      case Value.Code(String text) -> SlackText.code(text, longest);
      case Value.Link(String words, String url) ->
          words + SlackText.link(url, longest - words.length());
      case Value.Moment(Instant at, _) -> date(at);
      case Value.Lines(List<String> lines) -> SlackText.block(lines, longest);
    };
  }

  /// Each reader's own zone, with the time in UTC for who cannot have that.
  private static String date(Instant at) {
    return "<!date^"
        + at.getEpochSecond()
        + "^{date_short_pretty} at {time}, {ago}|"
        + Message.utc(at)
        + ">";
  }
}
