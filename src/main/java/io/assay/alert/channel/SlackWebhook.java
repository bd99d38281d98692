package io.assay.alert.channel;

import com.slack.api.Slack;
import com.slack.api.webhook.Payload;
import com.slack.api.webhook.WebhookResponse;
import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.incident.Change;
import io.assay.incident.LoggedChange;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A Slack incoming webhook: one message for what opened and one for what was resolved, one when it
/// got worse, and one as a reminder. It has no identity and cannot be asked: at least once.
final class SlackWebhook implements Channel {
  private final Address.SlackWebhook address;
  private final Slack slack;
  private final InstantSource clock;

  SlackWebhook(Address.SlackWebhook address, Slack slack, InstantSource clock) {
    this.address = address;
    this.slack = slack;
    this.clock = clock;
  }

  @Override
  public Outcome tell(Notice notice) {
    String was =
        Message.openingSentence(notice).orElse(notice.known().reference().getOrDefault("was", ""));
    Map<String, String> reference = new LinkedHashMap<>(notice.known().reference());
    reference.put("was", was);
    Outcome accepted = new Outcome.Accepted(notice.incident().sequence(), reference);
    if (notice.untold().stream().noneMatch(SlackWebhook::worthAMessage)) {
      return accepted;
    }
    SlackMessage message = SlackMessage.of(Message.of(notice, was, clock.instant()));
    try {
      WebhookResponse answer =
          slack.send(
              address.webhook().value(),
              Payload.builder().text(message.text()).blocks(message.blocks()).build());
      int status = answer.getCode() == null ? 0 : answer.getCode();
      return status == 200
          ? accepted
          : Answer.refused(
              SlackHttp.WHO, status, RetryAfter.parse(retryAfter(answer), clock.instant()));
    } catch (IOException e) {
      return SlackHttp.lost(e);
    } catch (IllegalArgumentException e) {
      return new Outcome.Rejected("bad_address", "the webhook is not a valid address");
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

  private static boolean worthAMessage(LoggedChange logged) {
    return switch (logged.change()) {
      case Change.Opened _,
          Change.Resolved _,
          Change.Reminded _,
          Change.Flapping _,
          Change.Settled _ ->
          true;
      case Change.SeverityChanged(var from, var to, _) -> to.compareTo(from) > 0;
      case Change.NotMeasurable _, Change.Acknowledged _, Change.Unacknowledged _ -> false;
    };
  }
}
