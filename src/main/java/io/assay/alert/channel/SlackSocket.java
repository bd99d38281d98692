package io.assay.alert.channel;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.apps.connections.AppsConnectionsOpenResponse;
import io.assay.alert.Outcome;
import io.assay.alert.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one connection of Socket Mode. Slack says some seconds before it closes one: the next is
/// opened first. Over the JDK's own WebSocket, because the client of Slack's library asks its empty
/// queue a thousand times a second.
final class SlackSocket implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlackSocket.class);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /// What ends sooner has not worked.
  private static final Duration LASTING = Duration.ofSeconds(10);

  private final MethodsClient slack;
  private final Secret token;
  private final Consumer<String> payloads;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final CountDownLatch closed = new CountDownLatch(1);

  SlackSocket(MethodsClient slack, Secret token, Consumer<String> payloads) {
    this.slack = slack;
    this.token = token;
    this.payloads = payloads;
  }

  @Override
  public void run() {
    Optional<SlackSocketSession> before = Optional.empty();
    int failures = 0;
    while (closed.getCount() > 0) {
      long begin = System.nanoTime();
      try {
        SlackSocketSession session = open();
        before.ifPresent(SlackSocketSession::close);
        before = Optional.of(session);
        LOG.info("Connected to Slack: presses of buttons are heard.");
        boolean announced = session.awaitEnd(closed);
        boolean lasted = System.nanoTime() - begin > LASTING.toNanos();
        failures = announced || lasted ? 0 : failures + 1;
      } catch (IOException e) {
        // once is enough until it works again
        LOG.atLevel(failures == 0 ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.DEBUG)
            .log(
                "Slack cannot be connected to, so that presses of buttons are not heard; it is tried"
                    + " again: {}.",
                e.getMessage());
        failures++;
      } catch (InterruptedException e) {
        break;
      }
      if (!paused(failures)) {
        break;
      }
    }
    before.ifPresent(SlackSocketSession::close);
  }

  private SlackSocketSession open() throws IOException, InterruptedException {
    String url;
    try {
      AppsConnectionsOpenResponse answer =
          slack.appsConnectionsOpen(request -> request.token(token.value()));
      if (!answer.isOk() || answer.getUrl() == null) {
        throw new IOException(said(String.valueOf(answer.getError())));
      }
      url = answer.getUrl();
    } catch (SlackApiException e) {
      throw new IOException("HTTP " + e.getResponse().code(), e);
    } catch (RuntimeException e) {
      throw new IOException("its answer was none of its own", e);
    }
    try {
      SlackSocketSession session = new SlackSocketSession(payloads);
      http.newWebSocketBuilder()
          .connectTimeout(CONNECT)
          .buildAsync(URI.create(url), session)
          .join();
      return session;
    } catch (CompletionException | IllegalArgumentException e) {
      // no message: it may quote the address, which is a ticket
      throw new IOException("the connection it named cannot be opened", e);
    }
  }

  private static String said(String error) {
    String said = "it said " + Clean.line(error, 80);
    return SlackError.outcome(error) instanceof Outcome.Rejected
        ? said + "; look at app_token, an app-level token (xapp-…) with connections:write"
        : said;
  }

  private boolean paused(int failures) {
    if (failures == 0) {
      return closed.getCount() > 0;
    }
    long most = Math.min(LONGEST_PAUSE.toMillis(), 1000L << Math.min(failures, 6));
    try {
      return !closed.await(
          ThreadLocalRandom.current().nextLong(most / 2, most), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
