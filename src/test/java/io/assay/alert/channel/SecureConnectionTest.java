package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.assay.alert.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people read when a server's certificate is not right, with both libraries that channels
/// use.
class SecureConnectionTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -20d | dns:localhost     | true  | its certificate has expired
          -1d  | dns:wrong.example | true  | its certificate is for another name
          -1d  | dns:localhost     | false | nobody who is trusted here vouches for its certificate
          """)
  void the_reason_is_said(String from, String name, boolean trusted, String reason)
      throws Exception {
    KeyStore keys = keys(from, name);
    KeyStore authority = authority(keys);
    keys.deleteEntry("ca");
    try (SSLServerSocket server = serve(keys)) {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted ? authority : null);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      String url = "https://localhost:" + server.getLocalPort() + "/S3CRET";

      Outcome.Retry ofJdk = Answer.lost("Slack", failure(() -> jdk(context, url)));
      Outcome.Retry ofOkHttp = Answer.lost("Slack", failure(() -> okHttp(context, trust, url)));

      assertThat(List.of(ofJdk, ofOkHttp))
          .extracting(Outcome.Retry::reason, Outcome.Retry::text)
          .containsOnly(
              tuple("network", "a secure connection to Slack could not be made: " + reason));
    }
  }

  @Test
  void without_a_known_reason_there_is_none() {
    assertThat(Answer.lost("Slack", new SSLException("S3CRET")).text())
        .isEqualTo("a secure connection to Slack could not be made");
  }

  private interface Call {
    void make() throws IOException, InterruptedException;
  }

  private static Throwable failure(Call call) throws InterruptedException {
    try {
      call.make();
      throw new AssertionError("it was taken");
    } catch (IOException e) {
      return e;
    }
  }

  private static void jdk(SSLContext context, String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding());
    }
  }

  private static void okHttp(SSLContext context, TrustManagerFactory trust, String url)
      throws IOException {
    new OkHttpClient.Builder()
        .sslSocketFactory(
            context.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0])
        .build()
        .newCall(new Request.Builder().url(url).build())
        .execute()
        .close();
  }

  private static SSLServerSocket serve(KeyStore keys) throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (var socket = server.accept()) {
              int _ = socket.getInputStream().read();
            } catch (IOException e) {
              // it was not to the other side's liking
            }
          }
        });
    return server;
  }

  /// Returns the key of a server with its certificate, which is valid for ten days, and that of the
  /// authority; made by the JDK's own tool.
  private KeyStore keys(String from, String name) throws Exception {
    keytool("-alias ca -dname CN=ca -validity 100 -ext bc:c");
    keytool(
        "-alias server -dname CN=server -signer ca -startdate %s -validity 10 -ext san=%s"
            .formatted(from, name));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private void keytool(String options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storepass",
                String.valueOf(PASSWORD),
                "-keystore",
                folder.resolve("keys.p12").toString()));
    command.addAll(List.of(options.split(" ")));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  private static KeyStore authority(KeyStore keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
    return trusted;
  }
}
