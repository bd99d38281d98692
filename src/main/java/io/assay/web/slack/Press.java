package io.assay.web.slack;

import io.assay.alert.channel.Clean;
import io.assay.alert.channel.SlackButton;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody pressed a button under a message.
///
/// @param key the same each time Slack sends the same press
/// @param message what its buttons carry as their value
/// @param who a name and Slack's id for the person, on one line
/// @param reply where an answer that only they see may be posted
record Press(String key, SlackButton button, UUID message, String who, Optional<String> reply) {
  private static final int LONGEST = 80;
  private static final int ID = 20;

  /// Returns what a payload of Slack says; nothing when it is no press of one of these buttons, as
  /// of the one that only opens a page. Throws IOException when it is no JSON.
  static Optional<Press> read(JsonMapper json, String payload) throws IOException {
    if (payload.isBlank()) {
      throw new IOException("the payload is empty");
    }
    JsonNode root;
    try {
      root = json.readValue(payload, Argument.of(JsonNode.class));
    } catch (RuntimeException e) {
      throw new IOException("the payload is no JSON", e);
    }
    if (root == null || !text(root, "type").equals("block_actions")) {
      return Optional.empty();
    }
    JsonNode actions = root.get("actions");
    if (actions == null || !actions.isArray() || actions.size() == 0) {
      return Optional.empty();
    }
    JsonNode action = actions.get(0);
    Optional<SlackButton> button = SlackButton.of(text(action, "action_id"));
    Optional<UUID> message = uuid(text(action, "value"));
    String id = text(root, "user", "id");
    if (button.isEmpty() || button.get() == SlackButton.OPEN || message.isEmpty() || id.isEmpty()) {
      return Optional.empty();
    }
    String name = text(root, "user", "name");
    String key =
        String.join(
            "/",
            "slack",
            text(root, "team", "id"),
            id,
            button.get().id(),
            message.get().toString(),
            text(action, "action_ts"));
    return Optional.of(
        new Press(
            Clean.line(key, 300),
            button.get(),
            message.get(),
            who(name.isEmpty() ? text(root, "user", "username") : name, Clean.line(id, ID)),
            Optional.of(text(root, "response_url")).filter(url -> !url.isEmpty())));
  }

  private static String who(String name, String id) {
    return Clean.line(name, LONGEST - id.length() - 3) + " (" + id + ")";
  }

  private static String text(@Nullable JsonNode node, String... path) {
    @Nullable JsonNode at = node;
    for (String key : path) {
      at = at == null || !at.isObject() ? null : at.get(key);
    }
    return at == null || !at.isString() ? "" : at.getStringValue();
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
