package io.assay.alert.channel;

import static com.slack.api.model.block.Blocks.actions;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import io.assay.alert.Announcement;
import io.assay.alert.Receiver.Address.Buttons;
import io.assay.incident.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The buttons under a message at Slack. They act on all incidents of the message that are open.
final class SlackActions {
  /// Slack's limit for an address.
  private static final int LONGEST_URL = 3000;

  private SlackActions() {}

  /// Returns the block; nothing when a press would not be heard, or all is over.
  ///
  /// @param value what a press names
  /// @param link the page about it; empty when there is none
  static Optional<LayoutBlock> of(
      List<Incident> incidents, UUID value, String link, Buttons buttons) {
    List<Incident> open =
        incidents.stream()
            .filter(incident -> incident.open() && !Announcement.is(incident))
            .toList();
    if (!buttons.heard() || open.isEmpty()) {
      return Optional.empty();
    }
    List<BlockElement> row = new ArrayList<>();
    if (open.stream().anyMatch(incident -> incident.care().acknowledged().isEmpty())) {
      row.add(button(SlackButton.ACKNOWLEDGE, value).style("primary").build());
    }
    row.add(button(SlackButton.SILENCE_HOUR, value).build());
    row.add(button(SlackButton.SILENCE_DAY, value).build());
    row.add(button(SlackButton.RUN_NOW, value).build());
    if (!link.isEmpty() && link.length() <= LONGEST_URL) {
      row.add(button(SlackButton.OPEN, value).url(link).build());
    }
    return Optional.of(actions(block -> block.elements(row)));
  }

  private static ButtonElement.ButtonElementBuilder button(SlackButton button, UUID value) {
    return ButtonElement.builder()
        .actionId(button.id())
        .text(plainText(button.label(), false))
        .value(value.toString());
  }
}
