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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends JSON to addresses that may themselves be a secret: byte for byte what was signed, once,
/// never on to another address, with a limit on the whole call, and without a line in any log.
@Singleton
final class JsonPost {
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final Argument<Map<String, Object>> FIELDS =
      Argument.mapOf(String.class, Object.class);

  private final HttpClient client;
  private final Duration timeout;
  private final JsonMapper json;

  JsonPost(ChannelOptions options, JsonMapper json) {
    this.timeout = options.timeout();
    this.json = json;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // simple servers stumble over an upgrade to 2
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /// What came back.
  record Reply(int status, Optional<String> retryAfter, String body) {}

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

  /// Sends `body` as JSON. Throws IOException when no whole answer came in time.
  Reply post(String url, Map<String, String> headers, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    request.header("Content-Type", "application/json");
    headers.forEach(request::header);
    return send(request);
  }

  /// Asks for the address. Throws IOException when no whole answer came in time.
  Reply get(String url) throws IOException {
    return send(HttpRequest.newBuilder(URI.create(url)).GET());
  }

  private Reply send(HttpRequest.Builder request) throws IOException {
    request.header("User-Agent", "Assay");
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
    try {
      HttpResponse<String> got = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(got.statusCode(), got.headers().firstValue("Retry-After"), got.body());
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
