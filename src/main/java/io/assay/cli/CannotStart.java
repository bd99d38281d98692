package io.assay.cli;

/// Why Assay cannot start, in one sentence that says what to do; it is shown to the user as it is,
/// without a stack trace.
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CannotStart(String sentence) {
    super(sentence);
  }

  public CannotStart(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
