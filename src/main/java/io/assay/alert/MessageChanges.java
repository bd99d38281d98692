package io.assay.alert;

import io.assay.alert.Bulletins.Draft;
import io.assay.alert.OpenMessage.Form;
import io.assay.check.StoredWord;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.annotation.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The lease of a receiver of messages, and what its holder writes. Each method is one transaction
/// and returns false, having changed nothing, when the lease was lost to another courier.
///
/// A run raises deliveries one after the other while it holds them; here many are changed at once.
/// Whoever waits here gives up before PostgreSQL looks for a deadlock, so that it is never the run
/// that is ended.
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class MessageChanges {
  /// By the clock of the database, which all replicas share.
  private static final String TAKE =
      """
      INSERT INTO assay.receiver_pace AS pace (receiver, free_at, blocked_until, leased_by,
        leased_until)
      VALUES (?, '-infinity', '-infinity', ?, clock_timestamp() + ? * interval '1 ms')
      ON CONFLICT (receiver) DO UPDATE SET
        leased_by = excluded.leased_by, leased_until = excluded.leased_until
      WHERE pace.leased_until IS NULL OR pace.leased_until <= clock_timestamp()
        OR pace.leased_by = excluded.leased_by
      """;

  private static final String GIVE_BACK =
      """
      UPDATE assay.receiver_pace SET leased_by = NULL, leased_until = NULL
      WHERE receiver = ? AND leased_by = ?
      """;
  private static final String WAIT_BRIEFLY = "SET LOCAL lock_timeout = '500ms'";
  private static final String STILL_OURS =
      "SELECT FROM assay.receiver_pace WHERE receiver = ? AND leased_by = ? FOR UPDATE";

  private static final String INSERT =
      """
      INSERT INTO assay.message (id, receiver, form, group_key, created_at, attempts, attempted_at,
        stale_at)
      VALUES (?, ?, ?, ?, ?, 1, ?, CAST(? AS timestamptz))
      """;
  private static final String JOIN =
      """
      WITH m AS (SELECT ?::uuid AS id)
      UPDATE assay.delivery d SET
        message = m.id, group_key = n.group_key, shown = 0, telling = n.upto
      FROM m, unnest(?::uuid[], ?::text[], ?::bigint[]) AS n (id, group_key, upto)
      WHERE d.id = n.id
      """;
  private static final String POSTED =
      """
      UPDATE assay.message SET
        posted_at = ?, refreshed_at = ?, reference = ?::jsonb, attempts = 0
      WHERE id = ?
      """;
  private static final String TOLD =
      """
      WITH told AS (
        UPDATE assay.delivery SET
          told = greatest(told, telling), shown = greatest(shown, telling), telling = NULL,
          attempts = 0, failures = 0, first_failed_at = NULL, held = NULL, note = NULL
        WHERE message = ? AND telling IS NOT NULL
        RETURNING incident, receiver, told)
      INSERT INTO assay.told (incident, receiver, sequence, outcome, at)
      SELECT incident, receiver, told, 'told', ? FROM told
      ON CONFLICT (incident, receiver, sequence, outcome) DO NOTHING
      """;
  private static final String REFRESHED =
      """
      UPDATE assay.message SET
        refreshed_at = ?, reference = ?::jsonb,
        stale_at = least(CASE WHEN stale_at IS DISTINCT FROM ? THEN stale_at END, ?)
      WHERE id = ?
      """;
  private static final String SHOWN =
      """
      WITH m AS (SELECT ?::uuid AS id)
      UPDATE assay.delivery d SET
        message = m.id, group_key = n.group_key, shown = n.upto, attempts = 0, failures = 0,
        first_failed_at = NULL
      FROM m, unnest(?::uuid[], ?::text[], ?::bigint[]) AS n (id, group_key, upto)
      WHERE d.id = n.id AND (d.message IS DISTINCT FROM m.id OR d.shown < n.upto)
      """;
  private static final String ANSWERING =
      "UPDATE assay.message SET attempts = attempts + 1, attempted_at = ? WHERE id = ?";
  private static final String TELLING =
      "UPDATE assay.delivery SET telling = shown WHERE id = ANY (?) AND message = ?";
  private static final String ANSWERED =
      "UPDATE assay.message SET replies = replies + 1, attempts = 0 WHERE id = ?";
  private static final String NOT_ANSWERED = "UPDATE assay.message SET attempts = 0 WHERE id = ?";
  private static final String NOT_TELLING =
      "UPDATE assay.delivery SET telling = NULL WHERE message = ? AND telling IS NOT NULL";
  private static final String CLOSE =
      """
      UPDATE assay.message SET closed_at = ?
      WHERE id = ? AND closed_at IS NULL AND NOT EXISTS (
        SELECT FROM assay.delivery
        WHERE message = ? AND (ended_at IS NULL OR (told < wanted AND dead_at IS NULL)))
      """;
  private static final String CLOSE_ANYWAY =
      "UPDATE assay.message SET closed_at = ?, stale_at = NULL WHERE id = ?";

  /// What was said in it is to be said anew; of one that never was there, nothing was.
  private static final String LEAVE =
      """
      UPDATE assay.delivery d SET
        told = CASE WHEN m.posted_at IS NULL THEN d.told ELSE 0 END,
        shown = 0, telling = NULL, message = NULL, next_attempt_at = ?
      FROM assay.message m
      WHERE m.id = ? AND d.message = m.id AND (d.ended_at IS NULL OR d.told < d.wanted)
      """;

  private static final String DELETE = "DELETE FROM assay.message WHERE id = ?";

  private static final String SETTLE =
      "UPDATE assay.delivery SET told = wanted, note = ? WHERE id = ANY (?)";
  private static final String POSTPONE =
      "UPDATE assay.delivery SET next_attempt_at = ?, note = ? WHERE id = ANY (?)";
  private static final String HOLD =
      "UPDATE assay.delivery SET next_attempt_at = ?, held = ?, note = ? WHERE id = ANY (?)";
  private static final String SUPPRESS =
      "UPDATE assay.delivery SET told = wanted, held = ?, note = ? WHERE id = ANY (?)";
  private static final String FAILED =
      """
      WITH failed AS (
        UPDATE assay.delivery SET
          failures = failures + 1, first_failed_at = coalesce(first_failed_at, ?),
          next_attempt_at = ?, held = NULL, note = ?
        WHERE id = ANY (?)
        RETURNING incident, receiver, wanted, failures, note)
      INSERT INTO assay.told (incident, receiver, sequence, outcome, at, note)
      SELECT incident, receiver, wanted, 'failed', ?, note FROM failed WHERE failures = 1
      ON CONFLICT (incident, receiver, sequence, outcome) DO NOTHING
      """;
  private static final String BURY =
      """
      WITH dead AS (
        UPDATE assay.delivery SET
          dead_at = ?, dead_reason = ?, held = NULL, note = ?, telling = NULL
        WHERE id = ANY (?)
        RETURNING incident, receiver, wanted, note)
      INSERT INTO assay.told (incident, receiver, sequence, outcome, at, note)
      SELECT incident, receiver, wanted, 'given_up', ?, note FROM dead
      ON CONFLICT (incident, receiver, sequence, outcome) DO NOTHING
      """;
  private static final String FORGET =
      """
      DELETE FROM assay.message WHERE id = ANY (ARRAY (
        SELECT m.id FROM assay.message m
        WHERE m.closed_at < ? OR (m.created_at < ? AND NOT EXISTS (
          SELECT FROM assay.delivery d WHERE d.message = m.id))
        LIMIT 1000 FOR UPDATE OF m SKIP LOCKED))
      """;

  private final JdbcOperations jdbc;
  private final JsonMapper json;

  protected MessageChanges(JdbcOperations jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /// A receiver that this process alone serves, and the token that proves it.
  record Lease(String receiver, UUID token) {}

  /// A delivery, its group, and the number of the change up to which it is shown.
  record Showing(UUID delivery, String group, long upto) {}

  /// Takes the receiver, or keeps it, for `time` from now.
  @Transactional
  boolean take(Lease lease, Duration time) {
    return run(TAKE, lease.receiver(), lease.token(), time.toMillis()) > 0;
  }

  @Transactional
  void giveBack(Lease lease) {
    run(GIVE_BACK, lease.receiver(), lease.token());
  }

  /// A message is about to be posted. The attempt is counted before anything is sent: when this
  /// process dies now, the next one knows that an answer may have been lost.
  @Transactional
  boolean posting(Lease lease, UUID message, Form form, String group, Draft draft, Instant now) {
    if (!ours(lease)) {
      return false;
    }
    String word = StoredWord.of(form);
    run(INSERT, message, lease.receiver(), word, group, now, now, draft.until());
    show(JOIN, message, draft.shows());
    return true;
  }

  /// It was posted; `open` says whether more may be told of in it.
  @Transactional
  boolean posted(
      Lease lease, UUID message, Map<String, String> reference, boolean open, Instant now) {
    if (!ours(lease)) {
      return false;
    }
    run(POSTED, now, now, write(reference), message);
    run(TOLD, message, now);
    if (open) {
      run(CLOSE, now, message, message);
    } else {
      run(CLOSE_ANYWAY, now, message);
    }
    return true;
  }

  /// A message that was read as `message` at `begun` shows `draft` since, and `reference` finds it.
  record Refresh(OpenMessage message, Instant begun, Map<String, String> reference, Draft draft) {}

  /// The message was brought up to date. What asks for that again, since it was begun or later than
  /// that, stays as it is.
  @Transactional
  boolean updated(Lease lease, Refresh refresh, Instant now) {
    if (!ours(lease)) {
      return false;
    }
    OpenMessage message = refresh.message();
    Instant mended =
        message.stale().filter(_ -> message.isStale(refresh.begun())).orElse(Instant.EPOCH);
    Draft draft = refresh.draft();
    run(REFRESHED, now, write(refresh.reference()), mended, draft.until(), message.id());
    show(SHOWN, message.id(), draft.shows());
    return true;
  }

  /// A reply about these is about to be sent.
  @Transactional
  boolean answering(Lease lease, UUID message, List<UUID> deliveries, Instant now) {
    if (!ours(lease)) {
      return false;
    }
    run(ANSWERING, now, message);
    run(TELLING, deliveries, message);
    return true;
  }

  /// The reply is there.
  @Transactional
  boolean answered(Lease lease, UUID message, Instant now) {
    if (!ours(lease)) {
      return false;
    }
    run(ANSWERED, message);
    run(TOLD, message, now);
    run(CLOSE, now, message, message);
    return true;
  }

  /// The reply is not there.
  @Transactional
  boolean notAnswered(Lease lease, UUID message) {
    if (!ours(lease)) {
      return false;
    }
    run(NOT_ANSWERED, message);
    run(NOT_TELLING, message);
    return true;
  }

  /// The message is not there, or not any more: what it had to say is to be said anew.
  @Transactional
  boolean dissolved(Lease lease, UUID message, Instant now) {
    if (!ours(lease)) {
      return false;
    }
    run(LEAVE, now, message);
    run(DELETE, message);
    return true;
  }

  @Transactional
  boolean settled(Lease lease, List<UUID> deliveries, String note) {
    return ours(lease) && run(SETTLE, note, deliveries) >= 0;
  }

  @Transactional
  boolean postponed(Lease lease, List<UUID> deliveries, Instant next, String note) {
    return ours(lease) && run(POSTPONE, next, note, deliveries) >= 0;
  }

  /// The receiver is not told of these for now.
  @Transactional
  boolean held(Lease lease, List<UUID> deliveries, Instant next, Quiet.Hold hold) {
    return ours(lease) && run(HOLD, next, hold.reason().word(), hold.why(), deliveries) >= 0;
  }

  /// The receiver is never told of these.
  @Transactional
  boolean suppressed(Lease lease, List<UUID> deliveries, Quiet.Never never) {
    return ours(lease) && run(SUPPRESS, never.reason().word(), never.why(), deliveries) >= 0;
  }

  @Transactional
  boolean failed(Lease lease, List<UUID> deliveries, Instant now, Instant next, String note) {
    return ours(lease) && run(FAILED, now, next, note, deliveries, now) >= 0;
  }

  @Transactional
  boolean buried(Lease lease, List<UUID> deliveries, Instant now, String reason, String note) {
    return ours(lease) && run(BURY, now, reason, note, deliveries, now) >= 0;
  }

  /// Removes up to 1,000 messages that were closed, or are about nothing any more, since before
  /// `before`; returns how many.
  @Transactional
  int forget(Instant before) {
    return run(FORGET, before, before);
  }

  private boolean ours(Lease lease) {
    run(WAIT_BRIEFLY);
    return jdbc.prepareStatement(
        STILL_OURS,
        select -> {
          bind(select, lease.receiver(), lease.token());
          try (ResultSet row = select.executeQuery()) {
            return row.next();
          }
        });
  }

  private void show(String sql, UUID message, List<Showing> of) {
    List<UUID> ids = of.stream().map(Showing::delivery).toList();
    List<String> groups = of.stream().map(Showing::group).toList();
    List<Long> upto = of.stream().map(Showing::upto).toList();
    jdbc.prepareStatement(
        sql,
        update -> {
          update.setObject(1, message);
          Messages.array(update, 2, "uuid", ids);
          Messages.array(update, 3, "text", groups);
          Messages.array(update, 4, "bigint", upto);
          return update.executeUpdate();
        });
  }

  private int run(String sql, Object... values) {
    return jdbc.prepareStatement(
        sql,
        statement -> {
          bind(statement, values);
          return statement.executeUpdate();
        });
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      switch (values[i]) {
        case Instant at -> statement.setObject(i + 1, Messages.time(at));
        case Optional<?> at ->
            statement.setObject(
                i + 1,
                at.map(time -> Messages.time((Instant) time)).orElse(null),
                Types.TIMESTAMP_WITH_TIMEZONE);
        case Collection<?> ids -> Messages.array(statement, i + 1, "uuid", ids);
        case Object value -> statement.setObject(i + 1, value);
      }
    }
  }

  private String write(Map<String, String> reference) {
    try {
      return json.writeValueAsString(reference);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
