package io.assay.alert.channel;

import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Any server that takes a signed POST, in the form of https://www.standardwebhooks.com. The id
/// names the delivery and the change, so that a repetition can be told from something new.
final class Webhook implements Channel {
  private static final String WHO = "the webhook";

  private final Address.Webhook address;
  private final JsonPost posts;
  private final InstantSource clock;

  Webhook(Address.Webhook address, JsonPost posts, InstantSource clock) {
    this.address = address;
    this.posts = posts;
    this.clock = clock;
  }

  @Override
  public Outcome tell(Notice notice) {
    Instant now = clock.instant();
    WebhookEvent event = WebhookEvent.next(notice);
    String id = notice.delivery() + "_" + event.sequence();
    byte[] body = posts.write(event.body(id, now));
    try {
      JsonPost.Reply reply =
          posts.post(address.url().value(), headers(id, now, body), body, notice.turn().over());
      return reply.good()
          ? new Outcome.Accepted(event.sequence(), notice.known().reference())
          : Answer.refused(WHO, reply, now, address.secrets());
    } catch (IOException e) {
      return Answer.lost(WHO, e);
    }
  }

  private Map<String, String> headers(String id, Instant now, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    headers.put(
        "webhook-signature", WebhookSignature.of(address.secret(), id, now.getEpochSecond(), body));
    return headers;
  }
}
