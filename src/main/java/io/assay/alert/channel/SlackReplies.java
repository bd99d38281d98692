package io.assay.alert.channel;

import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers to those who pressed a button, which only they see, through the address that Slack sends
/// with each press.
@Singleton
public final class SlackReplies {
  private static final Logger LOG = LoggerFactory.getLogger(SlackReplies.class);
  private static final Set<String> SLACK = Set.of("hooks.slack.com", "hooks.slack-gov.com");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int LONGEST = 2000;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final JsonMapper json;

  SlackReplies(JsonMapper json) {
    this.json = json;
  }

  /// Posts `text`, which is escaped here, to `url`; an address of somebody else than Slack, or than
  /// the `others` that routing files name as their Slack, gets nothing. What fails is logged:
  /// whoever pressed sees that nothing happened.
  public void send(String url, String text, Set<String> others) {
    try {
      URI address = URI.create(url);
      String host = String.valueOf(address.getHost());
      boolean slack = "https".equals(address.getScheme()) && SLACK.contains(host);
      if (!slack && !others.contains(host + ":" + address.getPort())) {
        LOG.warn("A press of a button at Slack is not answered: its address is not one of Slack.");
        return;
      }
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("response_type", "ephemeral");
      body.put("replace_original", false);
      body.put("text", SlackText.words(text, LONGEST));
      HttpResponse<Void> answer =
          whole(
              HttpRequest.newBuilder(address)
                  .header("Content-Type", "application/json; charset=utf-8")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          json.writeValueAsString(body), StandardCharsets.UTF_8))
                  .build());
      if (answer.statusCode() >= 300) {
        LOG.warn(
            "Slack did not take the answer to a press of a button: HTTP {}.", answer.statusCode());
      }
    } catch (IOException | IllegalArgumentException e) {
      // no message: it may quote the address, which is a secret
      LOG.warn(
          "Slack could not be told the answer to a press of a button: {}.",
          e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// An answer that never ends must not keep others from theirs.
  private HttpResponse<Void> whole(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer in time");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }
}
