package io.assay.web.story;

import io.assay.alert.Reached;
import io.assay.alert.Silence;
import io.assay.alert.Told;
import io.assay.check.Observation;
import io.assay.history.Event;
import io.assay.history.Result;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.run.MissedRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Everything that is known of an incident.
///
/// @param readings some results of its check before, during and after, oldest first; none once the
///   retention has passed
/// @param asked when it was put together
public record Story(
    Incident incident,
    Log log,
    Receivers receivers,
    Around around,
    List<Result> readings,
    Instant asked) {
  public Story {
    readings = List.copyOf(readings);
  }

  /// What happened to the incident itself, what people did about it, and the silences that matched
  /// it while it was open.
  public record Log(List<LoggedChange> changes, List<Event> done, List<Silence> silences) {
    public Log {
      changes = List.copyOf(changes);
      done = List.copyOf(done);
      silences = List.copyOf(silences);
    }
  }

  /// Who was told when, and where each receiver stands now.
  public record Receivers(List<Told> steps, List<Reached> reached) {
    public Receivers {
      steps = List.copyOf(steps);
      reached = List.copyOf(reached);
    }
  }

  /// What else happened in the database, from an hour before the incident opened.
  public record Around(
      List<Event> events, List<Neighbour> incidents, List<MissedRuns.Missed> missed) {
    public Around {
      events = List.copyOf(events);
      incidents = List.copyOf(incidents);
      missed = List.copyOf(missed);
    }
  }

  /// Another incident; `wrong` is what is wrong, or was when it opened.
  public record Neighbour(Incident incident, String wrong) {}

  /// Returns what a receiver knows, in words.
  public String knows(Reached reached) {
    return Words.knows(this, reached);
  }

  /// Returns what a result came to, in words.
  public static String sentence(Result result) {
    return Words.seen(result.verdict())
        .map(Observation::sentence)
        .orElseGet(() -> Words.why(result.verdict()));
  }

  /// Returns how long it lasted, or has lasted.
  public Duration lasted() {
    return Duration.between(incident.span().opened(), incident.span().resolved().orElse(asked));
  }
}
