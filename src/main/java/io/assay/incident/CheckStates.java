package io.assay.incident;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Memory;
import io.assay.check.Severity;
import io.assay.incident.CheckState.Last;
import io.assay.incident.CheckState.Of;
import io.assay.incident.CheckState.Remembered;
import io.assay.incident.CheckState.Streaks;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where each declared check stands, table `assay.check_state`. A check without a row is not
/// declared. Each method joins the transaction it is called in, and takes one statement for any
/// number of checks.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class CheckStates {
  private static final String STANDING =
      """
      SELECT s.check_id, s.grp, s.state, s.slot, s.last_run, s.last_pass,
        s.severity AS last_severity, s.breaches, s.passes, s.errors, s.told, s.flips,
        s.flapping_wrong, s.memory, s.baseline, s.baseline_of, i.*
      FROM assay.check_state s
      LEFT JOIN assay.incident i
        ON i.check_id = s.check_id AND i.grp = s.grp AND i.resolved IS NULL
      """;
  private static final String OF_CHECKS =
      STANDING + "WHERE s.check_id = ANY (?::text[]) AND s.grp = ''";
  // always locked in the same order, so that two transactions cannot wait for each other
  private static final String LOCK =
      """
      SELECT check_id FROM assay.check_state
      WHERE check_id = ANY (?::text[]) AND grp = '' ORDER BY check_id FOR UPDATE
      """;
  private static final String LOCK_FREE = LOCK + " SKIP LOCKED";
  private static final String LOCK_OTHERS =
      """
      SELECT s.check_id FROM assay.check_state s
      WHERE NOT EXISTS (
        SELECT FROM unnest(?::text[]) AS d (check_id) WHERE d.check_id = s.check_id)
        AND s.database <> ALL (?::text[]) AND s.grp = ''
      ORDER BY s.check_id FOR UPDATE
      """;
  private static final String DECLARE =
      """
      INSERT INTO assay.check_state AS s (check_id, database)
      SELECT * FROM unnest(?::text[], ?::text[])
      ON CONFLICT (check_id, grp) DO UPDATE SET database = excluded.database
        WHERE s.database <> excluded.database
      """;
  private static final String FORGET =
      """
      DELETE FROM assay.check_state WHERE check_id = ANY (?::text[])
      """;
  private static final String WRITE =
      """
      UPDATE assay.check_state s
      SET state = n.state, slot = n.slot, last_run = n.last_run, last_pass = n.last_pass,
        severity = n.severity, breaches = n.breaches, passes = n.passes, errors = n.errors,
        told = n.told, flips = n.flips::timestamptz[], flapping_wrong = n.flapping_wrong,
        memory = n.memory, baseline = n.baseline::numeric[], baseline_of = n.baseline_of
      FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[],
        ?::timestamptz[], ?::text[], ?::integer[], ?::integer[], ?::integer[], ?::timestamptz[],
        ?::text[], ?::boolean[], ?::jsonb[], ?::text[], ?::integer[])
        AS n (check_id, grp, state, slot, last_run, last_pass, severity, breaches, passes, errors,
          told, flips, flapping_wrong, memory, baseline, baseline_of)
      WHERE s.check_id = n.check_id AND s.grp = n.grp
      """;

  private static final String RECALL =
      """
      UPDATE assay.check_state s
      SET baseline = n.baseline::numeric[], baseline_of = n.baseline_of
      FROM unnest(?::text[], ?::text[], ?::integer[]) AS n (check_id, baseline, baseline_of)
      WHERE s.check_id = n.check_id AND s.grp = ''
      """;
  private static final String LAST =
      """
      SELECT check_id, state, slot, last_run, last_pass, severity AS last_severity
      FROM assay.check_state WHERE grp = ''
      """;

  private final JdbcOperations jdbc;
  private final Columns columns;

  protected CheckStates(JdbcOperations jdbc, Columns columns) {
    this.jdbc = jdbc;
    this.columns = columns;
  }

  /// Makes these checks known; those that are known keep their state.
  @Transactional
  public void declare(Collection<Check> checks) {
    List<Check> all = List.copyOf(checks);
    jdbc.prepareStatement(
        DECLARE,
        insert -> {
          Binder<Check> binder = new Binder<>(insert, all);
          binder.text(check -> check.id().value());
          binder.text(check -> check.target().database());
          return insert.executeUpdate();
        });
  }

  /// Returns where these checks stand; a check that is not declared is not in the map.
  @Transactional
  public Map<CheckId, Standing> standings(Collection<CheckId> checks) {
    return byCheck(select(OF_CHECKS, checks));
  }

  /// Returns the last run of each declared check: for all of them that is much less to read than
  /// where they stand.
  @Transactional
  public Map<CheckId, Last> last() {
    return jdbc.prepareStatement(
        LAST,
        select -> {
          Map<CheckId, Last> last = new HashMap<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              last.put(new CheckId(row.getString(1)), last(row));
            }
          }
          return last;
        });
  }

  /// As [#standings], and lets no other transaction change them, or their incidents, until this one
  /// has ended. They are read once they are locked: a statement that had to wait for its locks
  /// would show the incidents as they were before.
  @Transactional
  public Map<CheckId, Standing> lock(Collection<CheckId> checks) {
    return standings(locked(LOCK, checks));
  }

  /// As [#lock], but does not wait for a check that another transaction is changing: it is not in
  /// the map.
  @Transactional
  public Map<CheckId, Standing> lockFree(Collection<CheckId> checks) {
    return standings(locked(LOCK_FREE, checks));
  }

  private List<CheckId> locked(String lock, Collection<CheckId> checks) {
    List<CheckId> all = List.copyOf(checks);
    return jdbc.prepareStatement(
        lock,
        select -> {
          new Binder<>(select, all).text(CheckId::value);
          return ids(select);
        });
  }

  private static List<CheckId> ids(PreparedStatement select) throws SQLException {
    List<CheckId> ids = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        ids.add(new CheckId(row.getString(1)));
      }
    }
    return ids;
  }

  /// Returns where all the checks stand that are known but not among `declared`, except those of
  /// the databases in `spared`, and lets no other transaction change them until this one has ended.
  @Transactional
  public List<Standing> lockOthers(Collection<CheckId> declared, Collection<String> spared) {
    List<CheckId> all = List.copyOf(declared);
    List<CheckId> others =
        jdbc.prepareStatement(
            LOCK_OTHERS,
            select -> {
              new Binder<>(select, all).text(CheckId::value);
              select.setArray(2, select.getConnection().createArrayOf("text", spared.toArray()));
              return ids(select);
            });
    return select(OF_CHECKS, others);
  }

  /// Deletes the states of these checks.
  @Transactional
  public void forget(Collection<CheckId> checks) {
    update(FORGET, checks);
  }

  /// Stores these states over the ones of their checks.
  @Transactional
  public void write(List<CheckState> states) {
    if (states.isEmpty()) {
      return;
    }
    jdbc.prepareStatement(
        WRITE,
        update -> {
          Binder<CheckState> binder = new Binder<>(update, states);
          binder.text(state -> state.of().check().value());
          binder.text(state -> state.of().group());
          binder.text(state -> state.last().state().orElse(null));
          binder.time(state -> state.last().slot().orElse(null));
          binder.time(state -> state.last().run().orElse(null));
          binder.time(state -> state.last().pass().orElse(null));
          binder.text(state -> state.last().severity().map(Severity::word).orElse(null));
          binder.of("integer", state -> state.streaks().breaches());
          binder.of("integer", state -> state.streaks().passes());
          binder.of("integer", state -> state.streaks().errors());
          binder.time(state -> state.told().orElse(null));
          binder.text(state -> Columns.arrayOfTimes(state.flips().times()));
          binder.of("boolean", state -> state.flips().wrong().orElse(null));
          binder.of("jsonb", state -> columns.json(state.memory().entries()));
          binder.text(state -> Columns.arrayOfNumbers(state.remembered().baseline().values()));
          binder.of("integer", state -> state.remembered().baseline().of());
          return update.executeUpdate();
        });
  }

  /// Stores these baselines over the ones of their checks.
  @Transactional
  public void recall(Map<CheckId, Baseline> baselines) {
    List<Map.Entry<CheckId, Baseline>> all = List.copyOf(baselines.entrySet());
    jdbc.prepareStatement(
        RECALL,
        update -> {
          Binder<Map.Entry<CheckId, Baseline>> binder = new Binder<>(update, all);
          binder.text(each -> each.getKey().value());
          binder.text(each -> Columns.arrayOfNumbers(each.getValue().values()));
          binder.of("integer", each -> each.getValue().of());
          return update.executeUpdate();
        });
  }

  private void update(String sql, Collection<CheckId> checks) {
    List<CheckId> all = List.copyOf(checks);
    jdbc.prepareStatement(
        sql,
        update -> {
          new Binder<>(update, all).text(CheckId::value);
          return update.executeUpdate();
        });
  }

  private List<Standing> select(String sql, Collection<CheckId> checks) {
    List<CheckId> all = List.copyOf(checks);
    return jdbc.prepareStatement(
        sql,
        select -> {
          new Binder<>(select, all).text(CheckId::value);
          return standings(select);
        });
  }

  private List<Standing> standings(PreparedStatement select) throws SQLException {
    List<Standing> standings = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Optional<Incident> open =
            row.getObject("id") == null ? Optional.empty() : Optional.of(columns.incident(row));
        standings.add(new Standing(state(row), open));
      }
    }
    return standings;
  }

  private CheckState state(ResultSet row) throws SQLException {
    return new CheckState(
        new Of(new CheckId(row.getString(1)), row.getString(2)),
        last(row),
        new Streaks(row.getInt("breaches"), row.getInt("passes"), row.getInt("errors")),
        Columns.time(row, "told"),
        new CheckState.Flips(
            Columns.times(row, "flips"),
            Optional.ofNullable(row.getObject("flapping_wrong", Boolean.class))),
        new Remembered(
            new Memory(columns.texts(row.getString("memory"))),
            new Baseline(Columns.numbers(row.getArray("baseline")), row.getInt("baseline_of"))));
  }

  private static Last last(ResultSet row) throws SQLException {
    return new Last(
        Optional.ofNullable(row.getString("state")),
        Columns.time(row, "slot"),
        Columns.time(row, "last_run"),
        Columns.time(row, "last_pass"),
        Columns.severity(row, "last_severity"));
  }

  private static Map<CheckId, Standing> byCheck(List<Standing> standings) {
    Map<CheckId, Standing> byCheck = new HashMap<>();
    standings.forEach(standing -> byCheck.put(standing.state().of().check(), standing));
    return byCheck;
  }
}
