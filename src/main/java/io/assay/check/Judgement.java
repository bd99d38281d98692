package io.assay.check;

import java.util.List;
import java.util.Optional;

/// A verdict, and what the kind wants to find in its evidence next time.
///
/// @param worstGroup of a check that is judged by groups and in breach: the key of its worst group
public record Judgement(Verdict verdict, Memory memory, List<Optional<String>> worstGroup) {
  public Judgement {
    worstGroup = List.copyOf(worstGroup);
  }

  public Judgement(Verdict verdict, Memory memory) {
    this(verdict, memory, List.of());
  }

  /// Returns a judgement of a kind that remembers nothing.
  public static Judgement of(Verdict verdict) {
    return new Judgement(verdict, Memory.NONE);
  }
}
