package io.assay.alert.channel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;

/// Reads the beginning of an answer: nobody needs more of it than this, and there may be no end.
final class FirstBytes implements BodySubscriber<byte[]> {
  static final int MOST = 64 * 1024;

  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final AtomicReference<Subscription> source = new AtomicReference<>();

  /// Returns what an answer says, which some servers compress without having been asked to; what
  /// cannot be read is nothing.
  static String text(byte[] body, String encoding) {
    if (!encoding.strip().equalsIgnoreCase("gzip")) {
      return new String(body, StandardCharsets.UTF_8);
    }
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(plain.readNBytes(MOST), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    source.set(subscription);
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      byte[] bytes = new byte[Math.min(part.remaining(), MOST - read.size())];
      part.get(bytes);
      read.writeBytes(bytes);
    }
    if (read.size() >= MOST) {
      source.get().cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(read.toByteArray());
  }
}
