package io.assay.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.ActiveHours;
import io.assay.check.Check;
import io.assay.check.Memory;
import io.assay.check.Severity;
import io.assay.check.Terms;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.incident.Decision.Why;
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
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {
  /// A Friday; the hours that count are those before 18:00.
  private static final Instant MORNING = Instant.parse("2026-11-20T08:00:00Z");

  private static final Instant NIGHT = Instant.parse("2026-11-20T22:00:00Z");

  // One letter a run: p pass, i w c breach, e error, x unreachable, u unknown; capitals outside the
  // hours that count. One word a run: what was logged.
  @ParameterizedTest(name = "for {0}, recover {1}: {2}")
  @CsvSource({
    "1, 1, wp,        opened resolved:passed",
    "1, 1, www,       opened - -",
    "3, 1, wwpwww,    - - - - - opened",
    "3, 1, wweww,     - - - opened -",
    "3, 1, wwuw,      - - - opened",
    "2, 1, wWw,       - - opened",
    "1, 2, wpwpp,     opened - - - resolved:passed",
    "1, 2, wpepuw,    opened - - resolved:passed - opened",
    "1, 2, wpWpp,     opened - - - resolved:passed",
    "1, 1, wcw,       opened warning>critical critical>warning",
    "1, 1, iw,        opened info>warning",
    "1, 1, wCw,       opened - -",
    "1, 1, WWW,       - - -",
    "1, 1, wPw,       opened resolved:passed opened",
    "1, 1, eee,       - - opened",
    "1, 1, eepee,     - - - - -",
    "1, 1, eeuee,     - - - - -",
    "1, 1, eeep,      - - opened resolved:measured",
    "1, 1, eeeu,      - - opened resolved:measured",
    "1, 1, eeew,      - - opened resolved:measured+opened",
    "2, 1, eeeww,     - - opened resolved:measured opened",
    "2, 1, weeew,     - - - opened resolved:measured+opened",
    "1, 1, eeeW,      - - opened resolved:measured",
    "1, 1, EEEE,      - - - -",
    "1, 1, weeeee,    opened - - unmeasurable - -",
    "1, 1, weeepeee,  opened - - unmeasurable resolved:passed - - opened",
    "1, 1, weeeweee,  opened - - unmeasurable - - - unmeasurable",
    "1, 1, xxxx,      - - - -",
    "1, 1, exexxe,    - - - - - opened",
    "1, 1, wxxxp,     opened - - - resolved:passed",
    "1, 1, uuuu,      - - - -",
  })
  void incidents_open_change_and_end(int breaches, int passes, String runs, String expected) {
    Story story = new Story(check(breaches, passes, "rows"));

    assertThat(story.tell(runs)).isEqualTo(expected);
  }

  @Test
  void a_database_that_does_not_answer_is_one_critical_incident() {
    Story story = new Story(check(1, 1, Lifecycle.ANSWERS));

    assertThat(story.tell("xxxxp")).isEqualTo("- - opened - resolved:measured");
    Incident incident = story.incidents.values().iterator().next();
    assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(incident.subject().sort()).isEqualTo(Subject.Sort.ERROR);
    assertThat(incident.subject().title()).isEqualTo("shop");
  }

  @Test
  void a_database_is_named_once_in_what_is_told_of_it() {
    Story story = new Story(check(1, 1, Lifecycle.ANSWERS));

    assertThat(story.tell("xxx")).isEqualTo("- - opened");
    Incident incident = story.incidents.values().iterator().next();
    assertThat(incident.seen().sentence()).isEqualTo("does not answer: connection refused");
  }

  @Test
  void an_open_incident_goes_on_with_the_values_it_has_and_shows_twenty() {
    Story story = new Story(check(1, 1, "rows"));

    story.tell("wew");
    int both = story.openIncidents().getFirst().seen().recent().size();
    story.tell("w".repeat(30));

    assertThat(both).isEqualTo(2);
    assertThat(story.openIncidents().getFirst().seen().recent()).hasSize(20);
  }

  @Test
  void an_open_incident_is_repeated_when_its_time_has_come() {
    Story story = new Story(check(1, 1, "rows"));
    story.step = Duration.ofHours(10);
    story.at = Instant.parse("2026-11-20T01:00:00Z");
    Check always = withoutHours(story.check);
    story.check = always;

    // 24 hours are over at the third run after the last word
    assertThat(story.tell("wwwwwcwww"))
        .isEqualTo("opened - - reminded - warning>critical critical>warning - -");
  }

  @Test
  void nothing_is_repeated_outside_the_hours_while_passing_or_while_the_database_is_away() {
    Story story = new Story(check(1, 3, "rows"));
    story.tell("w");
    story.at = MORNING.plus(Duration.ofDays(3));

    assertThat(story.tell("Wpx")).isEqualTo("- - -");
    assertThat(story.tell("w")).isEqualTo("reminded");
  }

  @Test
  void what_was_seen_last_is_kept_up_to_date_without_a_word() {
    Story story = new Story(check(1, 2, "rows"));
    story.tell("ww");

    Decision decision = story.decide('p');

    assertThat(decision.why()).isEqualTo(Why.RECOVERING);
    assertThat(decision.updates())
        .singleElement()
        .satisfies(update -> {
          assertThat(update.changes()).isEmpty();
          assertThat(update.incident().sequence()).isEqualTo(1);
          assertThat(update.incident().seen().sentence()).isEqualTo("1 rows");
        });
  }

  // a run every five minutes: an hour is twelve
  @ParameterizedTest(name = "for {0}, recover {1}: {2}")
  @CsvSource({
    // the fifth change marks it, and nothing is told until it has been stable for an hour
    "1, 1, wpwpw,              opened resolved:passed opened resolved:passed opened+flapping",
    "1, 1, wpwpwpwp,           opened resolved:passed opened resolved:passed opened+flapping - - -",
    "1, 1, wcwcwp,             opened warning>critical critical>warning warning>critical critical>warning+flapping -",
    "1, 1, wpwpc,              opened resolved:passed opened resolved:passed opened+flapping",
    // worse than it was ever told is told, and better is not
    "1, 1, wpwpwcwc,           opened resolved:passed opened resolved:passed opened+flapping warning>critical - -",
    // neither for nor recover is overruled
    "2, 1, wwpwwpwwpp,         - opened resolved:passed - opened resolved:passed - opened+flapping - -",
    // errors say nothing of the data, also while it flaps
    "1, 1, wpwpweeeeep,        opened resolved:passed opened resolved:passed opened+flapping - - - - - -",
  })
  void a_check_that_changes_too_often_is_told_once(
      int breaches, int passes, String runs, String expected) {
    Story story = flapping(breaches, passes);

    assertThat(story.tell(runs)).isEqualTo(expected);
  }

  @Test
  void after_an_hour_of_passes_what_flapped_is_over() {
    Story story = flapping(1, 1);
    story.tell("wpwpw");
    Incident open = story.standing.open().orElseThrow();
    assertThat(open.care().flapping()).isTrue();

    assertThat(story.tell("pppppppppppp")).doesNotContain("resolved");
    assertThat(story.tell("p")).isEqualTo("resolved:passed");

    assertThat(story.incidents.values().stream().filter(each -> each.id().equals(open.id())))
        .singleElement()
        .satisfies(over -> {
          assertThat(over.open()).isFalse();
          assertThat(over.care().flapping()).isFalse();
        });
    assertThat(story.tell("wp")).isEqualTo("opened resolved:passed");
  }

  @Test
  void after_an_hour_of_breaches_what_flapped_goes_on() {
    Story story = flapping(1, 1);
    story.tell("wpwpwpw");

    assertThat(story.tell("wwwwwwwwwww")).doesNotContain("settled");
    assertThat(story.tell("w")).isEqualTo("settled");

    assertThat(story.standing.open().orElseThrow().care().flapping()).isFalse();
    assertThat(story.tell("p")).isEqualTo("resolved:passed");
  }

  @Test
  void each_change_that_was_not_told_is_counted() {
    Story story = flapping(1, 1);
    story.tell("wpwpw");

    assertThat(story.decide('p').held()).contains(Decision.Held.FLAPPING);
    assertThat(story.decide('p').held()).isEmpty();
    assertThat(story.decide('w').held()).contains(Decision.Held.FLAPPING);
    Change told =
        new Change.Flapping(
            "flapping: 5 changes in the last hour; the next word comes when it has been stable for as"
                + " long");
    assertThat(story.told).contains(told);
  }

  @Test
  void a_breach_after_errors_that_flapped_opens_in_their_place() {
    Story story = flapping(1, 1);

    assertThat(story.tell("eeepeeepeee"))
        .isEqualTo("- - opened resolved:measured - - opened resolved:measured - - opened+flapping");
    assertThat(story.tell("pw")).isEqualTo("- resolved:measured+opened+flapping");
    assertThat(story.openIncidents()).hasSize(1);
  }

  @Test
  void a_check_that_no_longer_flaps_by_its_terms_is_told_at_its_next_run() {
    Story story = flapping(1, 1);
    story.tell("wpwpwp");
    story.check = withoutFlapping(story.check);

    assertThat(story.tell("p")).isEqualTo("resolved:passed");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatever_comes_no_hour_has_more_than_a_few_words(long seed) {
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    for (int round = 0; round < 50; round++) {
      Story story = flapping(1 + random.nextInt(2), 1 + random.nextInt(2));
      List<Instant> words = new ArrayList<>();
      for (int run = 0; run < 200; run++) {
        char letter = "ppppwwwwwciu".charAt(random.nextInt(12));
        boolean wasOpen = story.standing.open().isPresent();
        for (Decision.Update update : story.decide(letter).updates()) {
          assertSequencesWithoutHoles(story, update);
          update.changes().forEach(change -> words.add(story.at));
        }
        assertThat(story.openIncidents()).hasSizeLessThanOrEqualTo(1);
        boolean flaps = story.standing.state().flips().wrong().isPresent();
        assertThat(story.standing.open().map(open -> open.care().flapping()).orElse(false))
            .isEqualTo(flaps);
        if (flaps && wasOpen) {
          assertThat(story.standing.open()).isPresent();
        }
      }
      for (Instant word : words) {
        // five changes, that it flaps, and two rises of severity; or its end and five more
        assertThat(words)
            .filteredOn(
                other -> !other.isBefore(word) && other.isBefore(word.plus(Duration.ofMinutes(55))))
            .hasSizeLessThanOrEqualTo(10);
      }
    }
  }

  @Test
  void what_somebody_takes_care_of_is_not_repeated_until_it_gets_worse() {
    Story story = new Story(withoutHours(check(1, 1, "rows")));
    story.step = Duration.ofHours(25);
    story.tell("w");
    story.acknowledge("anna");

    Decision silent = story.decide('w');
    assertThat(silent.updates()).allSatisfy(update -> assertThat(update.changes()).isEmpty());
    assertThat(silent.held()).contains(Decision.Held.ACKNOWLEDGED);
    assertThat(story.tell("ww")).isEqualTo("- -");
    assertThat(story.standing.open().orElseThrow().care().acknowledged()).isPresent();

    assertThat(story.tell("cc")).isEqualTo("warning>critical reminded");
    assertThat(story.standing.open().orElseThrow().care().acknowledged()).isEmpty();
  }

  @Test
  void it_is_acknowledged_once_and_taken_back_once() {
    Story story = new Story(check(1, 1, "rows"));
    story.tell("w");
    story.acknowledge("anna");
    Incident open = story.standing.open().orElseThrow();

    assertThat(story.lifecycle.acknowledged(open, new Incident.Acknowledgement(MORNING, "bob", "")))
        .isEmpty();
    Decision.Update back = story.lifecycle.unacknowledged(open, MORNING, "bob").orElseThrow();
    assertThat(back.incident().care()).isEqualTo(Incident.Care.NONE);
    assertThat(back.changes())
        .containsExactly(new LoggedChange(open.id(), 3, MORNING, new Change.Unacknowledged("bob")));
    assertThat(story.lifecycle.unacknowledged(back.incident(), MORNING, "bob")).isEmpty();
  }

  @Test
  void what_goes_wrong_outside_the_hours_is_counted_once() {
    Story story = new Story(check(1, 1, "rows"));

    assertThat(story.decide('W').held()).contains(Decision.Held.INACTIVE);
    assertThat(story.decide('W').held()).isEmpty();
    assertThat(story.decide('p').held()).isEmpty();
    assertThat(story.decide('W').held()).contains(Decision.Held.INACTIVE);
  }

  @Test
  void a_removed_check_ends_its_incident_as_it_was() {
    Story story = new Story(check(1, 1, "rows"));
    story.tell("w");
    Incident open = story.standing.open().orElseThrow();

    Decision.Update end = new Lifecycle(UUID::randomUUID).removed(open, NIGHT);

    assertThat(end.incident().span().resolved()).contains(NIGHT);
    assertThat(end.incident().sequence()).isEqualTo(2);
    assertThat(end.changes())
        .containsExactly(
            new LoggedChange(
                open.id(),
                2,
                NIGHT,
                new Change.Resolved(Change.Reason.REMOVED, "the check is no longer declared")));
  }

  @ParameterizedTest
  @CsvSource({
    "p, HEALTHY",
    "w, OPENED",
    "e, NOT_YET",
    "x, DATABASE_AWAY",
    "u, SAYS_NOTHING",
    "W, NOT_ACTIVE"
  })
  void a_decision_says_why(char run, Why why) {
    assertThat(new Story(check(1, 1, "rows")).decide(run).why()).isEqualTo(why);
  }

  @Test
  void a_run_that_measured_nothing_keeps_the_memory() {
    Story story = new Story(check(1, 1, "rows"));
    story.decide('p');
    Memory before = story.standing.state().memory();

    story.decide('e');

    assertThat(before.entries()).isNotEmpty();
    assertThat(story.standing.state().memory()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatever_comes_the_log_of_incidents_makes_sense(long seed) {
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    for (int round = 0; round < 200; round++) {
      int breaches = 1 + random.nextInt(3);
      int passes = 1 + random.nextInt(3);
      Story story = new Story(withoutFlapping(check(breaches, passes, "rows")));
      int breachesInARow = 0;
      int passesInARow = 0;
      int errorsInARow = 0;
      for (int run = 0; run < 60; run++) {
        char letter = "ppwwciexuWPE".charAt(random.nextInt(12));
        Optional<Incident> before = story.standing.open();
        // what a reader of the language would count, from the letters alone
        if ("wci".indexOf(letter) >= 0) {
          breachesInARow++;
          passesInARow = 0;
        } else if ("pP".indexOf(letter) >= 0) {
          passesInARow++;
          breachesInARow = 0;
        } else if (letter == 'W') {
          passesInARow = 0;
        }
        errorsInARow =
            letter == 'e' ? errorsInARow + 1 : "xE".indexOf(letter) >= 0 ? errorsInARow : 0;

        Decision decision = story.decide(letter);

        Optional<Incident> after = story.standing.open();
        for (Decision.Update update : decision.updates()) {
          assertSequencesWithoutHoles(story, update);
          for (LoggedChange change : update.changes()) {
            switch (change.change()) {
              case Change.Opened ignored -> {
                assertThat(letter).isNotIn('W', 'E', 'P', 'p', 'u', 'x');
                if (update.incident().subject().sort() == Subject.Sort.BREACH) {
                  assertThat(breachesInARow).isGreaterThanOrEqualTo(breaches);
                } else {
                  assertThat(errorsInARow).isGreaterThanOrEqualTo(3);
                }
              }
              case Change.Resolved resolved -> {
                assertThat(before.map(Incident::id)).contains(update.incident().id());
                if (resolved.reason() == Change.Reason.PASSED) {
                  assertThat(passesInARow).isGreaterThanOrEqualTo(passes);
                } else {
                  assertThat(letter).isNotIn('e', 'x', 'E');
                }
              }
              case Change.SeverityChanged changed ->
                  assertThat(changed.from()).isNotEqualTo(changed.to());
              case Change.NotMeasurable ignored -> assertThat(errorsInARow).isEqualTo(3);
              case Change.Reminded ignored -> assertThat(letter).isNotIn('p', 'P', 'W', 'E', 'x');
              case Change.Flapping _,
                  Change.Settled _,
                  Change.Acknowledged _,
                  Change.Unacknowledged _ ->
                  throw new AssertionError("nobody asked for " + change);
            }
          }
        }
        assertThat(story.openIncidents()).hasSize(after.isPresent() ? 1 : 0);
        if ("wci".indexOf(letter) >= 0 && breachesInARow >= breaches) {
          assertThat(after.map(open -> open.subject().sort())).contains(Subject.Sort.BREACH);
        }
        if ("pP".indexOf(letter) >= 0 && passesInARow >= passes) {
          assertThat(after).isEmpty();
        }
        assertThat(story.standing.state().told().isPresent()).isEqualTo(after.isPresent());
      }
    }
  }

  private static void assertSequencesWithoutHoles(Story story, Decision.Update update) {
    long last = update.incident().sequence();
    List<Long> all = new ArrayList<>();
    for (long sequence = 1; sequence <= last; sequence++) {
      all.add(sequence);
    }
    assertThat(story.logs.get(update.incident().id())).isEqualTo(all);
  }

  private static Story flapping(int breaches, int passes) {
    Story story = new Story(withoutHours(check(breaches, passes, "rows")));
    story.step = Duration.ofMinutes(5);
    return story;
  }

  private static Check check(int breaches, int passes, String keyword) {
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

  private static Check withoutHours(Check check) {
    Terms terms = check.terms();
    return on(
        check,
        new Terms(
            terms.severity(), terms.schedule(), terms.streaks(), terms.remind(), Optional.empty()));
  }

  private static Check withoutFlapping(Check check) {
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

  /// A check's runs, one after the other, and what the store would hold after each.
  private static final class Story {
    private final Lifecycle lifecycle = new Lifecycle(UUID::randomUUID);
    private final Map<UUID, Incident> incidents = new LinkedHashMap<>();
    private final Map<UUID, List<Long>> logs = new HashMap<>();
    private final List<Change> told = new ArrayList<>();
    private Check check;
    private Standing standing;
    private Instant at = MORNING;
    private Duration step = Duration.ofSeconds(1);

    Story(Check check) {
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
        case Change.Resolved resolved -> "resolved:" + Columns.word(resolved.reason());
      };
    }
  }
}
