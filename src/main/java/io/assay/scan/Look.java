package io.assay.scan;

import io.assay.check.TableName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A look at a database before anything of it is read: its server, what may keep changes from being
/// seen, and the facts of the relations that were asked for, as far as they exist.
///
/// @param identity changes with whatever makes the statistics begin anew: another server, a
///   restart, a crash, a reset
/// @param openSince when the youngest of the transactions began that have been open for about a
///   minute: until they end, their sessions may withhold what they changed before
/// @param inFull why no change can be told in this database at the moment
record Look(
    Server server,
    String identity,
    Optional<Instant> openSince,
    Optional<String> inFull,
    Map<TableName, RelationFacts> relations) {
  Look {
    relations = Map.copyOf(relations);
  }

  /// Returns the relations that may share a statement with others.
  Set<TableName> small() {
    return relations.values().stream()
        .filter(RelationFacts::small)
        .map(RelationFacts::table)
        .collect(Collectors.toSet());
  }

  /// Returns why all of the relation has to be read each time; none when its changes can be told.
  Optional<String> inFull(TableName table) {
    return inFull.or(() ->
        Optional.ofNullable(relations.get(table))
            .map(RelationFacts::inFull)
            .orElse(Optional.of("it was not found in the catalog")));
  }
}
