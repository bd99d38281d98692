package io.assay.alert.channel;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.model.Message.Metadata;
import io.assay.alert.Bulletin;
import io.assay.alert.Entry;
import io.assay.alert.MessageChannel;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Reply;
import io.assay.incident.Incident;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Slack's Web API: a message that is changed as things change, with its history in its thread.
///
/// The reference: `channel` and `ts` find the message, `to` is the channel as it was configured.
/// The message's id, and the number of a reply, are in the metadata, so that what was sent is found
/// again when the answer never came.
final class SlackBot implements MessageChannel {
  static final String EVENT = "assay_message";

  /// How long what may have been sent is looked for in vain before it is sent again: better twice
  /// than never.
  private static final Duration INSIST = Duration.ofMinutes(15);

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
  public boolean threads() {
    return true;
  }

  @Override
  public Sent post(UUID id, Bulletin bulletin) {
    SlackMessage message = message(id, bulletin);
    return sent(() -> {
      ChatPostMessageResponse answer =
          withoutBlocksIfRefused(blocks ->
              slack.chatPostMessage(m ->
                  (blocks ? m.blocks(message.blocks()) : m)
                      .channel(address.channel())
                      .text(message.text())
                      .metadata(metadata(Map.of("message", id.toString())))
                      .parse("none")
                      .unfurlLinks(false)
                      .unfurlMedia(false)));
      if (!answer.isOk()) {
        return Sent.of(SlackError.outcome(answer.getError()));
      }
      return answer.getTs() == null
          ? new Sent.NotNow(Answer.garbled(SlackHttp.WHO))
          : new Sent.Done(
              reference(
                  Optional.ofNullable(answer.getChannel()).orElse(address.channel()),
                  answer.getTs()));
    });
  }

  @Override
  public Sent update(Place place, Bulletin bulletin) {
    SlackMessage message = message(place.message(), bulletin);
    return sent(() ->
        answered(
            place,
            withoutBlocksIfRefused(blocks ->
                slack.chatUpdate(m ->
                    (blocks ? m.blocks(message.blocks()) : m)
                        .channel(channel(place))
                        .ts(ts(place))
                        .text(message.text())
                        .parse("none")
                        .metadata(metadata(Map.of("message", place.message().toString())))))));
  }

  @Override
  public Sent reply(Place place, int number, Reply reply) {
    SlackMessage message = SlackMessage.of(reply);
    Metadata metadata =
        metadata(Map.of("message", place.message().toString(), "reply", Integer.toString(number)));
    return sent(() ->
        answered(
            place,
            withoutBlocksIfRefused(blocks ->
                slack.chatPostMessage(m ->
                    (blocks ? m.blocks(message.blocks()) : m)
                        .channel(channel(place))
                        .threadTs(ts(place))
                        .replyBroadcast(reply.loud())
                        .text(message.text())
                        .metadata(metadata)
                        .parse("none")
                        .unfurlLinks(false)
                        .unfurlMedia(false)))));
  }

  @Override
  public Found find(UUID message, Instant attempted) {
    SlackSearch.Sought sought = new SlackSearch.Sought(message, Optional.empty(), attempted);
    return found(
        attempted,
        search -> search.inChannel(address.channel(), sought),
        there -> reference(there.channel(), there.ts()));
  }

  @Override
  public Found findReply(Place place, int number, Instant attempted) {
    SlackSearch.Sought sought =
        new SlackSearch.Sought(place.message(), Optional.of(number), attempted);
    return found(
        attempted,
        search -> search.inThread(channel(place), ts(place), sought),
        _ -> place.reference());
  }

  @Override
  public boolean retract(Place place) {
    Sent sent =
        sent(() -> answered(place, slack.chatDelete(m -> m.channel(channel(place)).ts(ts(place)))));
    return switch (sent) {
      case Sent.Done _, Sent.Gone _ -> true;
      case Sent.NotNow _, Sent.Never _ -> false;
    };
  }

  private Found found(
      Instant attempted,
      Search search,
      Function<SlackSearch.Result.There, Map<String, String>> reference) {
    Found found;
    try {
      found =
          switch (search.in(new SlackSearch(slack, clock))) {
            case SlackSearch.Result.There there -> new Found.There(reference.apply(there));
            case SlackSearch.Result.NotThere() -> new Found.NotThere();
            case SlackSearch.Result.NotNow(var retry) -> new Found.NotNow(retry);
          };
    } catch (SlackApiException e) {
      found =
          SlackHttp.refused(e, clock.instant(), address.secrets()) instanceof Outcome.Retry retry
              ? new Found.NotNow(retry)
              : new Found.NotThere();
    } catch (IOException e) {
      found = new Found.NotNow(SlackHttp.lost(e));
    } catch (RuntimeException e) {
      found = new Found.NotNow(Answer.garbled(SlackHttp.WHO));
    }
    boolean insist = clock.instant().isBefore(attempted.plus(INSIST));
    return found instanceof Found.NotNow && !insist ? new Found.NotThere() : found;
  }

  /// What becomes of a message that is there already. When it cannot be reached and the receiver
  /// has another channel by now, the message moves there.
  private Sent answered(Place place, SlackApiTextResponse answer) {
    if (answer.isOk()) {
      return new Sent.Done(place.reference());
    }
    if (SlackError.gone(answer.getError())) {
      return new Sent.Gone();
    }
    Sent sent = Sent.of(SlackError.outcome(answer.getError()));
    String to = place.reference().getOrDefault("to", address.channel());
    return sent instanceof Sent.Never && !to.equals(address.channel()) ? new Sent.Gone() : sent;
  }

  private SlackMessage message(UUID id, Bulletin bulletin) {
    SlackMessage message = SlackMessage.of(Message.of(bulletin, clock.instant()));
    return switch (bulletin) {
      case Bulletin.OfGroup group -> {
        List<Incident> incidents = group.entries().stream().map(Entry::incident).toList();
        yield SlackActions.of(incidents, id, group.entries().getFirst().link(), address.buttons())
            .map(message::with)
            .orElse(message);
      }
      case Bulletin.Digest _ -> message;
    };
  }

  private Map<String, String> reference(String channel, String ts) {
    return Map.of("channel", channel, "ts", ts, "to", address.channel());
  }

  private String channel(Place place) {
    return place.reference().getOrDefault("channel", address.channel());
  }

  private static String ts(Place place) {
    return place.reference().getOrDefault("ts", "");
  }

  private static Metadata metadata(Map<String, Object> payload) {
    return Metadata.builder().eventType(EVENT).eventPayload(new HashMap<>(payload)).build();
  }

  private Sent sent(Sending sending) {
    try {
      return sending.send();
    } catch (SlackApiException e) {
      return Sent.of(SlackHttp.refused(e, clock.instant(), address.secrets()));
    } catch (IOException e) {
      return new Sent.NotNow(SlackHttp.lost(e));
    } catch (RuntimeException e) {
      // what the library throws for an answer that is empty or not its JSON, and that is not one
      // sort
      return new Sent.NotNow(Answer.garbled(SlackHttp.WHO));
    }
  }

  private interface Sending {
    Sent send() throws IOException, SlackApiException;
  }

  private interface Search {
    SlackSearch.Result in(SlackSearch search) throws IOException, SlackApiException;
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
