package io.assay.alert.channel;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Sends JSON to addresses that may themselves be a secret: byte for byte what was signed, once,
/// never on to another address, with a limit on the whole call, and without a line in any log.
@Singleton
final class JsonPost {
  private static final Argument<Map<String, Object>> FIELDS =
      Argument.mapOf(String.class, Object.class);

  private static final Subscription NOTHING =
      new Subscription() {
        @Override
        public void request(long parts) {}

        @Override
        public void cancel() {}
      };

  private final HttpClient client;
  private final Duration timeout;
  private final InstantSource clock;
  private final JsonMapper json;

  JsonPost(ChannelOptions options, JsonMapper json) {
    this.timeout = options.timeout();
    this.clock = options.clock();
    this.json = json;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // simple servers stumble over an upgrade to 2
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /// What came back; of a long answer the beginning.
  record Reply(int status, Optional<String> retryAfter, String body) {
    /// Returns how long to wait before the next call; empty when that was not said.
    Optional<Duration> after(Instant now) {
      return RetryAfter.parse(retryAfter.orElse(""), now);
    }

    boolean good() {
      return status >= 200 && status < 300;
    }
  }

  /// Returns `value` as JSON.
  byte[] write(Object value) {
    try {
      return json.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the object that the JSON text holds.
  Map<String, Object> read(String text) {
    try {
      return json.readValue(text, FIELDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// No whole answer came to a call that did not leave and will not.
  static final class Unsent extends IOException {
    private static final long serialVersionUID = 1;

    private Unsent(IOException why) {
      super(why);
    }
  }

  /// Sends `body` as JSON. Throws IOException when no whole answer came in time.
  Reply post(String url, Map<String, String> headers, byte[] body) throws IOException {
    return post(url, headers, body, () -> false);
  }

  /// Sends `body` as JSON, unless it is `over` before it goes out. Throws IOException when no whole
  /// answer came in time, which is an [Unsent] when it did not go out.
  Reply post(String url, Map<String, String> headers, byte[] body, BooleanSupplier over)
      throws IOException {
    Instant end = clock.instant().plus(timeout);
    BooleanSupplier late = () -> clock.instant().isAfter(end) || over.getAsBoolean();
    AtomicBoolean decided = new AtomicBoolean();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).POST(inTime(body, late, decided));
    request.header("Content-Type", "application/json");
    headers.forEach(request::header);
    try {
      return send(request);
    } catch (IOException e) {
      throw decided.compareAndSet(false, true) ? new Unsent(e) : e;
    }
  }

  /// Asks for the address. Throws IOException when no whole answer came in time.
  Reply get(String url) throws IOException {
    return send(HttpRequest.newBuilder(URI.create(url)).GET());
  }

  /// A process that stood still must not send what others may have overtaken since, nor one that
  /// has given the call up, which `decided` tells. This is asked for when the connection is there
  /// and the body is the next thing to go out.
  private static BodyPublisher inTime(byte[] body, BooleanSupplier late, AtomicBoolean decided) {
    return BodyPublishers.fromPublisher(
        subscriber -> {
          if (late.getAsBoolean() || !decided.compareAndSet(false, true)) {
            subscriber.onSubscribe(NOTHING);
            subscriber.onError(new HttpTimeoutException("stood still"));
          } else {
            BodyPublishers.ofByteArray(body).subscribe(subscriber);
          }
        },
        body.length);
  }

  private Reply send(HttpRequest.Builder request) throws IOException {
    request.header("User-Agent", "Assay");
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), _ -> new FirstBytes());
    try {
      HttpResponse<byte[]> got = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(
          got.statusCode(),
          got.headers().firstValue("Retry-After"),
          FirstBytes.text(got.body(), got.headers().firstValue("Content-Encoding").orElse("")));
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while waiting for an answer");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  @PreDestroy
  void close() {
    client.shutdownNow();
  }
}
