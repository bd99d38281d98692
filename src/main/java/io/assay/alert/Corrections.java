package io.assay.alert;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which messages are to be brought up to date although nothing is new: column `stale_at` of
/// `assay.message`. One may show what an earlier call said, which was not answered, or whose
/// process stood still in the middle of it: who finds out has lost the lease of the receiver, and
/// leaves it to the present holder. Another shows a silence that has ended, or not one that has
/// begun.
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class Corrections {
  /// After a failure it is tried again so much later.
  static final Duration AGAIN = Duration.ofSeconds(30);

  private static final int MOST = 20;

  private static final String OUTDATED = "UPDATE assay.message SET stale_at = ? WHERE id = ?";
  private static final String OUTDATED_ABOUT =
      """
      UPDATE assay.message SET stale_at = least(stale_at, ?) WHERE id = ANY (ARRAY (
        SELECT id FROM assay.message
        WHERE closed_at IS NULL AND form = 'group'
          AND id IN (SELECT message FROM assay.delivery WHERE incident = ANY (?))
        ORDER BY id FOR NO KEY UPDATE))
      """;
  private static final String DUE =
      """
      SELECT id FROM assay.message
      WHERE receiver = ? AND stale_at <= ? ORDER BY stale_at, id LIMIT ?
      """;
  private static final String SETTLE =
      "UPDATE assay.message SET stale_at = ? WHERE id = ? AND stale_at = ?";

  private final JdbcOperations jdbc;

  protected Corrections(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// The message may show what an earlier call said.
  @Transactional
  void outdated(UUID message, Instant now) {
    jdbc.prepareStatement(
        OUTDATED,
        update -> {
          update.setObject(1, Messages.time(now));
          update.setObject(2, message);
          return update.executeUpdate();
        });
  }

  /// From `at` on, the open messages about single groups in which these incidents are show what is
  /// past.
  @Transactional
  void outdated(Collection<UUID> incidents, Instant at) {
    jdbc.prepareStatement(
        OUTDATED_ABOUT,
        update -> {
          update.setObject(1, Messages.time(at));
          Messages.array(update, 2, "uuid", incidents);
          return update.executeUpdate();
        });
  }

  /// Returns the receiver's messages that are to be brought up to date by now.
  @Transactional
  Set<UUID> due(String receiver, Instant now) {
    return jdbc.prepareStatement(
        DUE,
        select -> {
          select.setString(1, receiver);
          select.setObject(2, Messages.time(now));
          select.setInt(3, MOST);
          return new HashSet<>(Rows.all(select, row -> row.getObject(1, UUID.class)));
        });
  }

  /// It did not work, and is tried again later.
  void failed(OpenMessage message, Instant now) {
    settle(message, now.plus(AGAIN));
  }

  /// There is nothing to be done about it.
  void givenUp(OpenMessage message) {
    settle(message, null);
  }

  /// What was found out since `message` was read stays as it is.
  @Transactional
  void settle(OpenMessage message, @Nullable Instant next) {
    message
        .stale()
        .ifPresent(stale ->
            jdbc.prepareStatement(
                SETTLE,
                update -> {
                  update.setObject(1, next == null ? null : Messages.time(next));
                  update.setObject(2, message.id());
                  update.setObject(3, Messages.time(stale));
                  return update.executeUpdate();
                }));
  }
}
