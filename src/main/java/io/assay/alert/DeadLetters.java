package io.assay.alert;

import io.assay.check.CheckId;
import io.assay.incident.Change;
import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Sees to it that the fallback receiver hears of what was given up. All that a receiver was not
/// told for one cause is one [Letter], an incident of its own that is told as any other; it ends
/// when the receiver was told after all, or when all is over that it did not hear of. What the
/// fallback receiver itself could not be told makes no letter.
@Singleton
public class DeadLetters {
  /// The kind of the incidents that are letters.
  public static final String KIND = Letter.KIND;

  private final DeadLetterRows rows;
  private final Incidents incidents;
  private final Deliveries deliveries;

  DeadLetters(DeadLetterRows rows, Incidents incidents, Deliveries deliveries) {
    this.rows = rows;
    this.incidents = incidents;
    this.deliveries = deliveries;
  }

  /// Has tried again what may work by now, and writes what the fallback receiver should hear of, in
  /// one transaction. Returns how many letters began or ended. Of several replicas one does it.
  @Transactional
  public int write(Optional<String> fallback, Instant now) {
    if (!rows.alone()) {
      return 0;
    }
    rows.reviveWhatMayWork(now);
    Map<CheckId, Incident> open =
        incidents.openOfKind(KIND).stream()
            .collect(Collectors.toMap(letter -> letter.subject().check(), letter -> letter));
    Map<UUID, DeadLetterRows.Unheard> begun = hear(fallback, open);
    Map<UUID, Letter> letters = rows.letters();
    begun.forEach((id, first) ->
        Optional.ofNullable(letters.get(id))
            .ifPresent(letter -> open(letter, id, first, fallback, now)));
    open.values()
        .forEach(known ->
            Optional.ofNullable(letters.get(known.id()))
                .ifPresent(letter -> grow(letter, known, now)));
    return begun.size() + end(now);
  }

  /// Returns the dead letters, the latest first, at most `most`.
  public List<DeadLetter> latest(int most) {
    return rows.latest(most);
  }

  /// Makes a dead letter due again, and returns whether there is one of this id.
  public boolean retry(UUID delivery, Instant now) {
    return rows.revive(delivery, now);
  }

  /// Makes all that a receiver was not told due again, and returns how much that is.
  public int retryAll(String receiver, Instant now) {
    return rows.reviveAll(receiver, now);
  }

  /// Puts each delivery that died into the letter of its receiver and cause, and returns the
  /// letters that are new, each with the first delivery in it.
  private Map<UUID, DeadLetterRows.Unheard> hear(
      Optional<String> fallback, Map<CheckId, Incident> open) {
    Map<CheckId, UUID> letters = new HashMap<>();
    open.forEach((check, letter) -> letters.put(check, letter.id()));
    Map<UUID, DeadLetterRows.Unheard> begun = new HashMap<>();
    for (DeadLetterRows.Unheard dead : rows.unheard()) {
      if (dead.letter() || fallback.isEmpty() || fallback.get().equals(dead.receiver())) {
        rows.heard(dead.delivery(), Optional.empty());
        continue;
      }
      UUID letter =
          letters.computeIfAbsent(
              Letter.check(dead.receiver(), dead.reason()),
              _ -> {
                UUID id = UUID.randomUUID();
                begun.put(id, dead);
                return id;
              });
      rows.heard(dead.delivery(), Optional.of(letter));
    }
    return begun;
  }

  private void open(
      Letter letter,
      UUID id,
      DeadLetterRows.Unheard first,
      Optional<String> fallback,
      Instant now) {
    Incident opened = letter.opened(id, first.receiver(), first.reason(), now);
    store(opened, new Change.Opened(opened.severity(), letter.sentence()), now);
    deliveries.want(opened, fallback.stream().toList(), now);
  }

  private void grow(Letter letter, Incident known, Instant now) {
    if (letter.why().isEmpty()) {
      return; // all of it is being tried again
    }
    Instant changed =
        incidents.changesAfter(known.id(), known.sequence() - 1).stream()
            .map(LoggedChange::at)
            .findFirst()
            .orElse(known.span().opened());
    Optional<Change> news = letter.news(known, changed, now);
    Incident grown = letter.grown(known, news.isPresent());
    if (news.isPresent()) {
      store(grown, news.get(), now);
      deliveries.want(grown, List.of(), now);
    } else if (!grown.seen().equals(known.seen())) {
      incidents.write(List.of(new Update(grown, List.of())));
    }
  }

  /// Ends the letters in which nothing is left.
  private int end(Instant now) {
    Set<UUID> told = new HashSet<>();
    for (DeadLetterRows.Settled settled : rows.settled()) {
      rows.heard(settled.delivery(), Optional.empty());
      if (settled.told()) {
        told.add(settled.letter());
      }
    }
    Set<UUID> left = rows.letters().keySet();
    int ended = 0;
    for (Incident letter : incidents.openOfKind(KIND)) {
      if (!left.contains(letter.id())) {
        end(letter, told.contains(letter.id()), now);
        ended++;
      }
    }
    return ended;
  }

  private void end(Incident letter, boolean told, Instant now) {
    String receiver = Letter.receiver(letter);
    String sentence =
        told
            ? receiver + " was told after all"
            : "what %s was not told is over by now".formatted(receiver);
    Incident ended = Letter.ended(letter, sentence, now);
    store(ended, new Change.Resolved(Change.Reason.PASSED, sentence), now);
    deliveries.want(ended, List.of(), now);
  }

  private void store(Incident letter, Change change, Instant now) {
    LoggedChange logged = new LoggedChange(letter.id(), letter.sequence(), now, change);
    incidents.write(List.of(new Update(letter, List.of(logged))));
  }
}
