package io.assay.cli;

import io.assay.testing.FakePagerDuty;
import io.assay.testing.FakeSlack;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Compares what receivers know with the incidents in the state database, and the results with the
/// slots.
final class Ledger {
  private final TestPostgres state;

  Ledger(TestPostgres state) {
    this.state = state;
  }

  /// An incident; Slack hears of those that are critical, in the message with this id, which shows
  /// it up to this change.
  private record Incident(
      String id, boolean open, boolean critical, long sequence, String message, long shown) {}

  /// What was found: who does not know what is the case, and who was told twice.
  record Found(List<String> lost, List<String> doubled) {}

  /// Returns what is wrong with what Slack and PagerDuty know.
  Found compare(FakePagerDuty pagerDuty, FakeSlack slack) {
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    Set<String> known = new HashSet<>();
    List<Incident> incidents = incidents();
    compare(incidents, slack, found);
    for (Incident incident : incidents) {
      known.add(incident.id());
      compare(incident, pagerDuty, found);
      if (incident.critical()) {
        compare(incident, slack, found);
      }
    }
    pagerDuty.taken().stream()
        .map(FakePagerDuty.Event::dedupKey)
        .filter(key -> !known.contains(key))
        .forEach(key -> found.doubled().add("PagerDuty knows " + key + ", which nobody stored"));
    return found;
  }

  /// A trigger after a resolve opens a second incident there.
  private static void compare(Incident incident, FakePagerDuty pagerDuty, Found found) {
    List<String> actions =
        pagerDuty.taken().stream()
            .filter(event -> event.dedupKey().equals(incident.id()))
            .map(FakePagerDuty.Event::action)
            .toList();
    int openings = 0;
    boolean open = false;
    for (String action : actions) {
      boolean trigger = action.equals("trigger");
      openings += trigger && !open ? 1 : 0;
      open = trigger;
    }
    if (openings == 0 || open != incident.open()) {
      found.lost().add("PagerDuty was told " + actions + " of " + incident);
    }
    if (openings > 1) {
      found.doubled().add("PagerDuty was told " + actions + " of " + incident);
    }
  }

  private static void compare(Incident incident, FakeSlack slack, Found found) {
    List<FakeSlack.Message> messages =
        slack.messages().stream()
            .filter(message -> message.metadata().contains(incident.message()))
            .toList();
    if (incident.message().isEmpty()
        || messages.isEmpty()
        || incident.shown() != incident.sequence()) {
      found.lost().add("Slack shows " + messages + " of " + incident);
    } else if (messages.size() > 1) {
      found.doubled().add("Slack shows " + messages + " of " + incident);
    }
  }

  /// A message about nothing that is open says that it is over; one that nobody stored was sent
  /// twice.
  private static void compare(List<Incident> incidents, FakeSlack slack, Found found) {
    for (FakeSlack.Message message : slack.messages()) {
      List<Incident> of =
          incidents.stream()
              .filter(
                  each -> !each.message().isEmpty() && message.metadata().contains(each.message()))
              .toList();
      if (of.isEmpty()) {
        found.doubled().add("Slack shows " + message + ", which nobody stored");
      } else if (message.text().startsWith("✅") == of.stream().anyMatch(Incident::open)) {
        found.lost().add("Slack shows " + message + " of " + of);
      }
    }
  }

  /// Returns the slots for which a check has no result, although nobody said that they were missed.
  List<String> holes() {
    return rows(
        """
        WITH ran AS (
          SELECT check_id, min(slot) AS first, max(slot) AS last,
            split_part(split_part(check_id, '/', 2), '.', 2) AS relation
          FROM assay.result WHERE check_id LIKE 'shop/public.t%' GROUP BY check_id)
        SELECT ran.check_id || ' ' || slot
        FROM ran CROSS JOIN generate_series(first, last, interval '1 second') AS slot
        WHERE NOT EXISTS (
            SELECT FROM assay.result r WHERE r.check_id = ran.check_id AND r.slot = slot.slot)
          AND NOT EXISTS (
            SELECT FROM assay.missed_run m
            WHERE m.group_key LIKE '%.' || ran.relation || ' @%'
              AND slot.slot BETWEEN m.first_slot AND m.last_slot)
        """);
  }

  long count(String table) {
    return Long.parseLong(rows("SELECT count(*) FROM assay." + table).getFirst());
  }

  /// Returns the first column of a query.
  List<String> rows(String sql) {
    try (Connection connection = state.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Incident> incidents() {
    return rows(
            """
            SELECT concat_ws(' ', i.id, i.resolved IS NULL, i.severity = 'critical', i.sequence,
              d.message, d.shown)
            FROM assay.incident i
            LEFT JOIN assay.delivery d ON d.incident = i.id AND d.message IS NOT NULL
            """)
        .stream()
        .map(row -> row.split(" "))
        .map(row ->
            new Incident(
                row[0],
                row[1].equals("t"),
                row[2].equals("t"),
                Long.parseLong(row[3]),
                row.length > 4 ? row[4] : "",
                row.length > 4 ? Long.parseLong(row[5]) : 0))
        .toList();
  }
}
