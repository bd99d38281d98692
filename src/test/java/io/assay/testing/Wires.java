package io.assay.testing;

import io.assay.testing.FaultyFront.Reply;
import io.assay.testing.FaultyFront.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/// Forms in which real servers answer, or break off.
public final class Wires {
  /// An answer of an old server: its end is the end of the connection.
  public static final Wire HTTP_1_0 =
      (reply, out) -> {
        text(out, head("HTTP/1.0", reply) + "\r\n");
        out.write(body(reply));
      };

  /// An answer in chunks of three bytes.
  public static final Wire CHUNKED =
      (reply, out) -> {
        text(out, head("HTTP/1.1", reply) + "Transfer-Encoding: chunked\r\n\r\n");
        chunks(body(reply), out);
        text(out, "0\r\n\r\n");
      };

  /// Chunks without an end.
  public static final Wire CUT_OFF =
      (reply, out) -> {
        text(out, head("HTTP/1.1", reply) + "Transfer-Encoding: chunked\r\n\r\n");
        chunks(body(reply), out);
        text(out, "ffff\r\nan");
      };

  /// An answer that is compressed although nobody asked for that.
  public static final Wire GZIP =
      (reply, out) -> {
        byte[] packed = packed(body(reply));
        text(
            out,
            head("HTTP/1.1", reply)
                + "Content-Encoding: gzip\r\nContent-Length: "
                + packed.length
                + "\r\n\r\n");
        out.write(packed);
      };

  /// An answer after one that lets the call go on, which nobody had asked for.
  public static final Wire CONTINUED =
      (reply, out) -> {
        text(out, "HTTP/1.1 100 Continue\r\n\r\n");
        whole(reply, out, "");
      };

  /// An answer after one that announces it.
  public static final Wire HINTED =
      (reply, out) -> {
        text(out, "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
        whole(reply, out, "");
      };

  /// The server would keep the connection, and ends it.
  public static final Wire KEPT_AND_ENDED =
      (reply, out) -> whole(reply, out, "Connection: keep-alive\r\nKeep-Alive: timeout=60\r\n");

  /// Headers without an end.
  public static final Wire ALL_HEADERS =
      (reply, out) -> {
        text(out, head("HTTP/1.1", reply));
        for (int i = 0; i < 20_000; i++) {
          text(out, "X-Header-" + i + ": " + "x".repeat(60) + "\r\n");
        }
        whole(reply, out, "");
      };

  private Wires() {}

  /// A good status and 100 MB of something.
  public static Wire huge(int status) {
    return (_, out) -> {
      text(out, "HTTP/1.1 " + status + " X\r\nContent-Length: 104857600\r\n\r\n");
      byte[] some = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 100; i++) {
        out.write(some);
      }
    };
  }

  /// An answer that is short while it is compressed, and 100 MB long without that.
  public static Wire packedHuge() {
    return (_, out) -> {
      byte[] packed = packed(new byte[100 << 20]);
      text(
          out,
          "HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: "
              + packed.length
              + "\r\n\r\n");
      out.write(packed);
    };
  }

  /// An answer of which a byte comes every tenth of a second.
  public static Wire dripping() {
    return (_, out) -> {
      text(out, "HTTP/1.1 200 X\r\nContent-Length: 1000000\r\n\r\n");
      for (int i = 0; i < 100; i++) {
        out.write('{');
        out.flush();
        LockSupport.parkNanos(100_000_000);
      }
    };
  }

  private static String head(String version, Reply reply) {
    StringBuilder head = new StringBuilder(version + " " + reply.status() + " X\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.toString();
  }

  private static void whole(Reply reply, OutputStream out, String headers) throws IOException {
    byte[] body = body(reply);
    text(out, head("HTTP/1.1", reply) + headers + "Content-Length: " + body.length + "\r\n\r\n");
    out.write(body);
  }

  private static void chunks(byte[] body, OutputStream out) throws IOException {
    for (int i = 0; i < body.length; i += 3) {
      int size = Math.min(3, body.length - i);
      text(out, size + "\r\n");
      out.write(body, i, size);
      text(out, "\r\n");
    }
  }

  private static byte[] packed(byte[] body) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static byte[] body(Reply reply) {
    return reply.body().getBytes(StandardCharsets.UTF_8);
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
