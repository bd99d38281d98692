package io.assay.web.slack;

import io.assay.alert.channel.SlackReplies;
import io.assay.run.StateWatch;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what people ask for with the buttons of Slack's messages: each press once, whichever
/// replica hears of it and however often, and answers them.
public final class SlackDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlackDesk.class);

  /// How many presses are worked on at a time; more than these wait.
  private static final int AT_ONCE = 4;

  private final JsonMapper json;
  private final Deeds deeds;
  private final SlackReplies replies;
  private final Supplier<Set<String>> otherHosts;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore turns = new Semaphore(AT_ONCE);

  public SlackDesk(JsonMapper json, Deeds deeds, SlackReplies replies, SlackApps apps) {
    this.json = json;
    this.deeds = deeds;
    this.replies = replies;
    this.otherHosts = apps::others;
  }

  /// Takes a payload as Slack sends it, and returns before anything is done. Throws IOException
  /// when it is no JSON.
  public void take(String payload) throws IOException {
    Press.read(json, payload).ifPresent(press -> threads.execute(() -> serve(press)));
  }

  private void serve(Press press) {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      Optional<String> answer = done(press);
      press
          .reply()
          .ifPresent(url -> answer.ifPresent(text -> replies.send(url, text, otherHosts.get())));
    } finally {
      turns.release();
    }
  }

  private Optional<String> done(Press press) {
    try {
      return deeds.done(press);
    } catch (RuntimeException e) {
      if (StateWatch.isOutage(e)) {
        return Optional.of("The state database does not answer; press again in a minute.");
      }
      LOG.error("What {} asked for at Slack could not be done.", press.who(), e);
      return Optional.of("That could not be done; the daemon's log says why.");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
