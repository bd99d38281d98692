package io.assay.incident;

import io.assay.check.Durations;
import io.assay.check.Terms.Flapping;
import io.assay.incident.CheckState.Flips;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When a check changes too often to be told change by change. With no `terms` it never does.
record Unrest(Optional<Flapping> terms) {

  /// Returns the flips with one more.
  Flips after(Flips before, Instant at) {
    if (terms.isEmpty()) {
      return before;
    }
    Flapping flapping = terms.get();
    List<Instant> times = new ArrayList<>(before.times());
    times.removeIf(time -> time.isBefore(at.minus(flapping.within())));
    times.add(at);
    int surplus = Math.max(0, times.size() - flapping.changes() - 1);
    return new Flips(times.subList(surplus, times.size()), before.wrong());
  }

  boolean flaps(Flips flips) {
    return terms.filter(flapping -> flips.times().size() > flapping.changes()).isPresent();
  }

  /// Returns whether the last change is as long ago as it takes; also when it never flaps any more.
  boolean stable(Flips flips, Instant at) {
    Duration within = terms.map(Flapping::within).orElse(Duration.ZERO);
    return flips.times().isEmpty() || !flips.times().getLast().plus(within).isAfter(at);
  }

  String sentence(Flips flips) {
    Duration within = terms.map(Flapping::within).orElse(Duration.ZERO);
    String span = within.equals(Duration.ofHours(1)) ? "hour" : Durations.say(within);
    return "flapping: %d changes in the last %s; the next word comes when it has been stable for as long"
        .formatted(flips.times().size(), span);
  }
}
