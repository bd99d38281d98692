package io.assay.alert.channel;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.SlackApiException;
import com.slack.api.util.http.SlackHttpClient;
import io.assay.alert.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;

/// The Slack client library, made quiet and impatient: no statistics calls, no listeners that log
/// what is sent, a limit on each call, and no silent second try, since a message that arrived would
/// be posted twice.
final class SlackHttp {
  static final String WHO = "Slack";

  private SlackHttp() {}

  static Slack client(Duration timeout) {
    int millis = (int) timeout.toMillis();
    SlackConfig config = new SlackConfig();
    config.setStatsEnabled(false);
    config.setTokenExistenceVerificationEnabled(false);
    config.setHttpClientResponseHandlers(List.of());
    config.setHttpClientCallTimeoutMillis(millis);
    config.setHttpClientReadTimeoutMillis(millis);
    config.setHttpClientWriteTimeoutMillis(millis);
    return Slack.getInstance(
        config,
        new SlackHttpClient(
            SlackHttpClient.buildOkHttpClient(config)
                .newBuilder()
                .connectTimeout(timeout)
                .retryOnConnectionFailure(false)
                // A connection that was kept may have been closed by the other side, which without
                // a
                // second try would be a failed call; at a message a second a new one costs nothing.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .followRedirects(false)
                .build()));
  }

  /// Returns what to make of an answer whose HTTP status is not 200.
  static Outcome refused(SlackApiException e, Instant now) {
    Optional<Duration> after = RetryAfter.parse(e.getResponse().header("Retry-After"), now);
    return Answer.refused(WHO, e.getResponse().code(), after);
  }

  /// Returns what to make of a call that brought no answer.
  static Outcome.Retry lost(IOException e) {
    return Answer.lost(WHO, e);
  }
}
