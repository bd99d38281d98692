package io.assay.check.kind;

import java.math.BigInteger;
import java.util.Comparator;

/// Compares versions as the migration tools do: part by part, numbers as numbers, and `1` is `1.0`.
final class MigrationVersions {
  static final Comparator<String> ORDER = MigrationVersions::compare;

  private MigrationVersions() {}

  private static int compare(String one, String other) {
    String[] left = one.strip().split("[._-]");
    String[] right = other.strip().split("[._-]");
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int order = part(i < left.length ? left[i] : "0", i < right.length ? right[i] : "0");
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int part(String one, String other) {
    boolean numbers = one.matches("[0-9]+") && other.matches("[0-9]+");
    return numbers ? new BigInteger(one).compareTo(new BigInteger(other)) : one.compareTo(other);
  }
}
