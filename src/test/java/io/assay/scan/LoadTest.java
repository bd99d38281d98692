package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Deferred;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

@Timeout(60)
class LoadTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Check ROWS = Draft.on("orders").asking("rows", new Measure.Rows());
  private static final Check PROVEN = Draft.on("orders").asking("nulls", Proving.nulls("id"));
  private static final Check ANSWERS = Draft.database().asking("answers", new Measure.Answers());

  @BeforeAll
  static void fill() {
    POSTGRES.execute("CREATE TABLE orders (id int NOT NULL)", "INSERT INTO orders VALUES (1)");
  }

  private static Asked asked(Optional<Integer> active, Optional<Duration> lag, Duration patience) {
    DatabaseSettings any =
        Asked.settings(POSTGRES.url(), POSTGRES.username(), POSTGRES.password(), Optional.empty());
    return Asked.of(
        new DatabaseSettings(
            any.name(),
            any.url(),
            any.login(),
            any.connections(),
            any.timeout(),
            any.budget(),
            Optional.of(new BackOff(active, lag, patience))));
  }

  /// Other people's statements that run until they are told to stop.
  private static final class Crowd implements AutoCloseable {
    private final List<Connection> connections = new ArrayList<>();
    private final List<CompletableFuture<Void>> statements = new ArrayList<>();

    Crowd(int size) {
      for (int i = 0; i < size; i++) {
        Connection connection = POSTGRES.connect();
        connections.add(connection);
        statements.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    connection.createStatement().execute("SELECT pg_sleep(600)");
                  } catch (SQLException cancelled) {
                    // it was told to stop
                  }
                },
                task -> Thread.ofVirtual().start(task)));
      }
      until("count(*) = " + size, "query = 'SELECT pg_sleep(600)' AND state = 'active'");
    }

    @Override
    public void close() throws SQLException {
      for (Connection connection : connections) {
        connection.unwrap(PGConnection.class).cancelQuery();
      }
      statements.forEach(CompletableFuture::join);
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private static void until(String condition, String sessions) {
    while (Proving.number(
            POSTGRES,
            "SELECT ("
                + condition
                + ")::int FROM pg_stat_activity WHERE datname = current_database() AND "
                + sessions)
        == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_busy_database_is_left_alone_and_each_check_says_so() throws Exception {
    try (Crowd crowd = new Crowd(3);
        Asked asked = asked(Optional.of(2), Optional.empty(), Duration.ofMillis(20))) {
      Map<CheckId, Measurement> all = asked.measure(ROWS, PROVEN, ANSWERS);
      assertThat(all.get(ROWS.id()))
          .isInstanceOfSatisfying(
              Deferred.class,
              put ->
                  assertThat(put.text())
                      .matches(
                          "not asked: the database is busy \\([3-9] active backends, limit 2\\)"));
      assertThat(all.get(PROVEN.id())).isInstanceOf(Measured.class);
      assertThat(all.get(ANSWERS.id())).isInstanceOf(Measured.class);
      assertThat(asked.deferred).hasValue(1);
      assertThat(asked.sent).doesNotContain(Measured.How.INDEX).hasSize(2);
    }
  }

  @Test
  void a_database_with_room_left_is_asked() throws Exception {
    try (Crowd crowd = new Crowd(1);
        Asked asked =
            asked(Optional.of(50), Optional.of(Duration.ofMinutes(1)), Duration.ofMillis(20))) {
      assertThat(asked.one(ROWS)).isInstanceOf(Measured.class);
      assertThat(asked.deferred).hasValue(0);
    }
  }

  @Test
  void checks_go_on_as_soon_as_the_database_is_quieter() throws Exception {
    try (Asked asked = asked(Optional.of(2), Optional.empty(), Duration.ofSeconds(50))) {
      CompletableFuture<Measurement> waiting;
      try (Crowd crowd = new Crowd(3)) {
        waiting = CompletableFuture.supplyAsync(() -> asked.one(ROWS));
        until("count(*) > 0", "application_name = 'assay' AND state = 'idle'");
        assertThat(waiting).isNotDone();
      }
      assertThat(waiting.get(50, TimeUnit.SECONDS)).isInstanceOf(Measured.class);
    }
  }

  @Test
  void the_end_of_assay_ends_the_waiting() throws Exception {
    try (Crowd crowd = new Crowd(3);
        Asked asked = asked(Optional.of(2), Optional.empty(), Duration.ofHours(1))) {
      CompletableFuture<Measurement> waiting = CompletableFuture.supplyAsync(() -> asked.one(ROWS));
      until("count(*) > 0", "application_name = 'assay' AND state = 'idle'");
      asked.close();
      assertThat(waiting.get(50, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              Unmeasurable.class, why -> assertThat(why.text()).contains("Assay is stopping"));
    }
  }

  @Test
  void a_standby_that_is_too_far_behind_is_given_time_to_catch_up() throws Exception {
    try (Connection connection = replication();
        PGReplicationStream stream = follow(connection);
        Asked asked =
            asked(Optional.empty(), Optional.of(Duration.ofSeconds(1)), Duration.ofMillis(20))) {
      long behind = 0;
      while (behind < 2) {
        POSTGRES.execute("INSERT INTO orders VALUES (1)");
        stream.readPending();
        stream.setFlushedLSN(stream.getLastReceiveLSN());
        stream.forceUpdateStatus();
        behind =
            Proving.number(
                POSTGRES,
                "SELECT coalesce(extract(epoch FROM max(replay_lag)), 0)::bigint FROM pg_stat_replication");
      }
      assertThat(asked.one(ROWS))
          .isInstanceOfSatisfying(
              Deferred.class,
              put ->
                  assertThat(put.text())
                      .matches("not asked: its standby far-away is [2-9] s behind, limit 1 s"));
    }
  }

  private static Connection replication() throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, POSTGRES.username());
    PGProperty.PASSWORD.set(properties, POSTGRES.password());
    PGProperty.REPLICATION.set(properties, "true");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.APPLICATION_NAME.set(properties, "far-away");
    return DriverManager.getConnection(POSTGRES.url(), properties);
  }

  private static PGReplicationStream follow(Connection connection) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .physical()
        .withStartPosition(LogSequenceNumber.valueOf(lsn()))
        .withStatusInterval(100, TimeUnit.MILLISECONDS)
        .start();
  }

  private static String lsn() throws SQLException {
    try (Connection connection = POSTGRES.connect();
        var row = connection.createStatement().executeQuery("SELECT pg_current_wal_flush_lsn()")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void a_database_runs_as_many_statements_at_a_time_as_its_settings_say() {
    Check[] counting =
        IntStream.range(0, 8)
            .mapToObj(i ->
                Draft.database()
                    .asking(
                        "counting " + i,
                        new Measure.Query(
                            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                + " AND application_name = 'assay'"
                                + " AND datname = current_database()) + 0 * "
                                + i
                                + " FROM pg_sleep(0.2)")))
            .toArray(Check[]::new);
    try (Asked asked = Asked.superuser(POSTGRES)) {
      assertThat(asked.measure(counting).values())
          .hasSize(8)
          .extracting(each ->
              ((Measured) each)
                  .values().values().stream()
                      .map(Measure.QueryAnswer.class::cast)
                      .findFirst()
                      .orElseThrow()
                      .number()
                      .orElseThrow()
                      .intValue())
          .allMatch(running -> running <= 2)
          .contains(2);
    }
  }

  @Test
  void what_is_too_much_is_told_with_its_limit() {
    BackOff limits =
        new BackOff(Optional.of(40), Optional.of(Duration.ofSeconds(30)), BackOff.PATIENCE);
    assertThat(Load.busy(reading(52, 0), limits))
        .contains("the database is busy (52 active backends, limit 40)");
    assertThat(Load.busy(reading(40, 45), limits))
        .contains("its standby replica1 is 45 s behind, limit 30 s");
    assertThat(Load.busy(reading(40, 30), limits)).isEmpty();
  }

  private static Load.Reading reading(long active, long behind) {
    return new Load.Reading(
        active,
        true,
        Optional.of(new Load.Reading.Standby("replica1", Duration.ofSeconds(behind))));
  }
}
