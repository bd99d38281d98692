package io.assay.alert;

import io.assay.incident.Incident;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What each receiver should know of each incident, and what it has acknowledged.
@Singleton
public class Deliveries {
  /// After a start, what is overdue runs at once.
  private static final Duration CHECKS_HAVE_RUN = Duration.ofMinutes(5);

  private static final String LINGERS = Courier.LINGERS.toString();

  private final DeliveryRows rows;
  private final Tellings tellings;
  private final Messages messages;
  private final MessageChanges changes;
  private final Corrections corrections;
  private final JsonMapper json;

  Deliveries(
      DeliveryRows rows,
      Tellings tellings,
      Messages messages,
      MessageChanges changes,
      Corrections corrections,
      JsonMapper json) {
    this.rows = rows;
    this.tellings = tellings;
    this.messages = messages;
    this.changes = changes;
    this.corrections = corrections;
    this.json = json;
  }

  /// Notes, in the caller's transaction, that `receivers` and everyone who was ever to hear of the
  /// incident should know it as it is now. An incident that is over makes no new listeners: who
  /// never heard of it has nothing to be told. Never lowers what was wanted before.
  @Transactional
  public void want(Incident incident, List<String> receivers, Instant now) {
    Set<String> all = new LinkedHashSet<>(rows.receiversOf(incident.id()));
    if (incident.open()) {
      receivers.forEach(receiver -> rows.insert(incident.id(), receiver, incident.sequence(), now));
    }
    all.addAll(receivers);
    all.forEach(receiver -> rows.raise(incident.id(), receiver, incident.sequence(), now));
    incident.span().resolved().ifPresent(at -> rows.end(incident.id(), at));
  }

  /// Returns what is waiting, one entry a receiver that has something waiting; what is held back on
  /// purpose does not.
  public List<Pending> pending() {
    return rows.pending();
  }

  /// Returns the incidents that are in a receiver's message.
  public List<UUID> inMessage(UUID message) {
    return messages.members(message).stream().map(Messages.Member::incident).toList();
  }

  /// The state was restored from a backup, so what is waiting may have been told. What is over is
  /// told to nobody as news, and of what is open nobody is told before its check had time to run;
  /// returns how many deliveries are concerned.
  @Transactional
  public int restored(Instant now) {
    Instant until = now.plus(CHECKS_HAVE_RUN);
    return rows.holdRestored(
        until, "held back until %s: the state was restored from a backup".formatted(until));
  }

  /// Returns what is held back from receivers at present.
  public List<HeldBack> heldBack() {
    return rows.heldBack();
  }

  /// Has what is held back for this reason looked at anew.
  public void lookAgain(Quiet.Reason reason, Instant now) {
    rows.lookAgain(reason.word(), now);
  }

  /// Has the messages that show these incidents say from `at` on how they stand, without telling
  /// anybody.
  public void show(Collection<UUID> incidents, Instant at) {
    if (!incidents.isEmpty()) {
      corrections.outdated(incidents, at);
    }
  }

  /// Removes up to 1,000 deliveries that were told, or given up, of incidents that ended before
  /// `before`, and as many messages; returns how many.
  public int forget(Instant before) {
    return rows.forget(before) + changes.forget(before);
  }

  /// What receivers of messages are served with.
  Messages messages() {
    return messages;
  }

  MessageChanges changes() {
    return changes;
  }

  Corrections corrections() {
    return corrections;
  }

  List<String> receiversDue(Instant now) {
    return rows.receiversDue(now);
  }

  boolean anyDue(String receiver, Instant now) {
    return rows.due(receiver, now) > 0;
  }

  /// Returns whether the receiver may be spoken to now, and counts it when it may.
  boolean pass(String receiver, Pace pace, Instant now) {
    return pace.interval().isZero()
        || rows.pass(receiver, now, now.plus(pace.interval()), now.plus(pace.burst())) > 0;
  }

  /// Returns whether the receiver may be spoken to now.
  boolean free(String receiver, Pace pace, Instant now) {
    return rows.held(receiver, now, now.plus(pace.burst()), pace.interval().isZero()) == 0;
  }

  void block(String receiver, Instant until) {
    rows.block(receiver, until);
  }

  /// Takes one due row for `lease`; after that another courier may take it.
  Optional<Claim> claim(String receiver, Instant now, Duration lease) {
    UUID claim = UUID.randomUUID();
    return rows.take(receiver, claim, now, now.plus(lease), LINGERS) == 0
        ? Optional.empty()
        : rows.taken(receiver, claim).map(row -> new Claim(row, claim, now));
  }

  /// Each of these returns false when the claim was lost to another courier in the meantime.
  @Transactional
  boolean accept(Claim claim, Outcome.Accepted accepted, Instant now) {
    if (accepted.sequence() > claim.row().told()) {
      note(claim.row(), Told.Result.TOLD, accepted.sequence(), now, "");
    }
    return rows.accept(claim.row().id(), claim.token(), accepted.sequence(), write(accepted), now)
        > 0;
  }

  /// What was told under this claim was not answered, and may reach the receiver yet.
  boolean unsettle(Claim claim) {
    return rows.unsettle(claim.row().id(), claim.token(), LINGERS) > 0;
  }

  @Transactional
  boolean retry(Claim claim, Instant now, Instant next, String note) {
    if (claim.row().failures() == 0) {
      note(claim.row(), Told.Result.FAILED, claim.row().wanted(), now, note);
    }
    return rows.retry(claim.row().id(), claim.token(), now, next, note) > 0;
  }

  @Transactional
  boolean bury(Claim claim, Instant now, String reason, String note) {
    note(claim.row(), Told.Result.GIVEN_UP, claim.row().wanted(), now, note);
    return rows.bury(claim.row().id(), claim.token(), now, reason, note) > 0;
  }

  private void note(DeliveryRow row, Told.Result result, long sequence, Instant at, String note) {
    tellings.note(row.incident(), new Told(row.receiver(), sequence, result, at, note));
  }

  boolean hold(Claim claim, Instant next, Quiet.Hold hold) {
    return rows.hold(claim.row().id(), claim.token(), next, hold.reason().word(), hold.why()) > 0;
  }

  boolean wait(Claim claim, Instant next, Quiet.Wait wait) {
    return rows.hold(claim.row().id(), claim.token(), next, null, wait.why()) > 0;
  }

  /// What there is to tell waits until no earlier call can come after it.
  boolean await(Claim claim, Instant settled) {
    String why = "held until %s: an earlier call may still be under way".formatted(settled);
    return rows.hold(claim.row().id(), claim.token(), settled, claim.row().held(), why) > 0;
  }

  boolean suppress(Claim claim, Quiet.Never never) {
    return rows.suppress(
            claim.row().id(),
            claim.token(),
            claim.row().wanted(),
            never.reason().word(),
            never.why())
        > 0;
  }

  boolean settle(Claim claim, long told, String note) {
    return rows.settle(claim.row().id(), claim.token(), told, note) > 0;
  }

  /// Notes that the receiver may know no more than `mayKnow`, because of what was told under a
  /// claim that was lost; returns whether there is something to tell again. Whoever holds the row
  /// now has lost it too: its answer may be to what was told before.
  boolean tellAgain(Claim claim, long mayKnow, Instant now) {
    return rows.tellAgain(claim.row().id(), mayKnow, UUID.randomUUID(), now, LINGERS) > 0;
  }

  /// A row that this process may work on, the token that proves it, and since when.
  record Claim(DeliveryRow row, UUID token, Instant taken) {}

  private String write(Outcome.Accepted accepted) {
    try {
      return json.writeValueAsString(accepted.reference());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
