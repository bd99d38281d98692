package io.assay.incident;

import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.check.StoredWord;
import io.assay.check.TableName;
import io.assay.incident.Decision.Update;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.jdbc.runtime.PreparedStatementCallback;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All incidents, table `assay.incident`, and with them their logs. Each method joins the
/// transaction it is called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class Incidents {
  private static final String WRITE =
      """
      INSERT INTO assay.incident (id, check_id, grp, sort, title, database, table_schema,
        table_name, kind, owner, runbook, description, labels, source_path, source_line,
        source_column, severity, opened, resolved, sentence, observed, expected, recent, sequence,
        worst_groups, kept_rows, acknowledged_at, acknowledged_by, acknowledged_note, flapping)
      SELECT id, check_id, grp, sort, title, database, table_schema, table_name, kind, owner,
        runbook, description, labels, source_path, source_line, source_column, severity, opened,
        resolved, sentence, observed, expected, recent::numeric[], sequence, worst_groups,
        kept_rows, acknowledged_at, acknowledged_by, acknowledged_note, flapping
      FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::jsonb[], ?::text[],
        ?::integer[], ?::integer[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[],
        ?::text[], ?::text[], ?::text[], ?::bigint[], ?::jsonb[], ?::jsonb[], ?::timestamptz[],
        ?::text[], ?::text[], ?::boolean[])
        AS n (id, check_id, grp, sort, title, database, table_schema, table_name, kind, owner,
          runbook, description, labels, source_path, source_line, source_column, severity, opened,
          resolved, sentence, observed, expected, recent, sequence, worst_groups, kept_rows, acknowledged_at,
          acknowledged_by, acknowledged_note, flapping)
      ON CONFLICT (id) DO UPDATE SET
        title = excluded.title, database = excluded.database,
        table_schema = excluded.table_schema, table_name = excluded.table_name,
        kind = excluded.kind, owner = excluded.owner, runbook = excluded.runbook,
        description = excluded.description, labels = excluded.labels,
        source_path = excluded.source_path, source_line = excluded.source_line,
        source_column = excluded.source_column, severity = excluded.severity,
        resolved = excluded.resolved, sentence = excluded.sentence, observed = excluded.observed,
        expected = excluded.expected, recent = excluded.recent, sequence = excluded.sequence,
        worst_groups = excluded.worst_groups, kept_rows = excluded.kept_rows,
        acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by,
        acknowledged_note = excluded.acknowledged_note, flapping = excluded.flapping
      """;
  private static final String FIND = "SELECT * FROM assay.incident WHERE id = ?";
  private static final String ALL = "SELECT * FROM assay.incident WHERE id = ANY (?)";
  private static final String OPEN =
      "SELECT * FROM assay.incident WHERE resolved IS NULL ORDER BY opened, id";
  private static final String OPEN_OF_KIND =
      "SELECT * FROM assay.incident WHERE resolved IS NULL AND kind = ?";
  private static final String LASTING =
      """
      SELECT * FROM assay.incident
      WHERE check_id = ANY (?::text[]) AND (resolved IS NULL OR resolved > ?)
      """;
  private static final String LATEST =
      "SELECT * FROM assay.incident ORDER BY opened DESC, id LIMIT ?";
  private static final String AROUND =
      """
      SELECT * FROM assay.incident
      WHERE database = ? AND opened <= ? AND (resolved IS NULL OR resolved >= ?)
      ORDER BY opened, id LIMIT 100
      """;
  private static final String COUNT =
      """
      SELECT severity, count(*) FROM assay.incident WHERE resolved IS NULL GROUP BY severity
      """;

  private static final String FORGET_DETAILS =
      """
      UPDATE assay.incident SET worst_groups = '[]', kept_rows = NULL
      WHERE id = ANY (ARRAY (
        SELECT id FROM assay.incident
        WHERE resolved < ? AND (worst_groups <> '[]' OR kept_rows IS NOT NULL)
        LIMIT 1000 FOR UPDATE SKIP LOCKED))
      """;
  private static final String FORGET =
      """
      DELETE FROM assay.incident WHERE id = ANY (ARRAY (
        SELECT i.id FROM assay.incident i
        WHERE i.resolved < ?
          AND NOT EXISTS (SELECT FROM assay.delivery d WHERE d.incident = i.id)
        ORDER BY i.resolved LIMIT 1000 FOR UPDATE OF i SKIP LOCKED))
      """;

  private final JdbcOperations jdbc;
  private final Columns columns;
  private final IncidentLog log;

  protected Incidents(JdbcOperations jdbc, Columns columns, IncidentLog log) {
    this.jdbc = jdbc;
    this.columns = columns;
    this.log = log;
  }

  /// Stores the incidents as they are now and adds to their logs. Those that end are stored before
  /// those that open, so that there is at no time more than one open for a check.
  @Transactional
  public void write(List<Update> updates) {
    store(updates.stream().map(Update::incident).filter(each -> !each.open()).toList());
    store(updates.stream().map(Update::incident).filter(Incident::open).toList());
    log.add(updates.stream().flatMap(update -> update.changes().stream()).toList());
  }

  /// Returns the incident of this id.
  @Transactional
  public Optional<Incident> find(UUID id) {
    return jdbc.prepareStatement(
        FIND,
        select -> {
          select.setObject(1, id);
          try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(columns.incident(row)) : Optional.empty();
          }
        });
  }

  /// Returns the changes of an incident after the one numbered `sequence`, oldest first; after 0
  /// are all of them.
  @Transactional
  public List<LoggedChange> changesAfter(UUID incident, long sequence) {
    return log.after(incident, sequence);
  }

  /// Returns those of these incidents that there are.
  @Transactional
  public List<Incident> all(Collection<UUID> ids) {
    return incidents(
        ALL,
        select -> {
          select.setArray(1, select.getConnection().createArrayOf("uuid", ids.toArray()));
          return select.executeQuery();
        });
  }

  /// Returns for each incident that has any the changes after the number it is given with, oldest
  /// first.
  @Transactional
  public Map<UUID, List<LoggedChange>> allChangesAfter(Map<UUID, Long> sequences) {
    return log.allAfter(sequences);
  }

  /// Deletes what up to 1,000 incidents that were resolved before this instant hold of the data
  /// itself; returns how many.
  @Transactional
  public int forgetDetails(Instant before) {
    return change(FORGET_DETAILS, before);
  }

  /// Deletes up to 1,000 incidents that were resolved before this instant, with their logs, unless
  /// there is a delivery of them; returns how many.
  @Transactional
  public int forget(Instant before) {
    return change(FORGET, before);
  }

  private int change(String sql, Instant before) {
    return jdbc.prepareStatement(
        sql,
        statement -> {
          statement.setObject(1, before.atOffset(ZoneOffset.UTC));
          return statement.executeUpdate();
        });
  }

  /// Returns the open incidents, oldest first.
  @Transactional
  public List<Incident> open() {
    return incidents(OPEN, select -> select.executeQuery());
  }

  /// Returns the open incidents of this kind.
  @Transactional
  public List<Incident> openOfKind(String kind) {
    return incidents(
        OPEN_OF_KIND,
        select -> {
          select.setString(1, kind);
          return select.executeQuery();
        });
  }

  /// Returns the incidents of these checks that are open or were resolved after `since`.
  @Transactional
  public List<Incident> lasting(List<CheckId> checks, Instant since) {
    return incidents(
        LASTING,
        select -> {
          new Binder<>(select, checks).text(CheckId::value);
          select.setObject(2, since.atOffset(ZoneOffset.UTC));
          return select.executeQuery();
        });
  }

  /// Returns the incidents that opened last, newest first, at most `most`.
  @Transactional
  public List<Incident> latest(int most) {
    return incidents(
        LATEST,
        select -> {
          select.setInt(1, most);
          return select.executeQuery();
        });
  }

  /// Returns the incidents of a database that were open at some time between two instants, oldest
  /// first, at most 100.
  @Transactional
  public List<Incident> around(String database, Instant from, Instant until) {
    return incidents(
        AROUND,
        select -> {
          select.setString(1, database);
          select.setObject(2, until.atOffset(ZoneOffset.UTC));
          select.setObject(3, from.atOffset(ZoneOffset.UTC));
          return select.executeQuery();
        });
  }

  /// Returns how many incidents are open, for each severity.
  @Transactional
  public Map<Severity, Long> openBySeverity() {
    return jdbc.prepareStatement(
        COUNT,
        select -> {
          Map<Severity, Long> counts = new EnumMap<>(Severity.class);
          for (Severity severity : Severity.values()) {
            counts.put(severity, 0L);
          }
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              counts.merge(Severity.stored(rows.getString("severity")), rows.getLong(2), Long::sum);
            }
          }
          return counts;
        });
  }

  private List<Incident> incidents(String sql, PreparedStatementCallback<ResultSet> query) {
    return jdbc.prepareStatement(
        sql,
        select -> {
          List<Incident> incidents = new ArrayList<>();
          try (ResultSet rows = query.call(select)) {
            while (rows.next()) {
              incidents.add(columns.incident(rows));
            }
          }
          return incidents;
        });
  }

  private void store(List<Incident> incidents) {
    if (incidents.isEmpty()) {
      return;
    }
    jdbc.prepareStatement(
        WRITE,
        insert -> {
          Binder<Incident> binder = new Binder<>(insert, incidents);
          binder.of("uuid", Incident::id);
          binder.text(each -> each.subject().check().value());
          binder.text(each -> each.subject().group());
          binder.text(each -> StoredWord.of(each.subject().sort()));
          binder.text(each -> each.subject().title());
          binder.text(each -> each.subject().place().database());
          binder.text(each -> table(each).map(TableName::schema).orElse(null));
          binder.text(each -> table(each).map(TableName::name).orElse(null));
          binder.text(each -> each.subject().place().kind());
          binder.text(each -> each.subject().about().owner().orElse(null));
          binder.text(each -> each.subject().about().runbook().orElse(null));
          binder.text(each -> each.subject().about().description().orElse(null));
          binder.of("jsonb", each -> columns.json(each.subject().about().labels()));
          binder.text(each -> each.subject().about().declared().path());
          binder.of("integer", each -> each.subject().about().declared().line());
          binder.of("integer", each -> each.subject().about().declared().column());
          binder.text(each -> each.severity().word());
          binder.time(each -> each.span().opened());
          binder.time(each -> each.span().resolved().orElse(null));
          binder.text(each -> each.seen().sentence());
          binder.text(each -> each.seen().observed());
          binder.text(each -> each.seen().expected());
          binder.text(each -> Columns.arrayOfNumbers(each.seen().recent()));
          binder.of("bigint", Incident::sequence);
          binder.of("jsonb", each -> columns.json(each.seen().details().groups()));
          binder.of("jsonb", each -> each.seen().details().rows().map(columns::json).orElse(null));
          binder.time(each -> acknowledged(each, Incident.Acknowledgement::at));
          binder.text(each -> acknowledged(each, Incident.Acknowledgement::by));
          binder.text(each -> acknowledged(each, Incident.Acknowledgement::note));
          binder.of("boolean", each -> each.care().flapping());
          return insert.executeUpdate();
        });
  }

  private static Optional<TableName> table(Incident incident) {
    return incident.subject().place().table();
  }

  private static <T> @Nullable T acknowledged(
      Incident incident, Function<Incident.Acknowledgement, T> part) {
    return incident.care().acknowledged().map(part).orElse(null);
  }
}
