package io.assay.cli;

import java.util.Optional;

/// Failures as one line for the terminal; the stack trace goes to the log only when that is set to
/// debug.
final class Sentences {
  private Sentences() {}

  /// Returns on one line the message that was written for the user, else the deepest one that says
  /// something.
  static String of(Throwable failure) {
    String text = failure.getClass().getSimpleName();
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      text = Optional.ofNullable(cause.getMessage()).filter(each -> !each.isBlank()).orElse(text);
      if (cause instanceof CannotStart) {
        break; // written for the user, its cause already said
      }
      depth++;
    }
    return text.strip().lines().findFirst().orElse(text);
  }
}
