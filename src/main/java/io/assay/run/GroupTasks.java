package io.assay.run;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The groups in db-scheduler's table `assay.scheduled_tasks`, many at a time, which its own client
/// does not do. Each method joins the transaction it is called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class GroupTasks {
  static final String TABLE = "assay.scheduled_tasks";
  static final String TASK = "group";

  private static final String TURN =
      "SELECT pg_advisory_xact_lock(hashtext('assay.scheduled_tasks groups'))";
  private static final String ADD =
      """
      INSERT INTO assay.scheduled_tasks (task_name, task_instance, execution_time, picked, version)
      SELECT 'group', key, at, false, 1 FROM unnest(?::text[], ?::timestamptz[]) AS n (key, at)
      ON CONFLICT DO NOTHING
      """;
  // also those that are running: what they write is refused, and they find themselves gone
  private static final String REMOVE_OTHERS =
      """
      DELETE FROM assay.scheduled_tasks t
      WHERE t.task_name = 'group' AND NOT EXISTS (
        SELECT FROM unnest(?::text[]) AS k (key) WHERE k.key = t.task_instance)
        AND split_part(t.task_instance, '/', 1) <> ALL (?::text[])
      """;
  private static final String HASTEN =
      """
      UPDATE assay.scheduled_tasks
      SET execution_time = least(execution_time, ?::timestamptz), version = version + 1
      WHERE task_name = 'group' AND task_instance = ? AND NOT picked
      """;
  private static final String END =
      """
      UPDATE assay.scheduled_tasks t
      SET execution_time = n.next, task_data = NULL, picked = false, picked_by = NULL,
        last_heartbeat = NULL, last_success = n.done, consecutive_failures = 0,
        version = t.version + 1
      FROM unnest(?::text[], ?::bigint[], ?::timestamptz[], ?::timestamptz[])
        AS n (key, version, next, done)
      WHERE t.task_name = 'group' AND t.task_instance = n.key AND t.version = n.version
      RETURNING t.task_instance
      """;
  private static final String DUE_AT =
      """
      SELECT execution_time FROM assay.scheduled_tasks
      WHERE task_name = 'group' AND task_instance = ?
      """;

  private final JdbcOperations jdbc;

  protected GroupTasks(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Waits until no other replica is at it; until the end of the transaction it is this one's turn.
  @Transactional
  public void takeTurn() {
    jdbc.prepareStatement(TURN, PreparedStatement::execute);
  }

  /// Adds groups, each due at its instant; those that are there keep theirs.
  @Transactional
  public void add(Map<String, Instant> firsts) {
    List<Map.Entry<String, Instant>> all = List.copyOf(firsts.entrySet());
    jdbc.prepareStatement(
        ADD,
        insert -> {
          array(insert, 1, "text", all.stream().map(Map.Entry::getKey).toList());
          array(
              insert,
              2,
              "timestamptz",
              all.stream().map(first -> first.getValue().toString()).toList());
          return insert.executeUpdate();
        });
  }

  /// Removes all groups but these, and but those of the databases in `spared`.
  @Transactional
  public void removeOthers(Collection<String> keys, Collection<String> spared) {
    jdbc.prepareStatement(
        REMOVE_OTHERS,
        delete -> {
          array(delete, 1, "text", keys);
          array(delete, 2, "text", spared);
          return delete.executeUpdate();
        });
  }

  /// Makes a group due at `now` unless it is earlier; returns whether it did, which it does not for
  /// one that is running.
  @Transactional
  public boolean hasten(String key, Instant now) {
    return jdbc.prepareStatement(
        HASTEN,
        update -> {
          update.setString(1, now.toString());
          update.setString(2, key);
          return update.executeUpdate() > 0;
        });
  }

  /// A turn that is over.
  ///
  /// @param version of its row since it was taken
  /// @param done when it was over
  /// @param next when the group is due next
  public record End(String key, long version, Instant done, Instant next) {}

  /// Writes what db-scheduler does at the end of a turn that succeeded; returns the keys of those
  /// of the groups for which it did. It does not for one that was removed or taken by others
  /// meanwhile.
  @Transactional
  public Set<String> end(List<End> ends) {
    return jdbc.prepareStatement(
        END,
        update -> {
          array(update, 1, "text", ends.stream().map(End::key).toList());
          array(update, 2, "bigint", ends.stream().map(End::version).toList());
          array(update, 3, "timestamptz", ends.stream().map(end -> end.next().toString()).toList());
          array(update, 4, "timestamptz", ends.stream().map(end -> end.done().toString()).toList());
          Set<String> ended = new HashSet<>();
          try (ResultSet row = update.executeQuery()) {
            while (row.next()) {
              ended.add(row.getString(1));
            }
          }
          return ended;
        });
  }

  /// Returns when a group is due; of one that is running, when it was.
  @Transactional
  public Optional<Instant> dueAt(String key) {
    return jdbc.prepareStatement(
        DUE_AT,
        select -> {
          select.setString(1, key);
          try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getTimestamp(1).toInstant()) : Optional.empty();
          }
        });
  }

  private static void array(
      PreparedStatement statement, int column, String type, Collection<?> values)
      throws SQLException {
    statement.setArray(column, statement.getConnection().createArrayOf(type, values.toArray()));
  }
}
