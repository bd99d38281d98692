package io.assay.alert;

import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.Durations;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.Words;
import io.assay.incident.Change;
import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// That a silence is about to end while what it hides is still wrong: an incident of its own, by
/// the id of the silence, which lasts until the silence is over.
public final class Announcement {
  /// What stands in the place of a check's kind.
  public static final String KIND = "silence";

  private static final int NAMED = 5;

  private Announcement() {}

  /// Returns whether `incident` announces the end of a silence.
  public static boolean is(Incident incident) {
    return incident.subject().place().kind().equals(KIND);
  }

  /// Returns what announces the end of `silence`, which hides these incidents.
  public static Update opened(Silence silence, List<Incident> hidden, Instant now) {
    String named =
        hidden.stream()
            .limit(NAMED)
            .map(incident -> incident.subject().title())
            .collect(Collectors.joining(", "));
    String others = hidden.size() > NAMED ? " and " + (hidden.size() - NAMED) + " more" : "";
    String sentence =
        "ends in %s, at %s, and what it hides is still wrong: %s%s"
            .formatted(
                Durations.say(Duration.between(now, silence.over())),
                Words.time(silence.over(), now),
                named,
                others);
    return changed(
        new Incident(
            silence.id(),
            subject(silence),
            Severity.INFO,
            new Incident.Span(now, Optional.empty()),
            new Incident.Seen(sentence, "", "", List.of()),
            1),
        now,
        new Change.Opened(Severity.INFO, sentence));
  }

  /// Returns what takes an announcement back when its silence is over.
  public static Update over(Incident announced, Instant now) {
    String sentence = "it is over, and what is still wrong is told from now on";
    return changed(
        new Incident(
            announced.id(),
            announced.subject(),
            announced.severity(),
            new Incident.Span(announced.span().opened(), Optional.of(now)),
            new Incident.Seen(sentence, "", "", List.of()),
            announced.sequence() + 1),
        now,
        new Change.Resolved(Change.Reason.PASSED, sentence));
  }

  private static Update changed(Incident incident, Instant now, Change change) {
    return new Update(
        incident, List.of(new LoggedChange(incident.id(), incident.sequence(), now, change)));
  }

  private static Subject subject(Silence silence) {
    return new Subject(
        new CheckId(KIND + "/" + silence.id()),
        "",
        Subject.Sort.BREACH,
        "Silence of " + silence.match().words(),
        new Subject.Place(
            silence.match().equalities().getOrDefault("database", "assay"), Optional.empty(), KIND),
        new About(
            Optional.of(silence.said().author()),
            Optional.empty(),
            Optional.of(silence.said().reason()),
            Map.of(),
            new Source("", 1, 1)));
  }
}
