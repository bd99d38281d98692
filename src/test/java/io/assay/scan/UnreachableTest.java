package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.assay.check.Check;
import io.assay.check.Measure;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreachableTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void a_closed_port_makes_every_check_unmeasurable_after_one_try() throws Exception {
    String url = "jdbc:postgresql://localhost:" + closedPort() + "/shop?loggerLevel=OFF";
    Instant begin = Instant.now();
    try (Asked asked = Asked.of(Asked.settings(url, "u", "hidden", Optional.empty()))) {
      List<Check> checks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        checks.add(Draft.on("t" + i).asking("check " + i, new Measure.Rows()));
      }
      var all = asked.runner.measure(asked.database, checks);
      assertThat(all).hasSize(20);
      assertThat(all.values())
          .allSatisfy(each ->
              assertThat(each)
                  .isInstanceOfSatisfying(
                      Unmeasurable.class,
                      why -> {
                        assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
                        assertThat(why.text()).contains("shop does not answer", "refused");
                      }));
      assertThat(asked.runner.catalog(asked.database)).isInstanceOf(CatalogAnswer.Unread.class);
    }
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void many_rounds_at_once_do_not_each_wait_for_an_unreachable_database() throws Exception {
    String url = "jdbc:postgresql://localhost:" + closedPort() + "/shop?loggerLevel=OFF";
    Instant begin = Instant.now();
    try (Asked asked = Asked.of(Asked.settings(url, "u", "hidden", Optional.empty()));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Unmeasurable>> rounds = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String table = "t" + i;
        rounds.add(threads.submit(() -> asked.trouble(Draft.on(table), new Measure.Rows())));
      }
      for (Future<Unmeasurable> round : rounds) {
        assertThat(round.get().reason()).isEqualTo(Reason.UNREACHABLE);
      }
    }
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void a_wrong_password_or_database_is_the_databases_trouble_and_tells_no_secret() {
    String role = Asked.limitedRole(POSTGRES);
    String elsewhere = POSTGRES.url().replaceAll("/test_\\w+", "/not_there");
    try (Asked asked = Asked.of(Asked.settings(elsewhere, role, "limited", Optional.empty()))) {
      Unmeasurable why = asked.trouble(Draft.database(), new Measure.Answers());
      assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(why.text()).contains("does not exist").doesNotContain("limited\"");
    }
  }

  @Test
  void a_database_that_lets_nobody_in_is_the_databases_trouble() {
    TestPostgres shut = TestPostgres.create();
    POSTGRES.execute(
        "ALTER DATABASE "
            + shut.url().replaceAll(".*/(test_\\w+).*", "$1")
            + " ALLOW_CONNECTIONS false");
    try (Asked asked = Asked.superuser(shut)) {
      Unmeasurable why = asked.trouble(Draft.on("orders"), new Measure.Rows());
      assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(why.text()).endsWith(" lets nobody in: ALTER DATABASE … ALLOW_CONNECTIONS false");
    }
  }

  @Test
  void a_connection_that_died_in_the_pool_is_replaced_unnoticed() {
    try (Asked asked = Asked.superuser(POSTGRES)) {
      assertThat(asked.value(Draft.database(), new Measure.Answers())).isTrue();
      POSTGRES.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'assay' AND datname = current_database()\
          """);
      assertThat(asked.value(Draft.database(), new Measure.Answers())).isTrue();
    }
  }

  @Test
  void a_server_that_hangs_up_in_the_middle_is_unreachable() throws Exception {
    try (Asked asked = Asked.superuser(POSTGRES)) {
      CompletableFuture<Unmeasurable> measuring =
          CompletableFuture.supplyAsync(() ->
              asked.trouble(Draft.database(), new Measure.Query("SELECT pg_sleep(20), 'hung up'")));
      awaitRunning("hung up");
      POSTGRES.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'assay' AND query LIKE '%hung up%'\
          """);
      assertThat(measuring.get(10, TimeUnit.SECONDS).reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void closing_cancels_what_runs() throws Exception {
    Asked asked = Asked.superuser(POSTGRES);
    CompletableFuture<Unmeasurable> measuring =
        CompletableFuture.supplyAsync(() ->
            asked.trouble(Draft.database(), new Measure.Query("SELECT pg_sleep(20), 'cancelled'")));
    awaitRunning("cancelled");
    asked.close();
    Unmeasurable why = measuring.get(10, TimeUnit.SECONDS);
    assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(why.text()).contains("stopping");
  }

  private static void awaitRunning(String part) throws Exception {
    Instant until = Instant.now().plusSeconds(10);
    try (var connection = POSTGRES.connect();
        var statement =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'assay' AND state"
                    + " = 'active' AND query LIKE 'COPY%' || ? || '%'")) {
      statement.setString(1, part);
      while (Instant.now().isBefore(until)) {
        try (ResultSet count = statement.executeQuery()) {
          if (count.next() && count.getInt(1) > 0) {
            return;
          }
        }
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("it never ran");
  }

  @Test
  void a_server_that_takes_connections_and_says_nothing_is_unreachable() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Asked asked =
            Asked.of(
                Asked.settings(
                    "jdbc:postgresql://localhost:"
                        + silent.getLocalPort()
                        + "/shop?loggerLevel=OFF&socketTimeout=2&sslmode=disable",
                    "u",
                    "p",
                    Optional.empty()))) {
      Unmeasurable why = asked.trouble(Draft.on("t"), new Measure.Rows());
      assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void an_interrupt_ends_a_round_and_stays() {
    try (Asked asked = Asked.superuser(POSTGRES)) {
      Thread.currentThread().interrupt();
      Unmeasurable why = asked.trouble(Draft.on("t"), new Measure.Rows());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://localhost/shop",
        "jdbc:postgresql://localhost/shop?options=-c%20search_path=x",
        "jdbc:postgresql://localhost/shop?currentSchema=x",
        "jdbc:postgresql://localhost/shop?preferQueryMode=simple",
        "jdbc:postgresql://localhost/shop?readOnlyMode=always",
        "jdbc:postgresql://localhost/shop?prepareThreshold=5",
        "jdbc:postgresql://localhost:port/shop",
      })
  void refuses_a_url_that_cannot_hold(String url) {
    DatabaseSettings settings = Asked.settings(url, "u", "hidden", Optional.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MonitoredDatabase(settings))
        .withMessageContaining("database shop")
        .withMessageNotContaining("hidden");
  }

  /// Only here to show that a socket is a client of the silent server.
  @Test
  void a_database_opens_nothing_before_it_is_asked() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Asked asked =
            Asked.of(
                Asked.settings(
                    "jdbc:postgresql://localhost:" + server.getLocalPort() + "/shop",
                    "u",
                    "p",
                    Optional.empty()))) {
      server.setSoTimeout(300);
      CompletableFuture<Socket> client =
          CompletableFuture.supplyAsync(() -> {
            try {
              return server.accept();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertThat(client).failsWithin(Duration.ofSeconds(5));
      assertThat(asked.database.name()).isEqualTo("shop");
    }
  }
}
