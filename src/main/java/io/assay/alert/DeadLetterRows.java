package io.assay.alert;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The statements on `assay.delivery` that have to do with dead letters.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class DeadLetterRows {
  private static final String UNHEARD =
      """
      SELECT id, incident, receiver, true AS dead, note, letter FROM assay.delivery
      WHERE dead_at IS NOT NULL AND heard_at IS DISTINCT FROM dead_at
      ORDER BY dead_at, id LIMIT 50 FOR NO KEY UPDATE SKIP LOCKED
      """;
  private static final String SETTLED =
      """
      SELECT d.id, d.incident, d.receiver, d.dead_at IS NOT NULL AS dead, d.note, d.letter
      FROM assay.delivery d
      WHERE d.letter IS NOT NULL AND CASE WHEN d.dead_at IS NULL THEN d.told >= d.wanted
        ELSE d.heard_at = d.dead_at AND NOT EXISTS (
          SELECT FROM assay.incident i WHERE i.id = d.incident AND i.resolved IS NULL) END
      ORDER BY d.id LIMIT 50 FOR NO KEY UPDATE SKIP LOCKED
      """;
  private static final String HEARD =
      "UPDATE assay.delivery SET heard_at = dead_at, letter = ? WHERE id = ?";
  private static final String LIST =
      """
      SELECT d.id, d.incident, d.receiver, coalesce(i.title || ': ' || i.sentence, ''),
        d.dead_at, coalesce(d.dead_reason, ''), coalesce(d.note, '')
      FROM assay.delivery d LEFT JOIN assay.incident i ON i.id = d.incident
      WHERE d.dead_at IS NOT NULL ORDER BY d.dead_at DESC, d.id LIMIT ?
      """;
  private static final String REVIVE =
      """
      UPDATE assay.delivery SET dead_at = NULL, dead_reason = NULL, note = NULL, failures = 0,
        first_failed_at = NULL, wanted_at = ?, next_attempt_at = ?
      WHERE id = ? AND dead_at IS NOT NULL
      """;

  private final JdbcOperations jdbc;

  protected DeadLetterRows(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// A delivery that died.
  ///
  /// @param dead whether it still is
  /// @param why why it was not told
  /// @param letter the open incident that says so
  record Row(
      UUID delivery,
      UUID incident,
      String receiver,
      boolean dead,
      String why,
      Optional<UUID> letter) {}

  /// Returns dead deliveries of which nobody heard, locked until the end of the transaction.
  @Transactional
  List<Row> unheard() {
    return rows(UNHEARD);
  }

  /// Returns deliveries that an open letter is about without need: they were told since, or their
  /// incident is over; locked.
  @Transactional
  List<Row> settled() {
    return rows(SETTLED);
  }

  /// Notes that the death was heard of, and the letter that is open about it.
  @Transactional
  void heard(UUID delivery, Optional<UUID> letter) {
    jdbc.prepareStatement(
        HEARD,
        update -> {
          update.setObject(1, letter.orElse(null));
          update.setObject(2, delivery);
          return update.executeUpdate();
        });
  }

  /// Returns the dead letters, the latest first, at most `most`.
  @Transactional
  List<DeadLetter> latest(int most) {
    return jdbc.prepareStatement(
        LIST,
        select -> {
          select.setInt(1, most);
          List<DeadLetter> letters = new ArrayList<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              letters.add(
                  new DeadLetter(
                      row.getObject(1, UUID.class),
                      row.getObject(2, UUID.class),
                      row.getString(3),
                      row.getString(4),
                      row.getObject(5, OffsetDateTime.class).toInstant(),
                      row.getString(6),
                      row.getString(7)));
            }
          }
          return letters;
        });
  }

  /// Makes a dead delivery due again, and returns whether there was one.
  @Transactional
  boolean revive(UUID delivery, Instant now) {
    return jdbc.prepareStatement(
            REVIVE,
            update -> {
              update.setObject(1, now.atOffset(ZoneOffset.UTC));
              update.setObject(2, now.atOffset(ZoneOffset.UTC));
              update.setObject(3, delivery);
              return update.executeUpdate();
            })
        > 0;
  }

  private List<Row> rows(String sql) {
    return jdbc.prepareStatement(
        sql,
        select -> {
          List<Row> rows = new ArrayList<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              rows.add(
                  new Row(
                      row.getObject("id", UUID.class),
                      row.getObject("incident", UUID.class),
                      row.getString("receiver"),
                      row.getBoolean("dead"),
                      Optional.ofNullable(row.getString("note")).orElse(""),
                      Optional.ofNullable(row.getObject("letter", UUID.class))));
            }
          }
          return rows;
        });
  }
}
