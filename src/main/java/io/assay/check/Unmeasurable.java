package io.assay.check;

/// Why a check could not be measured; `text` is one sentence that says what to do about it, without
/// a final full stop and without a value of any row.
public record Unmeasurable(Reason reason, String text) implements Measurement {

  /// The sorts of trouble that are told apart. Only [#UNREACHABLE] is a database's and not the
  /// check's own: of the check's database, or of the other one that it looks at. Each of them has
  /// an incident of its own.
  public enum Reason {
    UNREACHABLE,
    TIMEOUT,
    LOCKED,
    PERMISSION,
    ROW_SECURITY,
    MISSING,
    BUDGET,
    QUERY,
    UNSUPPORTED
  }
}
