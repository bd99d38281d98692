package io.assay.check;

/// A verdict, and what the kind wants to find in its evidence next time.
public record Judgement(Verdict verdict, Memory memory) {
  /// Returns a judgement of a kind that remembers nothing.
  public static Judgement of(Verdict verdict) {
    return new Judgement(verdict, Memory.NONE);
  }
}
