package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.assay.testing.StateStore;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Transactions of the state database in which nothing is done.
class StandstillLimitTest {
  private static final String LIMIT =
      "SELECT current_setting('idle_in_transaction_session_timeout')";

  private final StateStore state = StateStore.create();

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void sessions_of_its_own_have_the_limit() {
    assertThat(inTransaction(state)).isEqualTo(StandstillLimit.LIMIT.toSeconds() + "s");
  }

  @Test
  void each_transaction_on_lent_ones_has_it_and_leaves_none_to_the_session() throws SQLException {
    try (StateStore lent = StateStore.ofLentSessions()) {
      for (int i = 0; i < 2; i++) {
        assertThat(inTransaction(lent)).isEqualTo(StandstillLimit.LIMIT.toSeconds() + "s");
      }
      try (Connection connection =
          DelegatingDataSource.unwrapDataSource(lent.dataSource()).getConnection()) {
        assertThat(answer(connection, LIMIT)).isEqualTo("0");
      }
    }
  }

  @Test
  void who_wakes_up_in_one_that_the_server_has_ended_knows_that_it_is_no_bug() {
    Throwable woken =
        catchThrowable(() ->
            state
                .transactions()
                .executeWrite(status -> {
                  Connection connection = status.getConnection();
                  answer(
                      connection,
                      "SELECT set_config('idle_in_transaction_session_timeout', '50ms', true)");
                  String session = answer(connection, "SELECT pg_backend_pid()");
                  await()
                      .atMost(Duration.ofSeconds(30))
                      .until(() ->
                          state
                              .rows("SELECT 1 FROM pg_stat_activity WHERE pid = " + session)
                              .isEmpty());
                  return answer(connection, "SELECT 1");
                }));

    assertThat(StateWatch.isOutage(woken)).isTrue();
  }

  private static String inTransaction(StateStore store) {
    return store.transactions().executeWrite(status -> answer(status.getConnection(), LIMIT));
  }

  private static String answer(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
