package io.assay.alert;

import io.assay.incident.Incident;
import java.util.List;

/// Makes digests for tests of channels.
public final class Digests {
  private Digests() {}

  /// Returns the digest of these incidents.
  public static Bulletin of(List<Incident> incidents, String rest, String link) {
    return new Bulletin.Digest(
        Tally.of(incidents),
        incidents.stream()
            .sorted(Entry.WORST_FIRST)
            .limit(Bulletins.NAMED)
            .map(incident -> new Entry(incident, "", false, link))
            .toList(),
        rest);
  }
}
