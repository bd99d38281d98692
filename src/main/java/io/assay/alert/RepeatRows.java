package io.assay.alert;

import io.micronaut.core.type.Argument;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.annotation.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The statements on `assay.delivery` that have to do with telling again what a receiver forgets. A
/// row is claimed as the courier claims it, so that only one of them speaks of an incident at a
/// time.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class RepeatRows {
  private static final Argument<Map<String, String>> TEXTS =
      Argument.mapOf(String.class, String.class);
  private static final String LINGERS = Courier.LINGERS.toString();
  private static final String TAKE =
      """
      UPDATE assay.delivery SET claimed_by = ?, claimed_until = ?,
        unsettled_until = greatest(unsettled_until, claimed_until + ?::interval)
      WHERE id = (
        SELECT id FROM assay.delivery
        WHERE reference ->> 'again' IS NOT NULL AND (reference ->> 'again') COLLATE "C" <= ?
          AND dead_at IS NULL AND (claimed_until IS NULL OR claimed_until <= ?)
          AND receiver <> ALL (?)
        ORDER BY (reference ->> 'again') COLLATE "C" LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING id, receiver, reference, told
      """;
  private static final String GIVE_BACK =
      """
      UPDATE assay.delivery SET reference = ?::jsonb, claimed_by = NULL, claimed_until = NULL,
        unsettled_until = CASE WHEN ?
          THEN greatest(unsettled_until, claimed_until + ?::interval) ELSE unsettled_until END
      WHERE id = ? AND claimed_by = ?
      """;

  private final JdbcOperations jdbc;
  private final JsonMapper json;
  private final DeliveryRows deliveries;

  protected RepeatRows(JdbcOperations jdbc, JsonMapper json, DeliveryRows deliveries) {
    this.jdbc = jdbc;
    this.json = json;
    this.deliveries = deliveries;
  }

  /// A delivery that this process may repeat, what the receiver knows of it, and the token that
  /// proves it.
  record Claim(
      UUID delivery, String receiver, Map<String, String> reference, long told, UUID token) {}

  /// Takes the delivery that has been due for a repetition longest, until `until`; none of the
  /// receivers `but` these.
  @Transactional
  Optional<Claim> take(Instant now, Instant until, List<String> but) {
    UUID token = UUID.randomUUID();
    return jdbc.prepareStatement(
        TAKE,
        update -> {
          update.setObject(1, token);
          update.setObject(2, until.atOffset(ZoneOffset.UTC));
          update.setString(3, LINGERS);
          update.setString(4, now.toString());
          update.setObject(5, now.atOffset(ZoneOffset.UTC));
          Messages.array(update, 6, "text", but);
          try (ResultSet row = update.executeQuery()) {
            return row.next()
                ? Optional.of(
                    new Claim(
                        row.getObject("id", UUID.class),
                        row.getString("receiver"),
                        read(row.getString("reference")),
                        row.getLong("told"),
                        token))
                : Optional.empty();
          }
        });
  }

  /// Gives the delivery back with this reference; `fate` is that of the repetition. Returns false
  /// when somebody else has had it meanwhile.
  @Transactional
  boolean giveBack(Claim claim, Map<String, String> reference, Outcome.Fate fate) {
    return jdbc.prepareStatement(
        GIVE_BACK,
        update -> {
          update.setString(1, write(reference));
          update.setBoolean(2, fate == Outcome.Fate.UNKNOWN);
          update.setString(3, LINGERS);
          update.setObject(4, claim.delivery());
          update.setObject(5, claim.token());
          return update.executeUpdate() > 0;
        });
  }

  /// The receiver may know no more than what was repeated under a claim that was lost. Returns
  /// whether there is something to tell again.
  boolean tellAgain(Claim claim, Instant now) {
    return deliveries.tellAgain(claim.delivery(), claim.told(), UUID.randomUUID(), now, LINGERS)
        > 0;
  }

  private Map<String, String> read(String text) {
    try {
      return json.readValue(text, TEXTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
