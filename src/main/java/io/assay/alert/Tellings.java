package io.assay.alert;

import io.assay.check.StoredWord;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Who was told of which incident and when, table `assay.told`. Each method joins the transaction
/// it is called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class Tellings {
  private static final String NOTE =
      """
      INSERT INTO assay.told (incident, receiver, sequence, outcome, at, note)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (incident, receiver, sequence, outcome) DO NOTHING
      """;
  private static final String OF =
      """
      SELECT receiver, sequence, outcome, at, note FROM assay.told
      WHERE incident = ? ORDER BY at, receiver, sequence
      """;
  private static final String REACHED =
      """
      SELECT receiver, wanted, told, dead_at, coalesce(note, '') FROM assay.delivery
      WHERE incident = ? ORDER BY receiver
      """;
  private static final String FORGET =
      """
      DELETE FROM assay.told WHERE ctid = ANY (ARRAY (
        SELECT t.ctid FROM assay.told t
        WHERE t.at < ? AND NOT EXISTS (SELECT FROM assay.incident i WHERE i.id = t.incident)
        LIMIT 1000 FOR UPDATE OF t SKIP LOCKED))
      """;

  private final JdbcOperations jdbc;

  protected Tellings(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Notes a step; one that is known already stays as it is.
  @Transactional
  public void note(UUID incident, Told told) {
    jdbc.prepareStatement(
        NOTE,
        insert -> {
          insert.setObject(1, incident);
          insert.setString(2, told.receiver());
          insert.setLong(3, told.sequence());
          insert.setString(4, StoredWord.of(told.result()));
          insert.setObject(5, told.at().atOffset(ZoneOffset.UTC));
          insert.setString(6, told.note());
          return insert.executeUpdate();
        });
  }

  /// Returns all steps of an incident, oldest first.
  @Transactional
  public List<Told> of(UUID incident) {
    return jdbc.prepareStatement(
        OF,
        select -> {
          select.setObject(1, incident);
          return Rows.all(select, Tellings::step).stream().flatMap(Optional::stream).toList();
        });
  }

  /// A step that only a later version knows is left out.
  private static Optional<Told> step(ResultSet row) throws SQLException {
    Optional<Told.Result> result = StoredWord.read(Told.Result.class, row.getString(3));
    return result.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Told(
                row.getString(1),
                row.getLong(2),
                result.get(),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getString(5)));
  }

  /// Returns where the receivers of an incident stand.
  @Transactional
  public List<Reached> reached(UUID incident) {
    return jdbc.prepareStatement(
        REACHED,
        select -> {
          select.setObject(1, incident);
          return Rows.all(
              select,
              row ->
                  new Reached(
                      row.getString(1),
                      row.getLong(2),
                      row.getLong(3),
                      Optional.ofNullable(row.getObject(4, OffsetDateTime.class))
                          .map(OffsetDateTime::toInstant),
                      row.getString(5)));
        });
  }

  /// Deletes up to 1,000 of the steps before this instant whose incident is no longer stored;
  /// returns how many.
  @Transactional
  public int forget(Instant before) {
    return jdbc.prepareStatement(
        FORGET,
        delete -> {
          delete.setObject(1, before.atOffset(ZoneOffset.UTC));
          return delete.executeUpdate();
        });
  }
}
