package io.assay.alert.channel;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of Socket Mode, from its opening to its end.
final class SlackSocketSession implements WebSocket.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SlackSocketSession.class);
  private static final int LONGEST = 1_000_000;
  private static final long LOOK_SECONDS = 15;

  /// Slack pings every few seconds: a connection that was silent for this long is dead.
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(45);

  private final Consumer<String> payloads;
  private final StringBuilder text = new StringBuilder();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean announced;
  private volatile long heard = System.nanoTime();
  private volatile @Nullable WebSocket socket;
  private CompletableFuture<?> sending = CompletableFuture.completedFuture("");

  SlackSocketSession(Consumer<String> payloads) {
    this.payloads = payloads;
  }

  /// Waits until the connection has ended or is about to, or `closed`; returns whether Slack had
  /// said so.
  boolean awaitEnd(CountDownLatch closed) throws InterruptedException {
    long look = System.nanoTime();
    while (closed.getCount() > 0 && !ended.await(200, TimeUnit.MILLISECONDS)) {
      long now = System.nanoTime();
      if (now - heard > SILENT_NANOS) {
        return false;
      }
      if (now - look > TimeUnit.SECONDS.toNanos(LOOK_SECONDS)) {
        look = now;
        send(open -> open.sendPing(ByteBuffer.allocate(0)));
      }
    }
    return announced;
  }

  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    heard = System.nanoTime();
    text.append(data);
    if (text.length() > LONGEST) {
      end(from);
      return null;
    }
    if (last) {
      String whole = text.toString();
      text.setLength(0);
      try {
        take(whole);
      } catch (RuntimeException e) {
        LOG.warn("Slack sent something that is no JSON object; it is left out.");
      }
    }
    from.request(1);
    return null;
  }

  /// What is handed over is acknowledged at once: Slack waits 3 seconds, then sends it again.
  private void take(String whole) {
    JsonObject envelope = JsonParser.parseString(whole).getAsJsonObject();
    String type = word(envelope, "type");
    if (type.equals("disconnect")) {
      announced = true;
      ended.countDown();
      return;
    }
    JsonElement payload = envelope.get("payload");
    if (type.equals("interactive") && payload != null) {
      payloads.accept(payload.toString());
    }
    String id = word(envelope, "envelope_id");
    if (!id.isEmpty()) {
      JsonObject answer = new JsonObject();
      answer.addProperty("envelope_id", id);
      send(open -> open.sendText(answer.toString(), true));
    }
  }

  private static String word(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  private interface Sending {
    CompletableFuture<WebSocket> to(WebSocket open);
  }

  /// One after the other, as the JDK wants it.
  private synchronized void send(Sending what) {
    WebSocket open = socket;
    if (open != null) {
      sending = sending.handle((_, _) -> "").thenCompose(_ -> what.to(open));
    }
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    heard = System.nanoTime();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    heard = System.nanoTime();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    ended.countDown();
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    ended.countDown();
  }

  private void end(WebSocket from) {
    from.abort();
    ended.countDown();
  }

  void close() {
    WebSocket open = socket;
    if (open != null) {
      end(open);
    }
  }
}
