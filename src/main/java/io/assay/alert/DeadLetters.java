package io.assay.alert;

import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.incident.Change;
import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Sees to it that the fallback receiver hears of each delivery that was given up. Such a letter is
/// an incident of its own, told as any other; it ends when the receiver was told after all, or when
/// the incident is over that it did not hear of. What the fallback receiver itself could not be
/// told makes no letter.
@Singleton
public class DeadLetters {
  /// The kind of the incidents that are letters.
  public static final String KIND = "dead_letter";

  private final DeadLetterRows rows;
  private final Incidents incidents;
  private final Deliveries deliveries;

  DeadLetters(DeadLetterRows rows, Incidents incidents, Deliveries deliveries) {
    this.rows = rows;
    this.incidents = incidents;
    this.deliveries = deliveries;
  }

  /// Writes what the fallback receiver should hear of and has not, in one transaction, and returns
  /// how many letters began or ended.
  @Transactional
  public int write(Optional<String> fallback, Instant now) {
    List<DeadLetterRows.Row> settled = rows.settled();
    settled.forEach(row -> settle(row, now));
    List<DeadLetterRows.Row> unheard = rows.unheard();
    unheard.forEach(row -> hear(row, fallback, now));
    return settled.size() + unheard.size();
  }

  /// Returns the dead letters, the latest first, at most `most`.
  public List<DeadLetter> latest(int most) {
    return rows.latest(most);
  }

  /// Makes a dead letter due again, and returns whether there is one of this id.
  public boolean retry(UUID delivery, Instant now) {
    return rows.revive(delivery, now);
  }

  private void hear(DeadLetterRows.Row row, Optional<String> fallback, Instant now) {
    Optional<Incident> untold = incidents.find(row.incident());
    boolean own = untold.filter(each -> each.subject().place().kind().equals(KIND)).isPresent();
    Optional<Incident> letter = row.letter().flatMap(incidents::find).filter(Incident::open);
    if (own || fallback.isEmpty() || fallback.get().equals(row.receiver())) {
      rows.heard(row.delivery(), row.letter());
      return;
    }
    String sentence = untold.map(DeadLetters::named).orElse("an incident that is no longer stored");
    Incident open =
        letter.isPresent()
            ? changed(letter.get(), new Change.Reminded(sentence + "; " + row.why()), now)
            : opened(row, untold, sentence + "; " + row.why(), now);
    deliveries.want(open, List.of(fallback.get()), now);
    boolean over = untold.filter(Incident::open).isEmpty();
    if (over) {
      end(open, ending(row), now);
    }
    rows.heard(row.delivery(), over ? Optional.empty() : Optional.of(open.id()));
  }

  private void settle(DeadLetterRows.Row row, Instant now) {
    row.letter()
        .flatMap(incidents::find)
        .filter(Incident::open)
        .ifPresent(letter -> end(letter, ending(row), now));
    rows.heard(row.delivery(), Optional.empty());
  }

  private static String ending(DeadLetterRows.Row row) {
    return row.dead()
        ? "it is over, which %s does not know".formatted(row.receiver())
        : row.receiver() + " was told after all";
  }

  private Incident opened(
      DeadLetterRows.Row row, Optional<Incident> untold, String sentence, Instant now) {
    Severity severity = untold.map(Incident::severity).orElse(Severity.WARNING);
    Incident letter =
        new Incident(
            UUID.randomUUID(),
            subject(row, untold.map(Incident::subject)),
            severity,
            new Incident.Span(now, Optional.empty()),
            new Incident.Seen(sentence, "", "", List.of()),
            1);
    return stored(letter, new Change.Opened(severity, sentence), now);
  }

  private Incident changed(Incident letter, Change.Reminded change, Instant now) {
    Incident again =
        new Incident(
            letter.id(),
            letter.subject(),
            letter.severity(),
            letter.span(),
            new Incident.Seen(change.sentence(), "", "", List.of()),
            letter.sequence() + 1);
    return stored(again, change, now);
  }

  private void end(Incident letter, String sentence, Instant now) {
    Incident ended =
        new Incident(
            letter.id(),
            letter.subject(),
            letter.severity(),
            new Incident.Span(letter.span().opened(), Optional.of(now)),
            new Incident.Seen(sentence, "", "", List.of()),
            letter.sequence() + 1);
    stored(ended, new Change.Resolved(Change.Reason.PASSED, sentence), now);
    deliveries.want(ended, List.of(), now);
  }

  private Incident stored(Incident letter, Change change, Instant now) {
    LoggedChange logged = new LoggedChange(letter.id(), letter.sequence(), now, change);
    incidents.write(List.of(new Update(letter, List.of(logged))));
    return letter;
  }

  private static Subject subject(DeadLetterRows.Row row, Optional<Subject> untold) {
    Optional<About> about = untold.map(Subject::about);
    return new Subject(
        new CheckId("dead-letter/" + row.receiver() + "/" + row.delivery()),
        "",
        Subject.Sort.BREACH,
        "Receiver " + row.receiver() + " was not told",
        new Subject.Place(
            untold.map(each -> each.place().database()).orElse("assay"),
            untold.flatMap(each -> each.place().table()),
            KIND),
        new About(
            about.flatMap(About::owner),
            about.flatMap(About::runbook),
            Optional.of("Mend the receiver, then: assay alert retry " + row.delivery()),
            about.map(About::labels).orElse(Map.of()),
            about.map(About::declared).orElse(new Source("", 1, 1))));
  }

  private static String named(Incident incident) {
    return incident.subject().title() + ": " + incident.seen().sentence();
  }
}
