package io.assay.alert;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A claimed row of `assay.delivery`: the part of it that the courier works with.
///
/// @param told the number of the last change that the receiver acknowledged
/// @param attempts how often telling was begun since then, this time included
/// @param failures how often it failed since then
/// @param held why the receiver was not told when it was last looked at; a word of [Quiet.Reason]
/// @param unsettledUntil until when an earlier call may still reach the receiver
@MappedEntity(value = "delivery", schema = "assay")
record DeliveryRow(
    @Id UUID id,
    UUID incident,
    String receiver,
    long wanted,
    long told,
    @TypeDef(type = DataType.JSON) Map<String, String> reference,
    int attempts,
    int failures,
    @Nullable Instant firstFailedAt,
    @Nullable String held,
    @Nullable Instant unsettledUntil) {

  Notice.Known known() {
    return new Notice.Known(told, reference, attempts - 1);
  }

  Quiet.Heard heard() {
    return told > 0 ? Quiet.Heard.SOMETHING : Quiet.Heard.of(attempts > 1, held);
  }

  Optional<Instant> firstFailed() {
    return Optional.ofNullable(firstFailedAt);
  }

  /// Returns until when an earlier call may still reach the receiver; empty when none can at `now`.
  Optional<Instant> unsettled(Instant now) {
    return Optional.ofNullable(unsettledUntil).filter(now::isBefore);
  }
}
