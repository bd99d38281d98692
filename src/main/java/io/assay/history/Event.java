package io.assay.history;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What happened in a monitored database, or was done by a person, and that no result tells.
///
/// @param key the same for the same event, so that whoever notes it again notes nothing
/// @param about the table or check; empty when it is about the database
/// @param sentence what happened, to be read after what it is about; no final full stop
/// @param incident the incident that a person did something about
public record Event(
    String key, Instant at, Sort sort, Place about, String sentence, Optional<UUID> incident) {

  /// Where it happened.
  public record Place(String database, String subject) {}

  /// What sort of event it is.
  public enum Sort {
    /// A table looks different.
    SCHEMA_CHANGED,
    /// What the schema guaranteed has to be measured again.
    GUARANTEE_LOST,
    /// Checks were left out because the database was busy or a standby behind.
    PUT_OFF,
    /// A person did something.
    PERSON,
    /// Something that only a later version knows; the sentence says what.
    OTHER
  }
}
