package io.assay.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.ActiveHours;
import io.assay.check.Check;
import io.assay.check.Memory;
import io.assay.check.Severity;
import io.assay.check.StoredWord;
import io.assay.check.Terms;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.testing.SampleChecks;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A check's runs, one after the other, and what the store would hold after each.
final class CheckStory {
  /// A Friday; the hours that count are those before 18:00.
  static final Instant MORNING = Instant.parse("2026-11-20T08:00:00Z");

  static final Instant NIGHT = Instant.parse("2026-11-20T22:00:00Z");

  final Lifecycle lifecycle = new Lifecycle(UUID::randomUUID);
  final Map<UUID, Incident> incidents = new LinkedHashMap<>();
  final Map<UUID, List<Long>> logs = new HashMap<>();
  final List<Change> told = new ArrayList<>();
  Check check;
  Standing standing;
  Instant at = MORNING;
  Duration step = Duration.ofSeconds(1);

  CheckStory(Check check) {
    this.check = check;
    this.standing = Standing.fresh(check.id());
  }

  String tell(String runs) {
    List<String> words = new ArrayList<>();
    for (char run : runs.toCharArray()) {
      List<String> logged =
          decide(run).updates().stream()
              .flatMap(update -> update.changes().stream())
              .map(change -> word(change.change()))
              .toList();
      words.add(logged.isEmpty() ? "-" : String.join("+", logged));
    }
    return String.join(" ", words);
  }

  void acknowledge(String by) {
    Decision.Update update =
        lifecycle
            .acknowledged(
                standing.open().orElseThrow(), new Incident.Acknowledgement(at, by, "on it"))
            .orElseThrow();
    keep(update);
    standing = new Standing(standing.state(), Optional.of(update.incident()));
  }

  private void keep(Decision.Update update) {
    incidents.put(update.incident().id(), update.incident());
    for (LoggedChange change : update.changes()) {
      told.add(change.change());
      logs.computeIfAbsent(change.incident(), id -> new ArrayList<>()).add(change.sequence());
    }
  }

  Decision decide(char run) {
    boolean counts = Character.isLowerCase(run);
    at = at.plus(step);
    Instant now = counts ? at : NIGHT.plus(Duration.between(MORNING, at));
    Finding finding =
        new Finding(
            verdict(Character.toLowerCase(run)),
            new Memory(Map.of("run", now.toString())),
            now,
            now,
            List.of(BigDecimal.ONE));
    Decision decision = lifecycle.decide(check, standing, finding);
    decision.updates().forEach(this::keep);
    standing = new Standing(decision.state(), openIncidents().stream().findFirst());
    return decision;
  }

  /// Fails unless the incident's log has all numbers from 1 to its own.
  void assertSequencesWithoutHoles(Decision.Update update) {
    List<Long> all = new ArrayList<>();
    for (long sequence = 1; sequence <= update.incident().sequence(); sequence++) {
      all.add(sequence);
    }
    assertThat(logs.get(update.incident().id())).isEqualTo(all);
  }

  List<Incident> openIncidents() {
    return incidents.values().stream().filter(Incident::open).toList();
  }

  private static Verdict verdict(char run) {
    return switch (run) {
      case 'p' -> new Verdict.Pass(SampleChecks.seen(1));
      case 'i' -> new Verdict.Breach(Severity.INFO, SampleChecks.seen(20));
      case 'w' -> new Verdict.Breach(Severity.WARNING, SampleChecks.seen(30));
      case 'c' -> new Verdict.Breach(Severity.CRITICAL, SampleChecks.seen(40));
      case 'e' ->
          new Verdict.Errored(new Unmeasurable(Unmeasurable.Reason.TIMEOUT, "it took too long"));
      case 'x' ->
          new Verdict.Errored(
              new Unmeasurable(
                  Unmeasurable.Reason.UNREACHABLE, "shop does not answer: connection refused"));
      case 'u' -> new Verdict.Unknown("no baseline yet");
      default -> throw new IllegalArgumentException("run " + run);
    };
  }

  private static String word(Change change) {
    return switch (change) {
      case Change.Opened ignored -> "opened";
      case Change.SeverityChanged changed -> changed.from().word() + ">" + changed.to().word();
      case Change.Reminded ignored -> "reminded";
      case Change.NotMeasurable ignored -> "unmeasurable";
      case Change.Flapping _ -> "flapping";
      case Change.Settled _ -> "settled";
      case Change.Acknowledged _ -> "acknowledged";
      case Change.Unacknowledged _ -> "unacknowledged";
      case Change.Resolved resolved -> "resolved:" + StoredWord.of(resolved.reason());
      case Change.Other other -> other.name();
    };
  }

  static CheckStory flapping(int breaches, int passes) {
    CheckStory story = new CheckStory(withoutHours(check(breaches, passes, "rows")));
    story.step = Duration.ofMinutes(5);
    return story;
  }

  static Check check(int breaches, int passes, String keyword) {
    Terms terms =
        new Terms(
            keyword.equals(Lifecycle.ANSWERS) ? Severity.CRITICAL : Severity.WARNING,
            SampleChecks.EVERY_MINUTE.schedule(),
            new Terms.Streaks(breaches, passes),
            Duration.ofHours(24),
            Optional.of(
                new ActiveHours(
                    EnumSet.allOf(DayOfWeek.class),
                    LocalTime.MIDNIGHT,
                    LocalTime.of(18, 0),
                    ZoneOffset.UTC)));
    return SampleChecks.check(
        keyword.equals(Lifecycle.ANSWERS) ? "shop/answers" : "orders",
        "",
        terms,
        new SampleChecks.AtMost(keyword, 10, Severity.WARNING, 0));
  }

  static Check withoutHours(Check check) {
    Terms terms = check.terms();
    return on(
        check,
        new Terms(
            terms.severity(), terms.schedule(), terms.streaks(), terms.remind(), Optional.empty()));
  }

  static Check withoutFlapping(Check check) {
    Terms terms = check.terms();
    return on(
        check,
        new Terms(
            terms.severity(),
            terms.schedule(),
            terms.streaks(),
            terms.remind(),
            terms.active(),
            new Terms.Restraint(Optional.empty(), List.of())));
  }

  private static Check on(Check check, Terms terms) {
    return new Check(check.id(), check.kind(), check.target(), terms, check.about());
  }
}
