package io.assay.alert.channel;

import com.google.gson.Gson;
import com.slack.api.util.json.GsonFactory;
import com.slack.api.webhook.Payload;
import io.assay.alert.Bulletin;
import io.assay.alert.MessageChannel;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/// A Slack incoming webhook: it can only post, so that each piece of news is a message. It has no
/// identity and cannot be asked: at least once.
final class SlackWebhook implements MessageChannel {
  private static final Gson JSON = GsonFactory.createSnakeCase();
  private static final Pattern YES =
      Pattern.compile("\\s*\\{[^{]*\"(ok|success)\"\\s*:\\s*true\\b");

  private final Address.SlackWebhook address;
  private final JsonPost posts;
  private final InstantSource clock;

  SlackWebhook(Address.SlackWebhook address, JsonPost posts, InstantSource clock) {
    this.address = address;
    this.posts = posts;
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

  @Override
  public boolean retract(Place place) {
    return false;
  }

  private Sent send(SlackMessage message) {
    Payload payload = Payload.builder().text(message.text()).blocks(message.blocks()).build();
    byte[] body = JSON.toJson(payload).getBytes(StandardCharsets.UTF_8);
    try {
      JsonPost.Reply reply = posts.post(address.webhook().value(), Map.of(), body);
      if (!reply.good()) {
        return Sent.of(Answer.refused(SlackHttp.WHO, reply, clock.instant(), address.secrets()));
      }
      return yes(reply.body())
          ? new Sent.Done(Map.of())
          : new Sent.NotNow(Answer.garbled(SlackHttp.WHO));
    } catch (IOException e) {
      return new Sent.NotNow(SlackHttp.lost(e));
    } catch (IllegalArgumentException e) {
      return new Sent.Never(
          new Outcome.Rejected("bad_address", "the webhook is not a valid address"));
    }
  }

  /// Slack answers `ok`, and so do most servers that imitate it; some answer an object that says
  /// so. Anything else may as well be the login page of a proxy.
  private static boolean yes(String body) {
    return body.strip().equalsIgnoreCase("ok") || YES.matcher(body).lookingAt();
  }
}
