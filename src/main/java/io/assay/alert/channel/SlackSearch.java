package io.assay.alert.channel;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.conversations.ConversationsHistoryResponse;
import com.slack.api.methods.response.conversations.ConversationsListResponse;
import com.slack.api.methods.response.conversations.ConversationsRepliesResponse;
import com.slack.api.model.ConversationType;
import com.slack.api.model.Message;
import com.slack.api.model.ResponseMetadata;
import io.assay.alert.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Looks for a message or a reply whose sending was never answered, by the id in its metadata, page
/// by page, for as long as the courier's lease allows.
final class SlackSearch {
  private static final int MESSAGES = 200;
  private static final int CHANNELS = 1000;

  /// With the timeout of the last call it ends within the courier's lease.
  private static final Duration LONGEST = Duration.ofSeconds(18);

  /// Slack's clock and ours differ by less.
  private static final Duration BEFORE = Duration.ofMinutes(15);

  private static final Duration AFTER = Duration.ofHours(1);

  private final MethodsClient slack;
  private final InstantSource clock;
  private final Instant deadline;

  SlackSearch(MethodsClient slack, InstantSource clock) {
    this.slack = slack;
    this.clock = clock;
    this.deadline = clock.instant().plus(LONGEST);
  }

  /// What is looked for: a message, or the reply of that number to it, and when it was sent.
  record Sought(UUID message, Optional<Integer> reply, Instant attempted) {
    private String oldest() {
      return attempted.minus(BEFORE).getEpochSecond() + ".000000";
    }

    private String latest() {
      return attempted.plus(AFTER).getEpochSecond() + ".000000";
    }

    /// Messages of before there were groups carry the id as `delivery`.
    private boolean is(Message found) {
      if (found.getMetadata() == null || found.getMetadata().getEventPayload() == null) {
        return false;
      }
      Map<String, Object> payload = found.getMetadata().getEventPayload();
      String id = String.valueOf(payload.getOrDefault("message", payload.get("delivery")));
      String number = String.valueOf(payload.getOrDefault("reply", ""));
      return message.toString().equals(id) && number.equals(reply.map(String::valueOf).orElse(""));
    }
  }

  /// What the search came to.
  sealed interface Result {
    record There(String channel, String ts) implements Result {}

    /// It is not, or the app may not look: the scope channels:history is not required.
    record NotThere() implements Result {}

    /// Slack could not be asked now.
    record NotNow(Outcome.Retry outcome) implements Result {}
  }

  private record Page(@Nullable String error, List<Message> messages, String next) {}

  private interface Pages {
    Page after(String cursor) throws IOException, SlackApiException;
  }

  /// Searches the channel. `channel` is a name or an id; only an id can be searched, so a name is
  /// looked up when Slack does not take it.
  Result inChannel(String channel, Sought sought) throws IOException, SlackApiException {
    Page first = history(channel, sought, "");
    if (!"channel_not_found".equals(first.error())) {
      return search(channel, sought, first, cursor -> history(channel, sought, cursor));
    }
    Optional<String> id = id(channel);
    if (id.isEmpty()) {
      return new Result.NotThere();
    }
    return search(
        id.get(),
        sought,
        history(id.get(), sought, ""),
        cursor -> history(id.get(), sought, cursor));
  }

  /// Searches a thread.
  Result inThread(String channel, String ts, Sought sought) throws IOException, SlackApiException {
    return search(
        channel,
        sought,
        replies(channel, ts, sought, ""),
        cursor -> replies(channel, ts, sought, cursor));
  }

  private Result search(String channel, Sought sought, Page first, Pages pages)
      throws IOException, SlackApiException {
    Page page = first;
    while (true) {
      if (page.error() != null) {
        return SlackError.outcome(page.error()) instanceof Outcome.Retry retry
            ? new Result.NotNow(retry)
            : new Result.NotThere();
      }
      Optional<Message> found = page.messages().stream().filter(sought::is).findFirst();
      if (found.isPresent()) {
        return new Result.There(channel, found.get().getTs());
      }
      if (page.next().isEmpty()) {
        return new Result.NotThere();
      }
      if (clock.instant().isAfter(deadline)) {
        return new Result.NotNow(
            new Outcome.Retry(
                "timeout", "Slack's history is too long to be searched now", Optional.empty()));
      }
      page = pages.after(page.next());
    }
  }

  private Page history(String channel, Sought sought, String cursor)
      throws IOException, SlackApiException {
    ConversationsHistoryResponse answer =
        slack.conversationsHistory(h ->
            (cursor.isEmpty() ? h : h.cursor(cursor))
                .channel(channel)
                .oldest(sought.oldest())
                .latest(sought.latest())
                .inclusive(true)
                .includeAllMetadata(true)
                .limit(MESSAGES));
    return page(answer, answer.getMessages(), answer.getResponseMetadata());
  }

  private Page replies(String channel, String ts, Sought sought, String cursor)
      throws IOException, SlackApiException {
    ConversationsRepliesResponse answer =
        slack.conversationsReplies(r ->
            (cursor.isEmpty() ? r : r.cursor(cursor))
                .channel(channel)
                .ts(ts)
                .oldest(sought.oldest())
                .latest(sought.latest())
                .inclusive(true)
                .includeAllMetadata(true)
                .limit(MESSAGES));
    return page(answer, answer.getMessages(), answer.getResponseMetadata());
  }

  /// An answer that is a yes and has no messages is not Slack's.
  private static Page page(
      SlackApiTextResponse answer,
      @Nullable List<Message> messages,
      @Nullable ResponseMetadata metadata) {
    if (answer.isOk() && messages != null) {
      return new Page(null, messages, next(metadata));
    }
    String error = answer.isOk() ? "" : Optional.ofNullable(answer.getError()).orElse("");
    return new Page(error, List.of(), "");
  }

  private Optional<String> id(String name) throws IOException, SlackApiException {
    String plain = name.startsWith("#") ? name.substring(1) : name;
    String next = "";
    do {
      String cursor = next;
      ConversationsListResponse list =
          slack.conversationsList(l ->
              (cursor.isEmpty() ? l : l.cursor(cursor))
                  .types(List.of(ConversationType.PUBLIC_CHANNEL, ConversationType.PRIVATE_CHANNEL))
                  .excludeArchived(true)
                  .limit(CHANNELS));
      if (!list.isOk() || list.getChannels() == null) {
        return Optional.empty();
      }
      Optional<String> id =
          list.getChannels().stream()
              .filter(conversation -> plain.equals(conversation.getName()))
              .map(conversation -> conversation.getId())
              .findFirst();
      if (id.isPresent()) {
        return id;
      }
      next = next(list.getResponseMetadata());
    } while (!next.isEmpty() && clock.instant().isBefore(deadline));
    return Optional.empty();
  }

  private static String next(@Nullable ResponseMetadata metadata) {
    return metadata == null || metadata.getNextCursor() == null ? "" : metadata.getNextCursor();
  }
}
