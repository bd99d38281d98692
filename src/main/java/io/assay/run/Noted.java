package io.assay.run;

import io.assay.check.Guarantee;
import io.assay.check.Verdict;
import io.assay.history.Event;
import io.assay.history.Event.Place;
import io.assay.history.Event.Sort;
import io.assay.history.Result;
import io.assay.scan.Noticed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which events a run is to keep for the stories of incidents. Pure.
final class Noted {
  /// A database that is busy for hours is told of once in this time.
  private static final Duration BUSY = Duration.ofMinutes(10);

  private Noted() {}

  static List<Event> events(
      String database, List<Noticed> noticed, List<Result> results, Instant at) {
    List<Event> events = new ArrayList<>();
    for (Noticed each : noticed) {
      events.add(
          new Event(
              "schema/" + database + "/" + each.key(),
              at,
              Sort.SCHEMA_CHANGED,
              new Place(database, each.table().toString()),
              each.sentence(),
              Optional.empty()));
    }
    for (Result result : results) {
      result
          .taking()
          .because()
          .flatMap(Guarantee::lostIn)
          .ifPresent(lost ->
              events.add(
                  new Event(
                      "guarantee/" + result.check() + "/" + result.slot(),
                      at,
                      Sort.GUARANTEE_LOST,
                      new Place(database, result.check().value()),
                      lost,
                      Optional.empty())));
    }
    putOff(database, results, at).ifPresent(events::add);
    return events;
  }

  private static Optional<Event> putOff(String database, List<Result> results, Instant at) {
    return results.stream()
        .map(Result::verdict)
        .filter(Verdict.Unknown.class::isInstance)
        .map(verdict -> ((Verdict.Unknown) verdict).why())
        .filter(why -> why.startsWith("not asked: "))
        .findFirst()
        .map(why ->
            new Event(
                "busy/" + database + "/" + at.getEpochSecond() / BUSY.toSeconds(),
                at,
                Sort.PUT_OFF,
                new Place(database, ""),
                "checks were put off: " + why.substring("not asked: ".length()),
                Optional.empty()));
  }
}
