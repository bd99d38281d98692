package io.assay.alert;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/// The statements on `assay.heartbeat`, and the question whether deliveries get on.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class HeartbeatRows {
  private static final String BEGIN =
      "INSERT INTO assay.heartbeat (next_at) VALUES (?) ON CONFLICT DO NOTHING";
  // one that is further ahead than it can be was set with another interval or another clock
  private static final String TAKE =
      "UPDATE assay.heartbeat SET next_at = ? WHERE next_at <= ? OR next_at > ?";
  private static final String AGAIN = "UPDATE assay.heartbeat SET next_at = ? WHERE next_at > ?";
  private static final String STUCK =
      """
      SELECT d.receiver FROM assay.delivery d
      LEFT JOIN assay.receiver_pace p ON p.receiver = d.receiver
      WHERE d.told < d.wanted AND d.dead_at IS NULL AND d.next_attempt_at <= ?
        AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
        AND (p.free_at IS NULL OR p.free_at <= ?)
        AND (p.blocked_until IS NULL OR p.blocked_until <= ?)
      ORDER BY d.next_attempt_at LIMIT 1
      """;

  private final JdbcOperations jdbc;

  protected HeartbeatRows(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Takes the turn when it is due, and returns whether it was; the next one is due at `next`.
  @Transactional
  boolean take(Instant now, Instant next) {
    jdbc.prepareStatement(
        BEGIN,
        insert -> {
          insert.setObject(1, now.atOffset(ZoneOffset.UTC));
          return insert.executeUpdate();
        });
    return jdbc.prepareStatement(
            TAKE,
            update -> {
              update.setObject(1, next.atOffset(ZoneOffset.UTC));
              update.setObject(2, now.atOffset(ZoneOffset.UTC));
              update.setObject(3, next.atOffset(ZoneOffset.UTC));
              return update.executeUpdate();
            })
        > 0;
  }

  /// Makes the next turn come at `at` unless it comes before.
  @Transactional
  void again(Instant at) {
    jdbc.prepareStatement(
        AGAIN,
        update -> {
          update.setObject(1, at.atOffset(ZoneOffset.UTC));
          update.setObject(2, at.atOffset(ZoneOffset.UTC));
          return update.executeUpdate();
        });
  }

  /// Returns a receiver for which something has been due since `since` without anybody having
  /// spoken to it: not one that refuses, is spoken to slowly, or asked for a pause.
  @Transactional
  Optional<String> stuck(Instant since) {
    return jdbc.prepareStatement(
        STUCK,
        select -> {
          for (int i = 1; i <= 4; i++) {
            select.setObject(i, since.atOffset(ZoneOffset.UTC));
          }
          try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
          }
        });
  }
}
