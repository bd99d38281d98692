package io.assay.alert.channel;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.conversations.ConversationsHistoryResponse;
import com.slack.api.methods.response.conversations.ConversationsListResponse;
import com.slack.api.model.ConversationType;
import com.slack.api.model.Message;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Looks for a message whose posting was never answered, by the delivery's id in its metadata. At
/// most three calls, so that a telling ends within its lease.
final class SlackSearch {
  private static final int MESSAGES = 200;
  private static final int CHANNELS = 1000;

  private final MethodsClient slack;

  SlackSearch(MethodsClient slack) {
    this.slack = slack;
  }

  /// What the search came to.
  sealed interface Result {
    /// The message is there and shows the incident up to `shown`.
    record Found(String channel, String ts, long shown) implements Result {}

    /// It is not, or the app may not look: the scope channels:history is not required.
    record NotFound() implements Result {}

    /// Slack could not be asked now.
    record NotNow(Outcome.Retry outcome) implements Result {}
  }

  /// Searches the channel since the incident opened. `channel` is a name or an id; only an id can
  /// be searched, so a name is looked up when Slack does not take it.
  Result find(String channel, Notice notice) throws IOException, SlackApiException {
    ConversationsHistoryResponse history;
    String searched = channel;
    try {
      history = history(channel, notice);
      if (!history.isOk() && "channel_not_found".equals(history.getError())) {
        Optional<String> id = id(channel);
        if (id.isEmpty()) {
          return new Result.NotFound();
        }
        searched = id.get();
        history = history(searched, notice);
      }
    } catch (SlackApiException e) {
      // a proxy or a Slack that does not offer the search must not keep the message from going out
      if (e.getResponse().code() == 429 || e.getResponse().code() >= 500) {
        throw e;
      }
      return new Result.NotFound();
    }
    if (!history.isOk()) {
      return SlackError.outcome(history.getError()) instanceof Outcome.Retry retry
          ? new Result.NotNow(retry)
          : new Result.NotFound();
    }
    List<Message> messages = history.getMessages() == null ? List.of() : history.getMessages();
    for (Message message : messages) {
      Optional<Long> shown = shown(message, notice);
      if (shown.isPresent()) {
        return new Result.Found(searched, message.getTs(), shown.get());
      }
    }
    return new Result.NotFound();
  }

  private ConversationsHistoryResponse history(String channel, Notice notice)
      throws IOException, SlackApiException {
    String opened = notice.incident().span().opened().getEpochSecond() + ".000000";
    return slack.conversationsHistory(h ->
        h.channel(channel).oldest(opened).inclusive(true).includeAllMetadata(true).limit(MESSAGES));
  }

  private Optional<String> id(String name) throws IOException, SlackApiException {
    String plain = name.startsWith("#") ? name.substring(1) : name;
    ConversationsListResponse list =
        slack.conversationsList(l ->
            l.types(List.of(ConversationType.PUBLIC_CHANNEL, ConversationType.PRIVATE_CHANNEL))
                .excludeArchived(true)
                .limit(CHANNELS));
    return list.isOk() && list.getChannels() != null
        ? list.getChannels().stream()
            .filter(conversation -> plain.equals(conversation.getName()))
            .map(conversation -> conversation.getId())
            .findFirst()
        : Optional.empty();
  }

  private static Optional<Long> shown(Message message, Notice notice) {
    if (message.getMetadata() == null || message.getMetadata().getEventPayload() == null) {
      return Optional.empty();
    }
    var payload = message.getMetadata().getEventPayload();
    if (!notice.delivery().toString().equals(payload.get("delivery"))) {
      return Optional.empty();
    }
    String sequence = String.valueOf(payload.get("sequence"));
    return Optional.of(sequence.matches("[0-9]{1,18}") ? Long.parseLong(sequence) : 0L);
  }
}
