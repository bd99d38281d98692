package io.assay.incident;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What happened to incidents, table `assay.incident_change`. Each method joins the transaction it
/// is called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class IncidentLog {
  private static final String ADD =
      """
      INSERT INTO assay.incident_change (incident, sequence, at, change, severity, severity_from,
        reason, sentence, who)
      SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[],
        ?::text[], ?::text[], ?::text[], ?::text[])
      """;
  private static final String AFTER =
      """
      SELECT * FROM assay.incident_change WHERE incident = ? AND sequence > ? ORDER BY sequence
      """;
  private static final String ALL_AFTER =
      """
      SELECT c.* FROM unnest(?::uuid[], ?::bigint[]) AS n (incident, sequence)
      JOIN assay.incident_change c ON c.incident = n.incident AND c.sequence > n.sequence
      ORDER BY c.incident, c.sequence
      """;

  private final JdbcOperations jdbc;

  protected IncidentLog(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Adds these changes.
  @Transactional
  void add(List<LoggedChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    jdbc.prepareStatement(
        ADD,
        insert -> {
          Binder<LoggedChange> binder = new Binder<>(insert, changes);
          binder.of("uuid", LoggedChange::incident);
          binder.of("bigint", LoggedChange::sequence);
          binder.time(LoggedChange::at);
          binder.text(each -> ChangeColumns.name(each.change()));
          binder.text(each -> ChangeColumns.severity(each.change()));
          binder.text(each -> ChangeColumns.severityFrom(each.change()));
          binder.text(each -> ChangeColumns.reason(each.change()));
          binder.text(each -> ChangeColumns.sentence(each.change()));
          binder.text(each -> ChangeColumns.who(each.change()));
          return insert.executeUpdate();
        });
  }

  /// Returns the changes of an incident after the one numbered `sequence`, oldest first; after 0
  /// are all of them.
  @Transactional
  List<LoggedChange> after(UUID incident, long sequence) {
    return jdbc.prepareStatement(
        AFTER,
        select -> {
          select.setObject(1, incident);
          select.setLong(2, sequence);
          List<LoggedChange> changes = new ArrayList<>();
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              changes.add(ChangeColumns.read(rows));
            }
          }
          return changes;
        });
  }

  /// Returns for each incident that has any the changes after the number it is given with, oldest
  /// first.
  @Transactional
  Map<UUID, List<LoggedChange>> allAfter(Map<UUID, Long> sequences) {
    return jdbc.prepareStatement(
        ALL_AFTER,
        select -> {
          Binder<Map.Entry<UUID, Long>> binder =
              new Binder<>(select, List.copyOf(sequences.entrySet()));
          binder.of("uuid", Map.Entry::getKey);
          binder.of("bigint", Map.Entry::getValue);
          Map<UUID, List<LoggedChange>> changes = new HashMap<>();
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              LoggedChange change = ChangeColumns.read(rows);
              changes.computeIfAbsent(change.incident(), _ -> new ArrayList<>()).add(change);
            }
          }
          return changes;
        });
  }
}
