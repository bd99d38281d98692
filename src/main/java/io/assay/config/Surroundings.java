package io.assay.config;

import io.assay.scan.Catalog;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What check files are checked against.
///
/// @param databases the declared databases; none when no configuration is known, and then any name
///   is accepted
/// @param catalogs by database; of one that is not in it, tables and columns are not checked and
///   patterns are not expanded
/// @param others what is declared beside the files that are read: checks may depend on it
public record Surroundings(
    Optional<Set<String>> databases, Map<String, Catalog> catalogs, Optional<LoadedChecks> others) {
  public static final Surroundings UNKNOWN = new Surroundings(Optional.empty(), Map.of());

  public Surroundings {
    databases = databases.map(Set::copyOf);
    catalogs = Map.copyOf(catalogs);
  }

  /// Surroundings of all the files there are.
  public Surroundings(Optional<Set<String>> databases, Map<String, Catalog> catalogs) {
    this(databases, catalogs, Optional.empty());
  }
}
