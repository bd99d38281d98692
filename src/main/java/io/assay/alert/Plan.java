package io.assay.alert;

import io.assay.alert.OpenMessage.Form;
import io.assay.check.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What comes next for a receiver of messages. Pure.
///
/// An incident joins the open message of its group; without one it begins a message. A message is
/// first brought up to date and then its thread is told what happened. More than [#MANY] new groups
/// within [#AT_ONCE] begin a digest instead, which takes in all new groups for [#COLLECTS] and says
/// something at most every [#CALM].
final class Plan {
  static final int MANY = 20;
  static final Duration AT_ONCE = Duration.ofMinutes(1);
  static final Duration COLLECTS = Duration.ofMinutes(10);
  static final Duration CALM = Duration.ofSeconds(30);

  private static final String COLLECTED = "collected until %s";
  private static final String UNDER_WAY = "held until %s: an earlier call may still be under way";

  private final Desk desk;
  private final Instant now;
  private final List<Step> waits = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Plan(Desk desk, Instant now) {
    this.desk = desk;
    this.now = now;
  }

  /// Returns the next step. What needs nothing to be sent comes first, then what may have been sent
  /// already, then critical news, then new messages, then threads, and the rest by waiting time.
  static Step next(Desk desk, Instant now) {
    if (!desk.threads()) {
      List<Due> unworthy = desk.due().stream().filter(due -> !due.worthAMessage()).toList();
      if (!unworthy.isEmpty()) {
        return new Step.Settle(unworthy);
      }
    }
    return new Plan(desk, now).next();
  }

  private Step next() {
    Map<UUID, List<Due>> known = new LinkedHashMap<>();
    Map<Group, List<Due>> fresh = new LinkedHashMap<>();
    for (Due due : desk.due()) {
      Optional<UUID> message =
          due.message().or(() -> Optional.ofNullable(desk.homes().get(due.group().key())));
      if (message.isPresent()) {
        known.computeIfAbsent(message.get(), _ -> new ArrayList<>()).add(due);
      } else {
        fresh.computeIfAbsent(due.group(), _ -> new ArrayList<>()).add(due);
      }
    }
    boolean many = fresh.size() + desk.lately().groups() > MANY;
    Optional<UUID> collecting = desk.threads() ? desk.lately().collecting() : Optional.empty();
    if (!fresh.isEmpty() && collecting.isPresent()) {
      known.computeIfAbsent(collecting.get(), _ -> new ArrayList<>()).addAll(all(fresh));
    } else if (!fresh.isEmpty() && many) {
      digest(all(fresh));
    } else {
      fresh.forEach((group, due) -> steps.add(new Step.Post(Optional.of(group), due)));
    }
    known.forEach((message, due) ->
        Optional.ofNullable(desk.messages().get(message)).ifPresent(open -> further(open, due)));
    desk.messages().values().stream()
        .filter(message -> message.posted() && message.isStale(now))
        .forEach(message -> steps.add(new Step.Update(message, List.of())));
    return waits.stream()
        .findFirst()
        .or(() -> steps.stream().min(Comparator.comparing(Plan::rank).thenComparing(Plan::since)))
        .orElseGet(Step.Nothing::new);
  }

  /// Where a digest cannot be changed, the next one waits until there is something to collect.
  private void digest(List<Due> fresh) {
    Optional<Instant> next =
        desk.threads()
            ? Optional.empty()
            : desk.lately().digest().map(last -> last.plus(AT_ONCE)).filter(now::isBefore);
    if (next.isPresent()) {
      waits.add(wait(fresh, next.get(), COLLECTED));
    } else {
      steps.add(new Step.Post(Optional.empty(), fresh));
    }
  }

  private void further(OpenMessage message, List<Due> due) {
    if (message.flight().unanswered() && now.isBefore(message.flight().look())) {
      waits.add(wait(due, message.flight().look(), UNDER_WAY));
    } else if (!message.posted()) {
      steps.add(new Step.Find(message, due));
    } else if (message.flight().unanswered()) {
      steps.add(new Step.FindReply(message, due));
    } else if (due.stream().allMatch(each -> each.isShown() && each.message().isPresent())) {
      steps.add(new Step.Answer(message, due));
    } else if (message.form() == Form.DIGEST && now.isBefore(message.refreshed().plus(CALM))) {
      waits.add(wait(due, message.refreshed().plus(CALM), COLLECTED));
    } else {
      steps.add(new Step.Update(message, due));
    }
  }

  private static Step wait(List<Due> due, Instant until, String why) {
    return new Step.Wait(due, until, why.formatted(Words.moment(until)));
  }

  private static List<Due> all(Map<Group, List<Due>> groups) {
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private static int rank(Step step) {
    boolean critical = step.due().stream().anyMatch(Due::critical);
    return switch (step) {
      case Step.Nothing _, Step.Settle _, Step.Wait _ -> 0;
      case Step.Find _, Step.FindReply _ -> 1;
      case Step.Post _ -> critical ? 2 : 3;
      case Step.Answer _ -> critical ? 2 : 4;
      case Step.Update _ -> critical ? 2 : 5;
    };
  }

  private static Instant since(Step step) {
    Instant stale =
        step instanceof Step.Update(var message, _)
            ? message.stale().orElse(Instant.MAX)
            : Instant.MAX;
    return step.due().stream().map(Due::since).min(Comparator.naturalOrder()).orElse(stale);
  }
}
