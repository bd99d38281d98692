package io.assay.scan;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Positions of rows, from `from` to `to`, both included.
record Span(long from, long to) {
  Span {
    if (from > to) {
      throw new IllegalArgumentException("a span goes up");
    }
  }

  static Span at(long position) {
    return new Span(position, position);
  }

  boolean single() {
    return from == to;
  }

  /// Returns `parts` spans of about the same length that make up this one; fewer when it has fewer
  /// positions.
  List<Span> divided(int parts) {
    BigInteger begin = BigInteger.valueOf(from);
    BigInteger length = BigInteger.valueOf(to).subtract(begin).add(BigInteger.ONE);
    BigInteger number = BigInteger.valueOf(parts).min(length);
    List<Span> spans = new ArrayList<>();
    long next = from;
    for (int i = 1; i <= number.intValue(); i++) {
      long last =
          begin
              .add(length.multiply(BigInteger.valueOf(i)).divide(number))
              .subtract(BigInteger.ONE)
              .longValueExact();
      spans.add(new Span(next, last));
      next = last + 1;
    }
    return spans;
  }
}
