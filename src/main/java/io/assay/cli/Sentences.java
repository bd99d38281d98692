package io.assay.cli;

import java.util.Optional;

/// Failures as one line for the terminal; the stack trace goes to the log only when that is set to
/// debug.
final class Sentences {
  private Sentences() {}

  /// Returns the deepest message that says something, on one line; a sentence that was written for
  /// the user as it is.
  static String of(Throwable failure) {
    if (failure instanceof CannotStart written) {
      return String.valueOf(written.getMessage());
    }
    String text = failure.getClass().getSimpleName();
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      text = Optional.ofNullable(cause.getMessage()).filter(each -> !each.isBlank()).orElse(text);
      depth++;
    }
    return text.strip().lines().findFirst().orElse(text);
  }
}
