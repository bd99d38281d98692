package io.assay.alert.channel;

import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/// PagerDuty's Events API v2. The incident's id is the `dedup_key`, so a repeated event makes no
/// second incident there.
final class PagerDuty implements Channel {
  private static final String WHO = "PagerDuty";

  private final Address.PagerDuty address;
  private final JsonPost posts;
  private final InstantSource clock;

  PagerDuty(Address.PagerDuty address, JsonPost posts, InstantSource clock) {
    this.address = address;
    this.posts = posts;
    this.clock = clock;
  }

  @Override
  public Outcome tell(Notice notice) {
    PagerDutyEvent events = new PagerDutyEvent(notice, address.routingKey(), clock.instant());
    return switch (PagerDutyStep.next(notice)) {
      case PagerDutyStep.Nothing(long sequence) -> accepted(notice, sequence);
      case PagerDutyStep.Trigger(long sequence) -> send(events.trigger(), notice, sequence);
      case PagerDutyStep.Acknowledge(long sequence) -> send(events.acknowledge(), notice, sequence);
      case PagerDutyStep.Resolve(long sequence) -> send(events.resolve(), notice, sequence);
    };
  }

  /// A trigger after the resolve opens a second incident, whatever its `dedup_key`.
  @Override
  public boolean isLastWord(Notice notice) {
    return PagerDutyStep.next(notice) instanceof PagerDutyStep.Resolve;
  }

  private Outcome send(Map<String, Object> event, Notice notice, long sequence) {
    try {
      JsonPost.Reply reply =
          posts.post(address.url(), Map.of(), posts.write(event), notice.turn().over());
      if (!reply.good()) {
        return Answer.refused(WHO, reply, clock.instant(), address.secrets());
      }
      return success(reply) ? accepted(notice, sequence) : Answer.garbled(WHO);
    } catch (IOException e) {
      return Answer.lost(WHO, e);
    }
  }

  /// A 202 is PagerDuty's, whatever it says; a 200 may as well be the login page of a proxy.
  private static boolean success(JsonPost.Reply reply) {
    return reply.status() == 202
        || (reply.body().contains("\"status\"") && reply.body().contains("success"));
  }

  private static Outcome accepted(Notice notice, long sequence) {
    return new Outcome.Accepted(sequence, notice.known().reference());
  }
}
