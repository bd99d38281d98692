package io.assay.alert.channel;

import com.slack.api.Slack;
import com.slack.api.webhook.Payload;
import com.slack.api.webhook.WebhookResponse;
import io.assay.alert.Bulletin;
import io.assay.alert.MessageChannel;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Reply;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A Slack incoming webhook: it can only post, so that each piece of news is a message. It has no
/// identity and cannot be asked: at least once.
final class SlackWebhook implements MessageChannel {
  private final Address.SlackWebhook address;
  private final Slack slack;
  private final InstantSource clock;

  SlackWebhook(Address.SlackWebhook address, Slack slack, InstantSource clock) {
    this.address = address;
    this.slack = slack;
    this.clock = clock;
  }

  @Override
  public boolean threads() {
    return false;
  }

  @Override
  public Sent post(UUID id, Bulletin bulletin) {
    return send(SlackMessage.of(Message.of(bulletin, clock.instant())));
  }

  @Override
  public Sent update(Place place, Bulletin bulletin) {
    return post(place.message(), bulletin);
  }

  @Override
  public Sent reply(Place place, int number, Reply reply) {
    return send(SlackMessage.of(reply));
  }

  @Override
  public Found find(UUID message, Instant attempted) {
    return new Found.NotThere();
  }

  @Override
  public Found findReply(Place place, int number, Instant attempted) {
    return new Found.NotThere();
  }

  private Sent send(SlackMessage message) {
    try {
      WebhookResponse answer =
          slack.send(
              address.webhook().value(),
              Payload.builder().text(message.text()).blocks(message.blocks()).build());
      int status = answer.getCode() == null ? 0 : answer.getCode();
      return status == 200
          ? new Sent.Done(Map.of())
          : Sent.of(
              Answer.refused(
                  SlackHttp.WHO, status, RetryAfter.parse(retryAfter(answer), clock.instant())));
    } catch (IOException e) {
      return new Sent.NotNow(SlackHttp.lost(e));
    } catch (IllegalArgumentException e) {
      return new Sent.Never(
          new Outcome.Rejected("bad_address", "the webhook is not a valid address"));
    }
  }

  private static String retryAfter(WebhookResponse answer) {
    Map<String, List<String>> headers =
        answer.getHeaders() == null ? Map.of() : answer.getHeaders();
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
        .flatMap(header -> header.getValue().stream())
        .findFirst()
        .orElse("");
  }
}
