package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Secret;
import io.assay.alert.TestNotice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A proxy or a simple server may close each connection after its answer without saying so
/// beforehand.
class SlackConnectionTest {
  private static final String ANSWER = "{\"ok\":true,\"ts\":\"1700000000.000100\"}";

  @Test
  void a_connection_that_the_other_side_closed_costs_no_call() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server));
      SlackBot channel = bot("http://localhost:" + server.getLocalPort() + "/api/");
      for (int i = 0; i < 20; i++) {
        Notice opened = TestNotice.opened("data-slack", Instant.EPOCH);
        assertThat(channel.tell(opened))
            .isInstanceOfSatisfying(
                Outcome.Accepted.class,
                accepted ->
                    assertThat(channel.tell(TestNotice.over(opened, accepted, Instant.EPOCH)))
                        .isInstanceOf(Outcome.Accepted.class));
      }
    }
  }

  private static SlackBot bot(String api) {
    return new SlackBot(
        new Address.SlackBot("#data", new Secret("xoxb-1"), Optional.of(api)),
        SlackHttp.client(
                new ChannelOptions(
                    Duration.ofSeconds(5), System.err, false, InstantSource.fixed(Instant.EPOCH)))
            .methods("xoxb-1"),
        InstantSource.fixed(Instant.EPOCH));
  }

  private static void answer(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          String header = line.toLowerCase(Locale.ROOT);
          if (header.startsWith("content-length:")) {
            length = Integer.parseInt(header.substring("content-length:".length()).strip());
          }
        }
        in.skip(length);
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + ANSWER.length()
                        + "\r\n\r\n"
                        + ANSWER)
                    .getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        return; // the test is over
      }
    }
  }
}
