package io.assay.run;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.Array;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The daemons that share the state database, and what each of them declares: tables
/// `assay.replica` and `assay.declared`. Each method joins the transaction it is called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class Replicas {
  /// A replica that gave no sign of life for this long is taken to be gone.
  static final int SILENT_SECONDS = 20;

  /// Replicas look around every second: after this time all know what one of them declares.
  private static final int NOTICED_SECONDS = 2;

  private static final String LOOK =
      """
      WITH me AS (
        UPDATE assay.replica SET seen = clock_timestamp() WHERE id = ? RETURNING 1)
      SELECT clock_timestamp(), EXISTS (SELECT FROM me),
        EXISTS (SELECT FROM assay.replica
          WHERE id <> ? AND seen < clock_timestamp() - make_interval(secs => ?)),
        EXISTS (SELECT FROM assay.replica WHERE id <> ? AND definition <> ?)
      """;
  private static final String FORGET_SILENT =
      """
      DELETE FROM assay.replica
      WHERE id <> ? AND seen < clock_timestamp() - make_interval(secs => ?)
      """;
  private static final String ENROL =
      """
      INSERT INTO assay.replica (id, definition, spared, loaded, seen)
      VALUES (?, ?, ?, coalesce(?::timestamptz, clock_timestamp()), clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, spared = excluded.spared,
        loaded = excluded.loaded, seen = excluded.seen
      RETURNING loaded
      """;
  private static final String WITHDRAW = "DELETE FROM assay.declared WHERE replica = ?";
  private static final String DECLARE =
      """
      INSERT INTO assay.declared (group_key, replica, definition, checks)
      SELECT key, ?, definition, checks::text[]
      FROM unnest(?::text[], ?::text[], ?::text[]) AS d (key, definition, checks)
      """;
  private static final String OTHERS =
      """
      SELECT d.group_key, d.checks, NULL FROM assay.declared d WHERE d.replica <> ?
      UNION ALL SELECT NULL, NULL, r.spared FROM assay.replica r WHERE r.id <> ?
      """;
  private static final String IN_FORCE =
      """
      SELECT d.definition,
        r.loaded > clock_timestamp() - make_interval(secs => ?) AND EXISTS (
          SELECT FROM assay.declared o
          WHERE o.group_key = d.group_key AND o.definition <> d.definition)
      FROM assay.declared d JOIN assay.replica r ON r.id = d.replica
      WHERE d.group_key = ? ORDER BY r.loaded DESC, r.id LIMIT 1
      """;
  private static final String LEAVE = "UPDATE assay.replica SET seen = '-infinity' WHERE id = ?";

  private final JdbcOperations jdbc;

  protected Replicas(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// What a replica sees when it looks around.
  ///
  /// @param now the state database's time
  /// @param enrolled whether the others know this replica
  /// @param someGone whether one is still enrolled that gives no sign of life
  /// @param divided whether another one declares something else
  public record Sight(Instant now, boolean enrolled, boolean someGone, boolean divided) {}

  /// What the other replicas declare: their groups' keys and checks, and the databases of which
  /// they may have more.
  public record Others(Set<String> keys, Set<String> checks, Set<String> spared) {}

  /// Gives a sign of life and looks at the others. Throws when the state database does not answer
  /// within `patience`, in milliseconds.
  @Transactional
  public Sight look(UUID me, String definition, int patience) {
    return jdbc.execute(connection -> {
      int usual = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, patience);
      try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
        statement.setObject(1, me);
        statement.setObject(2, me);
        statement.setInt(3, SILENT_SECONDS);
        statement.setObject(4, me);
        statement.setString(5, definition);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          Sight sight =
              new Sight(
                  row.getTimestamp(1).toInstant(),
                  row.getBoolean(2),
                  row.getBoolean(3),
                  row.getBoolean(4));
          connection.setNetworkTimeout(Runnable::run, usual);
          return sight;
        }
      }
    });
  }

  /// Removes the replicas that give no sign of life, with what they declared.
  @Transactional
  public void forgetSilent(UUID me) {
    jdbc.prepareStatement(
        FORGET_SILENT,
        delete -> {
          delete.setObject(1, me);
          delete.setInt(2, SILENT_SECONDS);
          return delete.executeUpdate();
        });
  }

  /// Declares these groups, and nothing else, in the name of a replica. Returns since when it
  /// declares them.
  ///
  /// @param definitions of the groups, by their keys
  /// @param loaded since when it declares them; empty for now
  @Transactional
  public Instant enrol(
      UUID me,
      Map<String, CheckGroup> groups,
      Map<String, String> definitions,
      Set<String> spared,
      Optional<Instant> loaded) {
    Instant since =
        jdbc.prepareStatement(
            ENROL,
            insert -> {
              insert.setObject(1, me);
              insert.setString(2, Definition.of(definitions));
              array(insert, 3, spared);
              insert.setString(4, loaded.map(Instant::toString).orElse(null));
              try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getTimestamp(1).toInstant();
              }
            });
    jdbc.prepareStatement(
        WITHDRAW,
        delete -> {
          delete.setObject(1, me);
          return delete.executeUpdate();
        });
    List<CheckGroup> all = List.copyOf(groups.values());
    jdbc.prepareStatement(
        DECLARE,
        insert -> {
          insert.setObject(1, me);
          array(insert, 2, all.stream().map(CheckGroup::key).toList());
          array(
              insert,
              3,
              all.stream().map(group -> definitions.getOrDefault(group.key(), "")).toList());
          array(insert, 4, all.stream().map(Replicas::literal).toList());
          return insert.executeUpdate();
        });
    return since;
  }

  /// Returns what the other replicas declare.
  @Transactional
  public Others others(UUID me) {
    return jdbc.prepareStatement(
        OTHERS,
        select -> {
          select.setObject(1, me);
          select.setObject(2, me);
          Others others = new Others(new HashSet<>(), new HashSet<>(), new HashSet<>());
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              if (row.getString(1) != null) {
                others.keys().add(row.getString(1));
              }
              others.checks().addAll(texts(row, 2));
              others.spared().addAll(texts(row, 3));
            }
          }
          return others;
        });
  }

  /// The definition of a group that is in force.
  ///
  /// @param news whether others declare it differently and may not have noticed yet
  public record InForce(String definition, boolean news) {}

  /// Returns the definition of a group on the replica that read its files last; empty when nobody
  /// declares it.
  @Transactional
  public Optional<InForce> inForce(String key) {
    return jdbc.prepareStatement(
        IN_FORCE,
        select -> {
          select.setInt(1, NOTICED_SECONDS);
          select.setString(2, key);
          try (ResultSet row = select.executeQuery()) {
            return row.next()
                ? Optional.of(new InForce(row.getString(1), row.getBoolean(2)))
                : Optional.empty();
          }
        });
  }

  /// Notes that a replica ended in order: the others need not wait for a sign of life.
  @Transactional
  public void leave(UUID me) {
    jdbc.prepareStatement(
        LEAVE,
        update -> {
          update.setObject(1, me);
          return update.executeUpdate();
        });
  }

  /// The ids of a group's checks as the text of an array.
  private static String literal(CheckGroup group) {
    StringBuilder text = new StringBuilder("{");
    for (var id : group.ids()) {
      text.append(text.length() > 1 ? "," : "")
          .append('"')
          .append(id.value().replace("\\", "\\\\").replace("\"", "\\\""))
          .append('"');
    }
    return text.append('}').toString();
  }

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    @Nullable Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  private static void array(PreparedStatement statement, int column, Collection<String> values)
      throws SQLException {
    statement.setArray(column, statement.getConnection().createArrayOf("text", values.toArray()));
  }
}
