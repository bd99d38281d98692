package io.assay.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// An HTTP server on loopback that stands in front of another one and goes wrong as it is told, a
/// call at a time; without anything to get wrong it passes calls and answers on.
public final class FaultyFront implements AutoCloseable {
  private final ServerSocket server;
  private final Function<Request, Reply> behind;
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

  /// A call as it came; header names are in small letters.
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  /// An answer.
  public record Reply(int status, Map<String, String> headers, String body) {
    public static Reply of(int status, String body) {
      return new Reply(status, Map.of(), body);
    }
  }

  /// What goes wrong with one call.
  public sealed interface Fault {
    /// Nothing.
    record None() implements Fault {}

    /// It is answered here, and the server behind does not hear of it.
    record Refused(Reply reply) implements Fault {}

    /// The server behind takes it, and another answer is given.
    record TakenBut(Reply reply) implements Fault {}

    /// The server behind takes it, and the connection is reset.
    record TakenAndReset() implements Fault {}

    /// The server behind takes it, and no answer ever comes.
    record TakenAndSilent() implements Fault {}

    /// No answer ever comes, and the server behind takes it when it may.
    record TakenLate(CountDownLatch may, CountDownLatch taken) implements Fault {}

    /// The server behind takes it, and half of its answer comes.
    record TakenAndHalf() implements Fault {}

    /// The server behind takes it, and its answer comes in another form.
    record TakenAs(Wire form) implements Fault {}
  }

  /// How an answer goes over the wire.
  public interface Wire {
    void write(Reply reply, OutputStream out) throws IOException;
  }

  public FaultyFront(Function<Request, Reply> behind) {
    this.behind = behind;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /// Returns one in front of the server at this address.
  public static FaultyFront of(String address) {
    HttpClient client = HttpClient.newHttpClient();
    return new FaultyFront(request -> pass(client, address, request));
  }

  public int port() {
    return server.getLocalPort();
  }

  /// Has the next calls go wrong, one for each fault.
  public void next(Fault... wrong) {
    faults.addAll(List.of(wrong));
  }

  /// Has nothing go wrong any more.
  public void heal() {
    faults.clear();
  }

  private static Reply pass(HttpClient client, String address, Request request) {
    try {
      HttpRequest.Builder further =
          HttpRequest.newBuilder(URI.create(address + request.path()))
              .method(request.method(), HttpRequest.BodyPublishers.ofString(request.body()));
      for (String name : new String[] {"content-type", "authorization"}) {
        Optional.ofNullable(request.headers().get(name))
            .ifPresent(value -> further.header(name, value));
      }
      HttpResponse<String> answer =
          client.send(further.build(), HttpResponse.BodyHandlers.ofString());
      Map<String, String> headers = new HashMap<>();
      answer
          .headers()
          .firstValue("content-type")
          .ifPresent(value -> headers.put("Content-Type", value));
      return new Reply(answer.statusCode(), headers, answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Optional<Request> whole = read(in);
      if (whole.isEmpty()) {
        return;
      }
      Request request = whole.get();
      Fault fault = faults.poll();
      OutputStream out = socket.getOutputStream();
      switch (fault) {
        case null -> out.write(bytes(behind.apply(request)));
        case Fault.None _ -> out.write(bytes(behind.apply(request)));
        case Fault.Refused(var reply) -> out.write(bytes(reply));
        case Fault.TakenBut(var reply) -> {
          Reply _ = behind.apply(request);
          out.write(bytes(reply));
        }
        case Fault.TakenAndReset _ -> {
          Reply _ = behind.apply(request);
          socket.setSoLinger(true, 0); // closing resets
        }
        case Fault.TakenAndSilent _ -> {
          Reply _ = behind.apply(request);
          in.read(); // until the other side gives up
        }
        case Fault.TakenLate(var may, var taken) -> {
          may.await();
          Reply _ = behind.apply(request);
          taken.countDown();
        }
        case Fault.TakenAs(var form) -> form.write(behind.apply(request), out);
        case Fault.TakenAndHalf _ -> {
          byte[] answer = bytes(behind.apply(request));
          out.write(answer, 0, answer.length / 2);
        }
      }
    } catch (IOException e) {
      // the other side has gone, as it may
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] bytes(Reply reply) {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " X\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    whole.writeBytes(body);
    return whole.toByteArray();
  }

  /// Returns the whole request; none when what comes is no HTTP.
  private static Optional<Request> read(InputStream in) throws IOException {
    in.mark(1);
    if (in.read() < ' ') {
      return Optional.empty();
    }
    in.reset();
    String[] first = line(in).split(" ", -1);
    if (first.length != 3) {
      return Optional.empty();
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        body.write(in.readNBytes(size));
        line(in);
      }
      line(in);
    } else {
      body.write(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
    }
    return Optional.of(
        new Request(first[0], first[1], headers, body.toString(StandardCharsets.UTF_8)));
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < 100_000; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
