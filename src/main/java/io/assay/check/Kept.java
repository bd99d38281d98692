package io.assay.check;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What measuring wants to find again when the same checks are due next: the figures it took, by
/// the part of a relation they are about, each with a fingerprint of that part. Only measuring
/// understands what is in it; to lose it costs a scan, nothing else.
public record Kept(Map<String, Part> parts) {
  public static final Kept NOTHING = new Kept(Map.of());

  /// The figures of one part, by keys of measuring's own choice.
  ///
  /// @param fingerprint equal to the part's present one when nothing has changed since
  /// @param at the monitored database's clock when the oldest of the figures was taken
  public record Part(String fingerprint, Instant at, Map<String, String> figures) {
    public Part {
      figures = Map.copyOf(figures);
    }

    /// Returns the figures of both; of two that are not of the same moment, the later one.
    public Part and(Part other) {
      if (!fingerprint.equals(other.fingerprint)) {
        return at.isAfter(other.at) ? this : other;
      }
      Map<String, String> both = new HashMap<>(figures);
      both.putAll(other.figures);
      return new Part(fingerprint, at.isBefore(other.at) ? at : other.at, both);
    }
  }

  public Kept {
    parts = Map.copyOf(parts);
  }

  /// Returns these parts, and in their place the others of the same name.
  public Kept with(Kept others) {
    Map<String, Part> all = new HashMap<>(parts);
    all.putAll(others.parts);
    return new Kept(all);
  }
}
