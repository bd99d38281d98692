package io.assay.alert.channel;

import io.assay.alert.Notice;
import io.assay.incident.Change;
import io.assay.incident.LoggedChange;
import java.util.List;
import java.util.Optional;

/// What PagerDuty has to hear next.
sealed interface PagerDutyStep {

  /// That it is wrong; afterwards PagerDuty knows the incident up to `sequence`.
  record Trigger(long sequence) implements PagerDutyStep {}

  /// That somebody takes care of it.
  record Acknowledge(long sequence) implements PagerDutyStep {}

  /// That it is over.
  record Resolve(long sequence) implements PagerDutyStep {}

  /// Nothing: it escalates by itself and needs no reminder.
  record Nothing(long sequence) implements PagerDutyStep {}

  /// Returns the step for `notice`. What opened and ended while PagerDuty was away is triggered
  /// first, so that it is on record there, and what was acknowledged is triggered before it is
  /// acknowledged.
  static PagerDutyStep next(Notice notice) {
    long latest = notice.incident().sequence();
    boolean over = !notice.incident().open();
    Optional<Long> acknowledged = over ? Optional.empty() : acknowledged(notice);
    if (notice.known().sequence() == 0) {
      long before = over ? latest - 1 : acknowledged.map(number -> number - 1).orElse(latest);
      return new Trigger(before < 1 ? latest : before);
    }
    if (over) {
      return new Resolve(latest);
    }
    long before = acknowledged.map(number -> number - 1).orElse(latest);
    if (moved(notice.untold(), before)) {
      return new Trigger(before);
    }
    return acknowledged.<PagerDutyStep>map(Acknowledge::new).orElse(new Nothing(latest));
  }

  /// The number of the change by which it is acknowledged now. The API has no way to take an
  /// acknowledgement back, so one that was taken back is not told.
  private static Optional<Long> acknowledged(Notice notice) {
    return notice.incident().care().acknowledged().isEmpty()
        ? Optional.empty()
        : notice.untold().stream()
            .filter(logged -> logged.change() instanceof Change.Acknowledged)
            .map(LoggedChange::sequence)
            .reduce((_, last) -> last);
  }

  private static boolean moved(List<LoggedChange> untold, long until) {
    return untold.stream()
        .filter(logged -> logged.sequence() <= until)
        .anyMatch(logged -> logged.change() instanceof Change.SeverityChanged);
  }
}
