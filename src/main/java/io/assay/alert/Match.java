package io.assay.alert;

import java.util.Map;

/// Equalities that an incident must fulfil, all of them; none match everything. Keys are
/// `severity`, `database`, `table`, `check`, `kind`, `owner`, and any label; values may hold `*`
/// and `?`.
public record Match(Map<String, String> equalities) {
  public static final Match EVERYTHING = new Match(Map.of());

  public Match {
    equalities = Map.copyOf(equalities);
  }
}
