package io.assay.scan;

import io.assay.check.TableName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A look at a database before anything of it is read: its server, what may keep changes from being
/// seen, and the facts of the relations that were asked for, as far as they exist.
///
/// @param identity changes with whatever makes the statistics begin anew: another server, a
///   restart, a crash, a reset
/// @param known until when a session in no transaction, or in one that does not count as open, may
///   have changed rows without its being seen
/// @param openSince when the youngest of the transactions began that have been open for about a
///   minute, or that began with the end of another one: until they end, their sessions may withhold
///   what they changed before
/// @param inFull why no change can be told in this database at the moment
record Look(
    Server server,
    String identity,
    Instant known,
    Optional<Instant> openSince,
    Optional<String> inFull,
    Map<TableName, RelationFacts> relations) {
  Look {
    relations = Map.copyOf(relations);
  }

  /// Returns whether the relation may share a statement with others.
  boolean small(TableName table) {
    return Optional.ofNullable(relations.get(table)).map(RelationFacts::small).orElse(false);
  }

  /// Returns why all of the relation has to be read each time; none when its changes can be told.
  Optional<String> inFull(TableName table) {
    return inFull.or(() ->
        Optional.ofNullable(relations.get(table))
            .map(RelationFacts::inFull)
            .orElse(Optional.of("it was not found in the catalog")));
  }
}
