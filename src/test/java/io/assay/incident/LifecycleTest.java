package io.assay.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Memory;
import io.assay.check.Severity;
import io.assay.incident.Decision.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {
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
    CheckStory story = new CheckStory(CheckStory.check(breaches, passes, "rows"));

    assertThat(story.tell(runs)).isEqualTo(expected);
  }

  @Test
  void a_database_that_does_not_answer_is_one_critical_incident() {
    CheckStory story = new CheckStory(CheckStory.check(1, 1, Lifecycle.ANSWERS));

    assertThat(story.tell("xxxxp")).isEqualTo("- - opened - resolved:measured");
    Incident incident = story.incidents.values().iterator().next();
    assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(incident.subject().sort()).isEqualTo(Subject.Sort.ERROR);
    assertThat(incident.subject().title()).isEqualTo("shop");
  }

  @Test
  void what_can_be_measured_again_and_is_wrong_does_not_end_with_what_is_wrong() {
    CheckStory story = new CheckStory(CheckStory.check(1, 1, "rows"));

    assertThat(story.tell("eeew")).isEqualTo("- - opened resolved:measured+opened");
    Incident error =
        story.incidents.values().stream()
            .filter(incident -> !incident.open())
            .findFirst()
            .orElseThrow();
    assertThat(error.seen().sentence()).isEqualTo("can be measured again");
  }

  @Test
  void a_database_is_named_once_in_what_is_told_of_it() {
    CheckStory story = new CheckStory(CheckStory.check(1, 1, Lifecycle.ANSWERS));

    assertThat(story.tell("xxx")).isEqualTo("- - opened");
    Incident incident = story.incidents.values().iterator().next();
    assertThat(incident.seen().sentence()).isEqualTo("does not answer: connection refused");
  }

  @Test
  void an_open_incident_goes_on_with_the_values_it_has_and_shows_twenty() {
    CheckStory story = new CheckStory(CheckStory.check(1, 1, "rows"));

    story.tell("wew");
    int both = story.openIncidents().getFirst().seen().recent().size();
    story.tell("w".repeat(30));

    assertThat(both).isEqualTo(2);
    assertThat(story.openIncidents().getFirst().seen().recent()).hasSize(20);
  }

  @Test
  void an_open_incident_is_repeated_when_its_time_has_come() {
    CheckStory story = new CheckStory(CheckStory.check(1, 1, "rows"));
    story.step = Duration.ofHours(10);
    story.at = Instant.parse("2026-11-20T01:00:00Z");
    Check always = CheckStory.withoutHours(story.check);
    story.check = always;

    // 24 hours are over at the third run after the last word
    assertThat(story.tell("wwwwwcwww"))
        .isEqualTo("opened - - reminded - warning>critical critical>warning - -");
  }

  @Test
  void nothing_is_repeated_outside_the_hours_while_passing_or_while_the_database_is_away() {
    CheckStory story = new CheckStory(CheckStory.check(1, 3, "rows"));
    story.tell("w");
    story.at = CheckStory.MORNING.plus(Duration.ofDays(3));

    assertThat(story.tell("Wpx")).isEqualTo("- - -");
    assertThat(story.tell("w")).isEqualTo("reminded");
  }

  @Test
  void what_was_seen_last_is_kept_up_to_date_without_a_word() {
    CheckStory story = new CheckStory(CheckStory.check(1, 2, "rows"));
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

  @Test
  void what_somebody_takes_care_of_is_not_repeated_until_it_gets_worse() {
    CheckStory story = new CheckStory(CheckStory.withoutHours(CheckStory.check(1, 1, "rows")));
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
    CheckStory story = new CheckStory(CheckStory.check(1, 1, "rows"));
    story.tell("w");
    story.acknowledge("anna");
    Incident open = story.standing.open().orElseThrow();

    assertThat(
            story.lifecycle.acknowledged(
                open, new Incident.Acknowledgement(CheckStory.MORNING, "bob", "")))
        .isEmpty();
    Decision.Update back =
        story.lifecycle.unacknowledged(open, CheckStory.MORNING, "bob").orElseThrow();
    assertThat(back.incident().care()).isEqualTo(Incident.Care.NONE);
    assertThat(back.changes())
        .containsExactly(
            new LoggedChange(open.id(), 3, CheckStory.MORNING, new Change.Unacknowledged("bob")));
    assertThat(story.lifecycle.unacknowledged(back.incident(), CheckStory.MORNING, "bob"))
        .isEmpty();
  }

  @Test
  void what_goes_wrong_outside_the_hours_is_counted_once() {
    CheckStory story = new CheckStory(CheckStory.check(1, 1, "rows"));

    assertThat(story.decide('W').held()).contains(Decision.Held.INACTIVE);
    assertThat(story.decide('W').held()).isEmpty();
    assertThat(story.decide('p').held()).isEmpty();
    assertThat(story.decide('W').held()).contains(Decision.Held.INACTIVE);
  }

  @Test
  void a_removed_check_ends_its_incident_as_it_was() {
    CheckStory story = new CheckStory(CheckStory.check(1, 1, "rows"));
    story.tell("w");
    Incident open = story.standing.open().orElseThrow();

    Decision.Update end = new Lifecycle(UUID::randomUUID).removed(open, CheckStory.NIGHT);
    assertThat(end.incident().seen().sentence())
        .as("and not what was wrong, as if that were the case still")
        .isEqualTo("the check is no longer declared");

    assertThat(end.incident().span().resolved()).contains(CheckStory.NIGHT);
    assertThat(end.incident().sequence()).isEqualTo(2);
    assertThat(end.changes())
        .containsExactly(
            new LoggedChange(
                open.id(),
                2,
                CheckStory.NIGHT,
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
    assertThat(new CheckStory(CheckStory.check(1, 1, "rows")).decide(run).why()).isEqualTo(why);
  }

  @Test
  void a_run_that_measured_nothing_keeps_the_memory() {
    CheckStory story = new CheckStory(CheckStory.check(1, 1, "rows"));
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
      CheckStory story =
          new CheckStory(CheckStory.withoutFlapping(CheckStory.check(breaches, passes, "rows")));
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
          story.assertSequencesWithoutHoles(update);
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
                  Change.Unacknowledged _,
                  Change.Other _ ->
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
}
