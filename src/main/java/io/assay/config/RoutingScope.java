package io.assay.config;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What routing files are read with.
///
/// @param environment the variables that `${NAME}` refers to
/// @param databases the declared databases, for matches; none when no configuration is known
/// @param demo whether a receiver whose secret's variable is not set becomes the console
/// @param now when they are read
public record RoutingScope(
    Map<String, String> environment, Optional<Set<String>> databases, boolean demo, Instant now) {
  public RoutingScope {
    environment = Map.copyOf(environment);
    databases = databases.map(Set::copyOf);
  }
}
