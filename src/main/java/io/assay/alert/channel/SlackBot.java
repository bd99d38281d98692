package io.assay.alert.channel;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.model.Message.Metadata;
import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Slack's Web API: one message an incident, updated in place, with its history as replies in its
/// thread.
///
/// Each telling takes one step, and the reference says how far it got: `channel` and `ts` find the
/// message, `shown` is the number of the change it shows, `was` the sentence it opened with. So a
/// reply that failed does not update the message again, and the courier's pace holds for each call.
final class SlackBot implements Channel {
  static final String EVENT = "assay_incident";

  /// How many attempts wait for a search that fails.
  private static final int SEARCHES = 4;

  private final Address.SlackBot address;
  private final MethodsClient slack;
  private final InstantSource clock;

  SlackBot(Address.SlackBot address, MethodsClient slack, InstantSource clock) {
    this.address = address;
    this.slack = slack;
    this.clock = clock;
    address.api().ifPresent(slack::setEndpointUrlPrefix);
  }

  @Override
  public Outcome tell(Notice notice) {
    try {
      return step(notice);
    } catch (SlackApiException e) {
      return SlackHttp.refused(e, clock.instant());
    } catch (IOException e) {
      return SlackHttp.lost(e);
    } catch (RuntimeException e) {
      // what the library throws for an answer that is empty or not its JSON, and that is not one
      // sort
      return Answer.garbled(SlackHttp.WHO);
    }
  }

  private Outcome step(Notice notice) throws IOException, SlackApiException {
    Map<String, String> reference = notice.known().reference();
    if (!reference.containsKey("ts")) {
      return first(notice);
    }
    long latest = notice.incident().sequence();
    return shown(reference) < latest ? update(notice) : reply(notice);
  }

  /// An answer that never came may have been a yes: look for the message before posting another.
  private Outcome first(Notice notice) throws IOException, SlackApiException {
    if (notice.known().attempts() == 0) {
      return post(notice);
    }
    return switch (search(notice)) {
      case SlackSearch.Result.Found(var channel, var ts, var shown) ->
          new Outcome.Accepted(shown, reference(notice, channel, ts, shown));
      case SlackSearch.Result.NotFound _ -> post(notice);
      case SlackSearch.Result.NotNow(var outcome) -> outcome;
    };
  }

  /// A search that keeps failing does not hold the message back for ever: better twice than never.
  private SlackSearch.Result search(Notice notice) throws IOException, SlackApiException {
    boolean insist = notice.known().attempts() <= SEARCHES;
    try {
      SlackSearch.Result result = new SlackSearch(slack).find(address.channel(), notice);
      return insist || !(result instanceof SlackSearch.Result.NotNow)
          ? result
          : new SlackSearch.Result.NotFound();
    } catch (IOException | SlackApiException | RuntimeException e) {
      if (insist) {
        throw e;
      }
      return new SlackSearch.Result.NotFound();
    }
  }

  private Outcome post(Notice notice) throws IOException, SlackApiException {
    SlackMessage message = message(notice);
    ChatPostMessageResponse answer =
        withoutBlocksIfRefused(blocks ->
            slack.chatPostMessage(m ->
                (blocks ? m.blocks(message.blocks()) : m)
                    .channel(address.channel())
                    .text(message.text())
                    .metadata(metadata(notice))
                    .unfurlLinks(false)
                    .unfurlMedia(false)));
    if (!answer.isOk()) {
      return SlackError.outcome(answer.getError());
    }
    if (answer.getTs() == null) {
      return Answer.garbled(SlackHttp.WHO);
    }
    long shown = notice.incident().sequence();
    String channel = Optional.ofNullable(answer.getChannel()).orElse(address.channel());
    return new Outcome.Accepted(shown, reference(notice, channel, answer.getTs(), shown));
  }

  private Outcome update(Notice notice) throws IOException, SlackApiException {
    Map<String, String> reference = notice.known().reference();
    SlackMessage message = message(notice);
    SlackApiTextResponse answer =
        withoutBlocksIfRefused(blocks ->
            slack.chatUpdate(m ->
                (blocks ? m.blocks(message.blocks()) : m)
                    .channel(channel(reference))
                    .ts(reference.get("ts"))
                    .text(message.text())
                    .metadata(metadata(notice))));
    if (SlackError.gone(answer.getError())) {
      return post(notice);
    }
    if (!answer.isOk()) {
      return SlackError.outcome(answer.getError());
    }
    Map<String, String> further = new LinkedHashMap<>(reference);
    further.put("shown", Long.toString(notice.incident().sequence()));
    return new Outcome.Accepted(notice.known().sequence(), further);
  }

  private Outcome reply(Notice notice) throws IOException, SlackApiException {
    Map<String, String> reference = notice.known().reference();
    boolean loud = notice.untold().stream().anyMatch(History::loud);
    SlackApiTextResponse answer =
        slack.chatPostMessage(m ->
            m.channel(channel(reference))
                .threadTs(reference.get("ts"))
                .replyBroadcast(loud)
                .text(SlackMessage.history(notice))
                .parse("none")
                .unfurlLinks(false));
    if (!answer.isOk() && !SlackError.gone(answer.getError())) {
      return SlackError.outcome(answer.getError());
    }
    return new Outcome.Accepted(last(notice), reference);
  }

  private SlackMessage message(Notice notice) {
    SlackMessage message = SlackMessage.of(Message.of(notice, was(notice), clock.instant()));
    Incident incident = notice.incident();
    return SlackActions.of(List.of(incident), incident.id(), notice.link(), address.buttons())
        .map(message::with)
        .orElse(message);
  }

  private Map<String, String> reference(Notice notice, String channel, String ts, long shown) {
    return Map.of("channel", channel, "ts", ts, "shown", Long.toString(shown), "was", was(notice));
  }

  private String channel(Map<String, String> reference) {
    return reference.getOrDefault("channel", address.channel());
  }

  private static String was(Notice notice) {
    return Message.openingSentence(notice)
        .orElse(notice.known().reference().getOrDefault("was", ""));
  }

  private static long shown(Map<String, String> reference) {
    return Long.parseLong(reference.getOrDefault("shown", "0"));
  }

  private static long last(Notice notice) {
    LoggedChange last = notice.untold().getLast();
    return Math.max(last.sequence(), notice.incident().sequence());
  }

  private static Metadata metadata(Notice notice) {
    return Metadata.builder()
        .eventType(EVENT)
        .eventPayload(
            Map.of(
                "delivery",
                notice.delivery().toString(),
                "sequence",
                Long.toString(notice.incident().sequence())))
        .build();
  }

  /// A call to Slack, with blocks or without.
  private interface Call<T> {
    T send(boolean blocks) throws IOException, SlackApiException;
  }

  /// A plain message is better than none when Slack does not like the look of the blocks.
  private static <T extends SlackApiTextResponse> T withoutBlocksIfRefused(Call<T> call)
      throws IOException, SlackApiException {
    T answer = call.send(true);
    return SlackError.aboutBlocks(answer.getError()) ? call.send(false) : answer;
  }
}
