package io.assay.alert.channel;

import io.assay.alert.Notice;
import io.assay.incident.Change;
import io.assay.incident.LoggedChange;

/// What PagerDuty has to hear next.
sealed interface PagerDutyStep {

  /// That it is wrong; afterwards PagerDuty knows the incident up to `sequence`.
  record Trigger(long sequence) implements PagerDutyStep {}

  /// That it is over.
  record Resolve(long sequence) implements PagerDutyStep {}

  /// Nothing: it escalates by itself and needs no reminder.
  record Nothing(long sequence) implements PagerDutyStep {}

  /// Returns the step for `notice`. What opened and ended while PagerDuty was away is triggered
  /// first, so that it is on record there.
  static PagerDutyStep next(Notice notice) {
    long latest = notice.incident().sequence();
    boolean over = !notice.incident().open();
    if (notice.known().sequence() == 0) {
      return new Trigger(over && latest > 1 ? latest - 1 : latest);
    }
    if (over) {
      return new Resolve(latest);
    }
    boolean moved =
        notice.untold().stream()
            .map(LoggedChange::change)
            .anyMatch(Change.SeverityChanged.class::isInstance);
    return moved ? new Trigger(latest) : new Nothing(latest);
  }
}
