package io.assay.alert.channel;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.SlackApiException;
import com.slack.api.util.http.SlackHttpClient;
import io.assay.alert.Outcome;
import io.assay.alert.Secret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;

/// The Slack client library, made quiet and impatient: no statistics calls, no listeners that log
/// what is sent, a limit on each call and on each answer, and no silent second try, since a message
/// that arrived would be posted twice.
final class SlackHttp {
  static final String WHO = "Slack";

  /// A page of a channel's history has some hundred KB.
  private static final long LONGEST_ANSWER = 8L * 1024 * 1024;

  private SlackHttp() {}

  static Slack client(ChannelOptions options) {
    Duration timeout = options.timeout();
    int millis = (int) timeout.toMillis();
    SlackConfig config = new SlackConfig();
    config.setStatsEnabled(false);
    config.setTokenExistenceVerificationEnabled(false);
    config.setHttpClientResponseHandlers(List.of());
    // java's own properties say it for all channels, and who needs none
    config.setProxyUrl(null);
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
                // A connection that was kept may have been closed by the other side, which is a
                // failed call without a second try; at a message a second a new one costs nothing.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .followRedirects(false)
                .addInterceptor(chain ->
                    limited(
                        chain.proceed(
                            chain
                                .request()
                                .newBuilder()
                                .tag(Instant.class, options.clock().instant())
                                .build())))
                .addNetworkInterceptor(chain -> inTime(chain, options))
                .build()));
  }

  /// A process that stood still must not send what others may have overtaken since. This is asked
  /// for when the connection is there and the call is the next thing to go out.
  private static Response inTime(Interceptor.Chain chain, ChannelOptions options)
      throws IOException {
    Instant begun = Objects.requireNonNull(chain.request().tag(Instant.class));
    if (options.clock().instant().isAfter(begun.plus(options.timeout()))) {
      throw new InterruptedIOException("stood still");
    }
    return chain.proceed(chain.request());
  }

  /// Of an answer that was compressed it counts how long it is without that.
  private static Response limited(Response answer) {
    ResponseBody body = Objects.requireNonNull(answer.body());
    return answer
        .newBuilder()
        .body(
            ResponseBody.create(
                Okio.buffer(new Limited(body.source())), body.contentType(), body.contentLength()))
        .build();
  }

  /// An answer that must not fill the memory.
  private static final class Limited extends ForwardingSource {
    private long read;

    Limited(okio.Source answer) {
      super(answer);
    }

    @Override
    public long read(Buffer into, long most) throws IOException {
      long more = super.read(into, most);
      read += Math.max(0, more);
      if (read > LONGEST_ANSWER) {
        throw new IOException("the answer is too long");
      }
      return more;
    }
  }

  /// Returns what to make of an answer whose HTTP status is not 200.
  static Outcome refused(SlackApiException e, Instant now, Set<Secret> secrets) {
    Optional<Duration> after = RetryAfter.parse(e.getResponse().header("Retry-After"), now);
    String body = Objects.requireNonNullElse(e.getResponseBody(), "");
    return Answer.refused(WHO, e.getResponse().code(), after, Remark.of(body, secrets));
  }

  /// Returns what to make of a call that brought no answer.
  static Outcome.Retry lost(IOException e) {
    return Answer.lost(WHO, e);
  }
}
