package io.assay.alert;

import io.assay.check.Severity;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The statements on `assay.delivery` that have to do with dead letters. Rows that a run or a
/// courier works on are left for the next time.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class DeadLetterRows {
  private static final String ALONE =
      "SELECT pg_try_advisory_xact_lock(hashtext('assay.delivery dead letters'))";
  private static final String UNHEARD =
      """
      SELECT d.id, d.receiver, coalesce(d.dead_reason, '') AS reason,
        coalesce(i.kind = ?, false) AS letter
      FROM assay.delivery d LEFT JOIN assay.incident i ON i.id = d.incident
      WHERE d.dead_at IS NOT NULL AND d.heard_at IS DISTINCT FROM d.dead_at
      ORDER BY d.dead_at, d.id LIMIT 1000 FOR NO KEY UPDATE OF d SKIP LOCKED
      """;
  private static final String SETTLED =
      """
      SELECT d.id, d.letter, d.dead_at IS NULL AS told FROM assay.delivery d
      WHERE d.letter IS NOT NULL AND CASE WHEN d.dead_at IS NULL THEN d.told >= d.wanted
        ELSE d.heard_at = d.dead_at AND NOT EXISTS (
          SELECT FROM assay.incident i WHERE i.id = d.incident AND i.resolved IS NULL) END
      ORDER BY d.id LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED
      """;

  /// Of each letter how much is in it, and the worst of that.
  private static final String LETTERS =
      """
      SELECT DISTINCT ON (d.letter) d.letter, count(*) OVER (PARTITION BY d.letter) AS notices,
        coalesce(i.severity, 'warning') AS severity,
        coalesce(i.title || ': ' || i.sentence, 'an incident that is no longer stored') AS worst,
        coalesce(d.note, '') AS why
      FROM assay.delivery d LEFT JOIN assay.incident i ON i.id = d.incident
      WHERE d.letter IS NOT NULL
      ORDER BY d.letter, d.dead_at IS NULL,
        array_position(ARRAY['critical', 'warning', 'info'], i.severity), i.opened, d.id
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
        first_failed_at = NULL, wanted_at = ?, next_attempt_at = ?, revived_at = ?
      """;
  private static final String ONE = "WHERE id = ? AND dead_at IS NOT NULL";
  private static final String ALL_OF = "WHERE receiver = ? AND dead_at IS NOT NULL";

  /// Once for what there is to tell: what is refused by itself, and not because of the receiver,
  /// would be tried in vain each time that the receiver takes something else. What opened and ended
  /// without a word is old news by then.
  private static final String MAY_WORK =
      """
      WHERE id IN (
        SELECT d.id FROM assay.delivery d
        WHERE d.dead_at IS NOT NULL AND d.dead_reason NOT IN ('receiver_gone', 'incident_gone')
          AND (d.revived_at IS NULL OR d.revived_at < d.wanted_at)
          AND (d.ended_at IS NULL OR d.told > 0)
          AND EXISTS (
            SELECT FROM assay.told t
            WHERE t.receiver = d.receiver AND t.outcome = 'told' AND t.at > d.dead_at)
        ORDER BY d.dead_at LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED)
      """;

  private final JdbcOperations jdbc;

  protected DeadLetterRows(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// A delivery that died and of which nobody heard.
  ///
  /// @param letter whether it is a letter itself that was not told
  record Unheard(UUID delivery, String receiver, String reason, boolean letter) {}

  /// A delivery that a letter is about without need: it was told since, or its incident is over.
  record Settled(UUID delivery, UUID letter, boolean told) {}

  /// Returns whether nobody else writes letters until the end of the transaction.
  @Transactional
  boolean alone() {
    return jdbc.prepareStatement(
        ALONE,
        select -> {
          try (ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
          }
        });
  }

  /// Returns dead deliveries of which nobody heard, locked until the end of the transaction.
  @Transactional
  List<Unheard> unheard() {
    return jdbc.prepareStatement(
        UNHEARD,
        select -> {
          select.setString(1, Letter.KIND);
          return Rows.all(
              select,
              row ->
                  new Unheard(
                      row.getObject("id", UUID.class),
                      row.getString("receiver"),
                      row.getString("reason"),
                      row.getBoolean("letter")));
        });
  }

  /// Returns what letters need not say any more, locked.
  @Transactional
  List<Settled> settled() {
    return jdbc.prepareStatement(
        SETTLED,
        select -> {
          return Rows.all(
              select,
              row ->
                  new Settled(
                      row.getObject("id", UUID.class),
                      row.getObject("letter", UUID.class),
                      row.getBoolean("told")));
        });
  }

  /// Returns what each letter has to say now.
  @Transactional
  Map<UUID, Letter> letters() {
    return jdbc.prepareStatement(
        LETTERS,
        select -> {
          Map<UUID, Letter> letters = new HashMap<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              letters.put(row.getObject("letter", UUID.class), letter(row));
            }
          }
          return letters;
        });
  }

  private static Letter letter(ResultSet row) throws SQLException {
    return new Letter(
        row.getLong("notices"),
        new Letter.Worst(Severity.stored(row.getString("severity")), row.getString("worst")),
        row.getString("why"));
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
          return Rows.all(
              select,
              row ->
                  new DeadLetter(
                      row.getObject(1, UUID.class),
                      row.getObject(2, UUID.class),
                      row.getString(3),
                      row.getString(4),
                      row.getObject(5, OffsetDateTime.class).toInstant(),
                      row.getString(6),
                      row.getString(7)));
        });
  }

  /// Makes a dead delivery due again, and returns whether there was one.
  @Transactional
  boolean revive(UUID delivery, Instant now) {
    return revive(ONE, now, Optional.of(delivery)) > 0;
  }

  /// Makes all dead deliveries of a receiver due again, and returns how many there were.
  @Transactional
  int reviveAll(String receiver, Instant now) {
    return revive(ALL_OF, now, Optional.of(receiver));
  }

  /// Makes due again what receivers refused that have taken something since.
  @Transactional
  int reviveWhatMayWork(Instant now) {
    return revive(MAY_WORK, now, Optional.empty());
  }

  private int revive(String which, Instant now, Optional<Object> of) {
    OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
    return jdbc.prepareStatement(
        REVIVE + which,
        update -> {
          update.setObject(1, at);
          update.setObject(2, at);
          update.setObject(3, at);
          if (of.isPresent()) {
            update.setObject(4, of.get());
          }
          return update.executeUpdate();
        });
  }
}
