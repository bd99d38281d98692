package io.assay.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A network between a client and a server on this machine, which does what networks do.
public final class TcpProxy implements AutoCloseable {
  /// What PostgreSQL answers when a transaction is committed: the message `C` of 11 bytes.
  private static final String COMMITTED =
      new String(new byte[] {'C', 0, 0, 0, 11}, StandardCharsets.ISO_8859_1) + "COMMIT\0";

  private final ServerSocket entrance;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger withheld = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final Object changed = new Object();
  private volatile Weather weather = Weather.FINE;

  /// How the network is.
  public enum Weather {
    FINE,
    /// Every connection is reset at once.
    RESET,
    /// Nothing comes through in either direction, and nobody is told. What was sent meanwhile
    /// arrives when the weather changes.
    BLACK_HOLE,
    /// The answer to each COMMIT is lost with its connection.
    COMMITS_UNANSWERED
  }

  /// Makes a way to `localhost` and this port.
  public TcpProxy(int target) {
    this.target = target;
    try {
      this.entrance = new ServerSocket(0, 100, InetAddress.getByName("localhost"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /// Returns the port to connect to instead.
  public int port() {
    return entrance.getLocalPort();
  }

  /// Changes the weather, for open connections too.
  public void weather(Weather now) {
    synchronized (changed) {
      weather = now;
      changed.notifyAll();
    }
    if (now == Weather.RESET) {
      open.forEach(TcpProxy::reset);
    }
  }

  /// Returns how many answers to a COMMIT were withheld.
  public int withheld() {
    return withheld.get();
  }

  /// Returns how many messages wait for the weather to change.
  public int held() {
    return held.get();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void connect(Socket client) {
    open.add(client);
    try {
      awaitPassage();
      if (weather == Weather.RESET) {
        throw new IOException("the weather is bad");
      }
      Socket server = new Socket(InetAddress.getByName("localhost"), target);
      open.add(server);
      Thread.ofVirtual().start(() -> pump(client, server, false));
      pump(server, client, true);
    } catch (IOException e) {
      reset(client);
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        awaitPassage();
        if (answers && weather == Weather.COMMITS_UNANSWERED && committed(buffer, length)) {
          withheld.incrementAndGet();
          throw new IOException("the answer is lost");
        }
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      // the other end is told below
    }
    reset(from);
    reset(to);
  }

  private static boolean committed(byte[] buffer, int length) {
    return new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(COMMITTED);
  }

  private void awaitPassage() throws IOException {
    held.incrementAndGet();
    synchronized (changed) {
      while (weather == Weather.BLACK_HOLE) {
        try {
          changed.wait();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
    held.decrementAndGet();
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it was closed before
    }
  }

  @Override
  public void close() {
    weather(Weather.RESET);
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
