package io.assay.scan;

import io.assay.check.Unmeasurable;
import java.io.Serial;

/// Carries the reason why there is no answer from where it is met to the runner, the one place that
/// decides what to ask next.
final class Unanswered extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final transient Unmeasurable why;

  Unanswered(Unmeasurable why) {
    super(why.text());
    this.why = why;
  }

  Unanswered(Unmeasurable.Reason reason, String text) {
    this(new Unmeasurable(reason, text));
  }

  Unmeasurable why() {
    return why;
  }
}
