package io.assay.run;

import io.assay.check.StoredWord;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The slots in which groups were due and did not run, table `assay.missed_run`.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class MissedRuns {
  // a gap that was recorded by a replica that died right after it is seen again, and may have grown
  private static final String RECORD =
      """
      INSERT INTO assay.missed_run (group_key, first_slot, last_slot, slots, reason, at)
      VALUES (?, ?::timestamptz, ?::timestamptz, ?, ?, ?::timestamptz)
      ON CONFLICT (group_key, first_slot) DO UPDATE
        SET last_slot = excluded.last_slot, slots = excluded.slots, at = excluded.at
        WHERE missed_run.last_slot < excluded.last_slot
      """;
  private static final String OF =
      """
      SELECT first_slot, last_slot, slots FROM assay.missed_run WHERE group_key = ?
      ORDER BY first_slot DESC LIMIT ?
      """;
  private static final String BETWEEN =
      """
      SELECT reason, min(first_slot), max(last_slot), sum(slots)
      FROM assay.missed_run
      WHERE starts_with(group_key, ?::text || '/') AND at >= ?::timestamptz AND first_slot <= ?::timestamptz
      GROUP BY reason ORDER BY min(first_slot)
      """;
  private static final String FORGET =
      """
      DELETE FROM assay.missed_run WHERE ctid = ANY (ARRAY (
        SELECT ctid FROM assay.missed_run WHERE at < ?::timestamptz
        LIMIT 1000 FOR UPDATE SKIP LOCKED))
      """;

  private final JdbcOperations jdbc;

  protected MissedRuns(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Records that a group did not run in these slots; returns whether that is news.
  @Transactional
  public boolean record(String key, Gap gap, Gap.Reason reason, Instant at) {
    return jdbc.prepareStatement(
        RECORD,
        insert -> {
          insert.setString(1, key);
          insert.setString(2, gap.first().toString());
          insert.setString(3, gap.last().toString());
          insert.setLong(4, gap.slots());
          insert.setString(5, StoredWord.of(reason));
          insert.setString(6, at.toString());
          return insert.executeUpdate() > 0;
        });
  }

  /// Returns the latest gaps of a group, newest first, at most `most`.
  @Transactional
  public List<Gap> latest(String key, int most) {
    return jdbc.prepareStatement(
        OF,
        select -> {
          select.setString(1, key);
          select.setInt(2, most);
          List<Gap> gaps = new ArrayList<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              gaps.add(
                  new Gap(
                      row.getTimestamp(1).toInstant(),
                      row.getTimestamp(2).toInstant(),
                      row.getLong(3)));
            }
          }
          return gaps;
        });
  }

  /// Slots of a database that were missed for one reason, all groups together.
  ///
  /// @param reason none when only a later version knows it
  public record Missed(Optional<Gap.Reason> reason, Gap gap) {}

  /// Returns what was missed of a database between two instants, one entry a reason.
  @Transactional
  public List<Missed> between(String database, Instant from, Instant until) {
    return jdbc.prepareStatement(
        BETWEEN,
        select -> {
          select.setString(1, database);
          select.setString(2, from.toString());
          select.setString(3, until.toString());
          List<Missed> missed = new ArrayList<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              missed.add(
                  new Missed(
                      StoredWord.read(Gap.Reason.class, row.getString(1)),
                      new Gap(
                          row.getTimestamp(2).toInstant(),
                          row.getTimestamp(3).toInstant(),
                          row.getLong(4))));
            }
          }
          return missed;
        });
  }

  /// Deletes up to 1,000 of those that were recorded before `instant`; returns how many.
  @Transactional
  public int forgetBefore(Instant instant) {
    return jdbc.prepareStatement(
        FORGET,
        delete -> {
          delete.setString(1, instant.toString());
          return delete.executeUpdate();
        });
  }
}
