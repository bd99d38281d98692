package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.TestPostgres;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Deliveries of before there were groups, each with a message of its own.
class MessageMigrationTest {
  private final TestPostgres database = TestPostgres.create();

  @Test
  void their_messages_go_on_being_updated() {
    migrate("7");
    incident("00000000-0000-0000-0000-000000000001", "'public', 'orders'", null);
    incident("00000000-0000-0000-0000-000000000002", "NULL, NULL", null);
    incident("00000000-0000-0000-0000-000000000003", "'public', 'orders'", "now()");
    incident("00000000-0000-0000-0000-000000000004", "'public', 'carts'", null);
    incident("00000000-0000-0000-0000-000000000005", "'public', 'carts'", null);
    delivery(
        1, "slack", 2, 1, "{\"channel\":\"C1\",\"ts\":\"1.1\",\"shown\":\"2\",\"was\":\"x\"}", 0);
    delivery(
        2, "slack", 1, 1, "{\"channel\":\"C1\",\"ts\":\"1.2\",\"shown\":\"1\",\"was\":\"x\"}", 0);
    delivery(
        3, "slack", 2, 2, "{\"channel\":\"C1\",\"ts\":\"1.3\",\"shown\":\"2\",\"was\":\"x\"}", 0);
    delivery(4, "slack", 1, 0, "{}", 1);
    delivery(5, "slack", 1, 0, "{}", 0);
    delivery(5, "oncall", 1, 0, "{}", 1);
    database.execute("UPDATE assay.delivery SET ended_at = now() WHERE told = 2");

    migrate("8");

    assertThat(
            rows(
                """
                SELECT concat_ws('; ', right(i.id::text, 1), d.receiver, d.message = d.id,
                  d.group_key, d.shown, m.reference, m.posted_at IS NOT NULL, m.attempts,
                  m.closed_at IS NOT NULL)
                FROM assay.delivery d JOIN assay.incident i ON i.id = d.incident
                LEFT JOIN assay.message m ON m.id = d.message ORDER BY i.id, d.receiver
                """))
        .containsExactly(
            "1; slack; t; shop public.orders; 2; {\"ts\": \"1.1\", \"channel\": \"C1\"}; t; 0; f",
            "2; slack; t; shop shop/answers; 1; {\"ts\": \"1.2\", \"channel\": \"C1\"}; t; 0; f",
            "3; slack; t; shop public.orders; 2; {\"ts\": \"1.3\", \"channel\": \"C1\"}; t; 0; t",
            "4; slack; t; shop public.carts; 0; {}; f; 1; f",
            "5; oncall; 0; f; f",
            "5; slack; 0; f; f");
  }

  private void migrate(String version) {
    Flyway.configure()
        .dataSource(database.url(), database.username(), database.password())
        .schemas("assay")
        .target(version)
        .load()
        .migrate();
  }

  private void incident(String id, String table, @Nullable String resolved) {
    database.execute(
        """
        INSERT INTO assay.incident (id, check_id, sort, title, database, table_schema, table_name,
          kind, source_path, source_line, source_column, severity, opened, resolved, sentence,
          observed, expected, sequence, grp)
        VALUES ('%1$s', 'shop/answers', 'breach', 'x', 'shop', %2$s, 'fresh', '', 1, 1, 'warning',
          now(), %3$s, 'x', 'x', 'x', 1, '%1$s')
        """
            .formatted(id, table, resolved));
  }

  private void delivery(
      int incident, String receiver, int wanted, int told, String reference, int attempts) {
    database.execute(
        """
        INSERT INTO assay.delivery (id, incident, receiver, wanted, told, reference, wanted_at,
          next_attempt_at, attempts)
        VALUES (gen_random_uuid(), '00000000-0000-0000-0000-00000000000%d', '%s', %d, %d, '%s',
          now(), now(), %d)
        """
            .formatted(incident, receiver, wanted, told, reference, attempts));
  }

  private List<String> rows(String sql) {
    try (var connection = database.connect();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
