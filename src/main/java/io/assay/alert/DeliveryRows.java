package io.assay.alert;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The statements on `assay.delivery` and `assay.receiver_pace`.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface DeliveryRows extends GenericRepository<DeliveryRow, UUID> {

  @Query(
      """
      INSERT INTO assay.delivery (id, incident, receiver, wanted, wanted_at, next_attempt_at)
      VALUES (gen_random_uuid(), :incident, :receiver, :wanted, :now, :now)
      ON CONFLICT (incident, receiver) DO NOTHING
      """)
  int insert(UUID incident, String receiver, long wanted, Instant now);

  /// Raises what all receivers of the incident should know. A dead row comes back to life, one
  /// whose receiver is gone only when `declared`.
  @Query(
      """
      UPDATE assay.delivery SET
        wanted = :wanted,
        wanted_at = CASE WHEN told >= wanted OR dead_at IS NOT NULL THEN :now ELSE wanted_at END,
        next_attempt_at =
          CASE WHEN told >= wanted OR dead_at IS NOT NULL THEN :now ELSE next_attempt_at END,
        failures = CASE WHEN dead_at IS NULL THEN failures ELSE 0 END,
        first_failed_at = CASE WHEN dead_at IS NULL THEN first_failed_at END,
        dead_at = NULL,
        dead_reason = NULL,
        note = CASE WHEN held IS NULL THEN NULL ELSE note END
      WHERE incident = :incident AND receiver = :receiver AND wanted < :wanted
      """)
  int raise(UUID incident, String receiver, long wanted, Instant now);

  @Query(
      """
      SELECT receiver FROM assay.delivery
      WHERE incident = :incident AND coalesce(dead_reason, '') <> 'receiver_gone'
      """)
  List<String> receiversOf(UUID incident);

  /// What is held back is looked at anew: the end of what was told is not held back.
  @Query(
      """
      UPDATE assay.delivery SET
        ended_at = :at,
        next_attempt_at = CASE WHEN held IS NULL THEN next_attempt_at ELSE :at END
      WHERE incident = :incident
      """)
  int end(UUID incident, Instant at);

  @Query(
      """
      SELECT d.receiver FROM (
        SELECT receiver FROM assay.delivery
        WHERE told < wanted AND dead_at IS NULL AND next_attempt_at <= :now
          AND (claimed_until IS NULL OR claimed_until <= :now)
        UNION
        SELECT receiver FROM assay.message WHERE stale_at <= :now) d
      LEFT JOIN assay.receiver_pace p ON p.receiver = d.receiver
      WHERE (p.blocked_until IS NULL OR p.blocked_until <= :now)
        AND (p.leased_until IS NULL OR p.leased_until <= clock_timestamp())
      ORDER BY d.receiver
      """)
  List<String> receiversDue(Instant now);

  @Query(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM assay.delivery
        WHERE receiver = :receiver AND told < wanted AND dead_at IS NULL
          AND next_attempt_at <= :now AND (claimed_until IS NULL OR claimed_until <= :now)
        LIMIT 1) due
      """)
  long due(String receiver, Instant now);

  /// Takes one due row. The attempt is counted here, before anything is sent: when this process
  /// dies now, the next one knows that an answer may have been lost. Whoever had the row before and
  /// never gave it back may have told something.
  @Query(
      """
      UPDATE assay.delivery SET
        attempts = attempts + 1, claimed_by = :claim, claimed_until = :until,
        unsettled_until = greatest(unsettled_until, claimed_until + CAST(:lingers AS interval))
      WHERE id = (
        SELECT id FROM assay.delivery
        WHERE receiver = :receiver AND told < wanted AND dead_at IS NULL
          AND next_attempt_at <= :now AND (claimed_until IS NULL OR claimed_until <= :now)
        ORDER BY next_attempt_at, wanted_at, id
        LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
      """)
  int take(String receiver, UUID claim, Instant now, Instant until, String lingers);

  @Query(
      """
      SELECT id, incident, receiver, wanted, told, reference, attempts, failures,
        first_failed_at, held, unsettled_until
      FROM assay.delivery WHERE receiver = :receiver AND claimed_by = :claim
      """)
  Optional<DeliveryRow> taken(String receiver, UUID claim);

  @Query(
      """
      UPDATE assay.delivery SET
        told = greatest(told, :told), reference = CAST(:reference AS jsonb), note = NULL,
        held = NULL,
        attempts = 0, failures = 0, first_failed_at = NULL, next_attempt_at = :now,
        claimed_by = NULL, claimed_until = NULL
      WHERE id = :id AND claimed_by = :claim
      """)
  int accept(UUID id, UUID claim, long told, String reference, Instant now);

  /// The call under this claim was not answered.
  @Query(
      """
      UPDATE assay.delivery SET
        unsettled_until = greatest(unsettled_until, claimed_until + CAST(:lingers AS interval))
      WHERE id = :id AND claimed_by = :claim
      """)
  int unsettle(UUID id, UUID claim, String lingers);

  @Query(
      """
      UPDATE assay.delivery SET
        failures = failures + 1, first_failed_at = coalesce(first_failed_at, :now),
        next_attempt_at = :next, note = :note, held = NULL, claimed_by = NULL, claimed_until = NULL
      WHERE id = :id AND claimed_by = :claim
      """)
  int retry(UUID id, UUID claim, Instant now, Instant next, String note);

  @Query(
      """
      UPDATE assay.delivery SET
        dead_at = :now, dead_reason = :reason, note = :note, held = NULL,
        claimed_by = NULL, claimed_until = NULL
      WHERE id = :id AND claimed_by = :claim
      """)
  int bury(UUID id, UUID claim, Instant now, String reason, String note);

  /// Lowers what the receiver is known to know. A claim that is in force stays in the way of others
  /// until it ends, but no longer belongs to anybody.
  @Query(
      """
      UPDATE assay.delivery SET
        told = least(told, :mayKnow), reference = reference - 'shown', attempts = attempts + 1,
        wanted_at = :now, next_attempt_at = :now,
        unsettled_until = greatest(unsettled_until, claimed_until + CAST(:lingers AS interval)),
        claimed_by = CASE WHEN claimed_until > :now THEN CAST(:nobody AS uuid) END,
        claimed_until = CASE WHEN claimed_until > :now THEN claimed_until END
      WHERE id = :id AND dead_at IS NULL AND (told > :mayKnow OR claimed_until > :now)
      """)
  int tellAgain(UUID id, long mayKnow, UUID nobody, Instant now, String lingers);

  /// Gives a row back untouched, not to be taken before `next`.
  @Query(
      """
      UPDATE assay.delivery SET
        attempts = attempts - 1, next_attempt_at = :next, held = :held, note = :note,
        claimed_by = NULL, claimed_until = NULL
      WHERE id = :id AND claimed_by = :claim
      """)
  int hold(UUID id, UUID claim, Instant next, @Nullable String held, String note);

  /// There is nothing to tell any more.
  @Query(
      """
      UPDATE assay.delivery SET
        told = :told, attempts = attempts - 1, held = :held, note = :note,
        claimed_by = NULL, claimed_until = NULL
      WHERE id = :id AND claimed_by = :claim
      """)
  int suppress(UUID id, UUID claim, long told, String held, String note);

  @Query(
      """
      SELECT incident, receiver, held AS reason, coalesce(note, '') AS why FROM assay.delivery
      WHERE held IS NOT NULL AND told < wanted AND dead_at IS NULL ORDER BY receiver
      """)
  List<HeldBack> heldBack();

  @Query(
      """
      UPDATE assay.delivery SET next_attempt_at = least(next_attempt_at, :now)
      WHERE held = :held AND told < wanted
      """)
  int lookAgain(String held, Instant now);

  @Query(
      """
      UPDATE assay.delivery SET
        told = :told, attempts = attempts - 1, note = :note, claimed_by = NULL, claimed_until = NULL
      WHERE id = :id AND claimed_by = :claim
      """)
  int settle(UUID id, UUID claim, long told, String note);

  /// The generic cell rate algorithm: each call moves the time at which the receiver is free again
  /// by one interval, and is let through while that time is not further ahead than the burst.
  @Query(
      """
      INSERT INTO assay.receiver_pace AS pace (receiver, free_at, blocked_until)
      VALUES (:receiver, :next, '-infinity')
      ON CONFLICT (receiver) DO UPDATE SET
        free_at = greatest(pace.free_at, CAST(:now AS timestamptz))
          + (CAST(:next AS timestamptz) - CAST(:now AS timestamptz))
      WHERE pace.free_at <= :latest AND pace.blocked_until <= :now
      """)
  int pass(String receiver, Instant now, Instant next, Instant latest);

  @Query(
      """
      SELECT count(*) FROM assay.receiver_pace
      WHERE receiver = :receiver
        AND (blocked_until > :now OR (free_at > :latest AND NOT :unpaced))
      """)
  long held(String receiver, Instant now, Instant latest, boolean unpaced);

  @Query(
      """
      INSERT INTO assay.receiver_pace AS pace (receiver, free_at, blocked_until)
      VALUES (:receiver, :until, :until)
      ON CONFLICT (receiver) DO UPDATE SET
        blocked_until = greatest(pace.blocked_until, excluded.blocked_until)
      """)
  int block(String receiver, Instant until);

  @Query(
      """
      SELECT receiver, count(*) AS count, min(wanted_at) AS oldest FROM assay.delivery
      WHERE told < wanted AND dead_at IS NULL AND held IS NULL
      GROUP BY receiver ORDER BY receiver
      """)
  List<Pending> pending();

  @Query(
      """
      UPDATE assay.delivery SET held = 'restored', note = :note,
        next_attempt_at = CASE WHEN ended_at IS NULL THEN greatest(next_attempt_at, :until)
          ELSE next_attempt_at END
      WHERE told < wanted AND dead_at IS NULL
      """)
  int holdRestored(Instant until, String note);

  @Query(
      """
      DELETE FROM assay.delivery WHERE id = ANY (ARRAY (
        SELECT id FROM assay.delivery
        WHERE ended_at < :before AND (told >= wanted OR dead_at IS NOT NULL)
        LIMIT 1000 FOR UPDATE SKIP LOCKED))
      """)
  int forget(Instant before);
}
