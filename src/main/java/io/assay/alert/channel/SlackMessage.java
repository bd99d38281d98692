package io.assay.alert.channel;

import static com.slack.api.model.block.Blocks.context;
import static com.slack.api.model.block.Blocks.header;
import static com.slack.api.model.block.Blocks.section;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.TextObject;
import io.assay.alert.Notice;
import io.assay.incident.LoggedChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A message in the form of Slack: blocks, and the text that notifications and readers without
/// blocks get.
///
/// @param text escaped, one line
record SlackMessage(String text, List<LayoutBlock> blocks) {
  /// Slack's limits: 150 characters a header, 3,000 a section, 2,000 a field, 10 fields a section.
  private static final int HEADER = 150;

  private static final int SECTION = 3000;
  private static final int FIELD = 500;
  private static final int FIELDS = 10;

  SlackMessage {
    blocks = List.copyOf(blocks);
  }

  /// Returns the message about an incident.
  static SlackMessage of(Message message) {
    String sentence = message.mood().emoji + " " + Clean.line(message.headline(), SECTION);
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(header(h -> h.text(plainText(SlackText.escape(sentence, HEADER), false))));
    if (SlackText.escape(sentence, SECTION).length() > HEADER) {
      blocks.add(section(s -> s.text(words(SlackText.words(sentence, SECTION)))));
    }
    List<TextObject> fields =
        message.facts().stream()
            .filter(fact -> !(fact.value() instanceof Message.Value.Lines))
            .limit(FIELDS)
            .<TextObject>map(SlackMessage::field)
            .toList();
    blocks.add(section(s -> s.fields(fields)));
    message.facts().stream()
        .filter(fact -> fact.value() instanceof Message.Value.Lines)
        .map(SlackMessage::field)
        .forEach(lines -> blocks.add(section(s -> s.text(lines))));
    List<String> footer = new ArrayList<>();
    message.footer().forEach(word -> footer.add(SlackText.words(word, FIELD)));
    if (!message.link().isEmpty()) {
      footer.add(SlackText.link(message.link(), FIELD));
    }
    blocks.add(context(c -> c.elements(List.of(words(String.join(" · ", footer))))));
    return new SlackMessage(SlackText.words(sentence, SECTION), blocks);
  }

  /// Returns the message with one more block above its footer.
  SlackMessage with(LayoutBlock block) {
    List<LayoutBlock> all = new ArrayList<>(blocks);
    all.add(all.size() - 1, block);
    return new SlackMessage(text, all);
  }

  /// Returns the untold changes, one line each, for the thread.
  static String history(Notice notice) {
    List<LoggedChange> untold = notice.untold();
    int longest = SECTION / Math.max(1, untold.size());
    return untold.stream()
        .map(change -> SlackText.words(History.line(notice, change), longest - 1))
        .collect(Collectors.joining("\n"));
  }

  /// Verbatim: Slack makes no links or mentions of its own out of what looks like one.
  private static MarkdownTextObject words(String text) {
    return markdownText(m -> m.text(text).verbatim(true));
  }

  private static MarkdownTextObject field(Message.Fact fact) {
    String value =
        switch (fact.value()) {
          case Message.Value.Text(String text) -> SlackText.words(text, FIELD);
          case Message.Value.Code(String text) -> SlackText.code(text, FIELD);
          case Message.Value.Link(String url) -> SlackText.link(url, FIELD);
          case Message.Value.Moment(Instant at, _) -> date(at);
          case Message.Value.Lines(List<String> lines) ->
              SlackText.block(lines, SECTION - fact.label().length() - 3);
        };
    return words("*" + fact.label() + "*\n" + value);
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
