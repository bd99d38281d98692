package io.assay.alert.channel;

import io.assay.alert.Outcome;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the errors mean that Slack's Web API gives with `ok: false`.
final class SlackError {
  /// Slack's own trouble; everything else is about the request and would be refused again.
  private static final Set<String> PASSING =
      Set.of(
          "ratelimited",
          "rate_limited",
          "internal_error",
          "fatal_error",
          "update_failed",
          "external_channel_migrating",
          "org_login_required",
          "service_unavailable",
          "request_timeout",
          "team_added_to_org",
          "failed_to_respond");

  private static final Set<String> MESSAGE_GONE =
      Set.of("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found");

  private static final Set<String> BLOCKS =
      Set.of("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long");

  private SlackError() {}

  /// Returns what to make of the error.
  static Outcome outcome(@Nullable String error) {
    if (error == null || error.isBlank()) {
      return Answer.garbled(SlackHttp.WHO);
    }
    String word = word(error);
    if (word.equals("ratelimited") || word.equals("rate_limited")) {
      return Answer.refused(SlackHttp.WHO, 429, Optional.empty(), "");
    }
    return PASSING.contains(word)
        ? new Outcome.Retry(word, "Slack has trouble: " + word, Optional.empty())
        : new Outcome.Rejected(word, "Slack refused the message: " + word + advice(word));
  }

  /// Returns whether the message to change is no longer there.
  static boolean gone(@Nullable String error) {
    return MESSAGE_GONE.contains(word(error));
  }

  /// Returns whether the same words without blocks may be taken.
  static boolean aboutBlocks(@Nullable String error) {
    return BLOCKS.contains(word(error));
  }

  private static String advice(String word) {
    return switch (word) {
      case "channel_not_found" ->
          "; check the channel's name, and invite the app when the channel is private";
      case "not_in_channel" -> "; invite the app to the channel, or give it chat:write.public";
      case "is_archived" -> "; unarchive the channel or name another one";
      case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired" ->
          "; give the receiver a valid bot token";
      case "not_allowed_token_type" -> "; the token must be one of a bot: it begins with xoxb-";
      case "missing_scope" -> "; give the app the scope chat:write";
      case "restricted_action",
          "restricted_action_thread_only_channel",
          "channel_is_limited_access",
          "user_is_restricted",
          "no_permission" ->
          "; let the app post in the channel, or name another one";
      case "team_access_not_granted",
          "ekm_access_denied",
          "enterprise_is_restricted",
          "two_factor_setup_required",
          "accesslimited" ->
          "; an administrator of the workspace has to let the app in";
      default -> "; Slack's reference of chat.postMessage says what that means";
    };
  }

  /// The other side's word goes into logs and metrics: only what looks like one.
  private static String word(@Nullable String error) {
    return error != null && error.matches("[a-z_]{1,40}") ? error : "unknown_error";
  }
}
