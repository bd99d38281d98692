package io.assay.check;

/// The stable name of a check: what its author wrote under `id`, else
/// `database/table/kind/subject`.
public record CheckId(String value) implements Comparable<CheckId> {
  public CheckId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a check's id must not be blank");
    }
  }

  @Override
  public int compareTo(CheckId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
