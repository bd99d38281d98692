package io.assay.alert.channel;

import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import java.time.InstantSource;
import java.util.Map;

/// PagerDuty's Events API v2. The incident's id is the `dedup_key`, so a repeated event makes no
/// second incident there.
final class PagerDuty implements Channel {
  private static final String WHO = "PagerDuty";

  private final Address.PagerDuty address;
  private final PagerDutyHttp http;
  private final InstantSource clock;

  PagerDuty(Address.PagerDuty address, PagerDutyHttp http, InstantSource clock) {
    this.address = address;
    this.http = http;
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

  private Outcome send(Map<String, Object> event, Notice notice, long sequence) {
    try {
      return answered(http.enqueue(address.url(), event), notice, sequence);
    } catch (HttpClientResponseException e) {
      return answered(e.getResponse(), notice, sequence);
    } catch (HttpClientException e) {
      return Answer.lost(WHO, e);
    }
  }

  private Outcome answered(HttpResponse<?> answer, Notice notice, long sequence) {
    int status = answer.code();
    if (status == 202 || (status == 200 && success(answer))) {
      return accepted(notice, sequence);
    }
    if (status >= 200 && status < 300) {
      return Answer.garbled(WHO);
    }
    return Answer.refused(
        WHO, status, RetryAfter.parse(answer.header("Retry-After"), clock.instant()));
  }

  /// A 200 may as well be the login page of a proxy.
  private static boolean success(HttpResponse<?> answer) {
    return answer
        .getBody(String.class)
        .filter(body -> body.contains("\"status\"") && body.contains("success"))
        .isPresent();
  }

  private static Outcome accepted(Notice notice, long sequence) {
    return new Outcome.Accepted(sequence, notice.known().reference());
  }
}
