package io.assay.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a check that changes too often.
class LifecycleFlappingTest {
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
    CheckStory story = CheckStory.flapping(breaches, passes);

    assertThat(story.tell(runs)).isEqualTo(expected);
  }

  @Test
  void after_an_hour_of_passes_what_flapped_is_over() {
    CheckStory story = CheckStory.flapping(1, 1);
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
    CheckStory story = CheckStory.flapping(1, 1);
    story.tell("wpwpwpw");

    assertThat(story.tell("wwwwwwwwwww")).doesNotContain("settled");
    assertThat(story.tell("w")).isEqualTo("settled");

    assertThat(story.standing.open().orElseThrow().care().flapping()).isFalse();
    assertThat(story.tell("p")).isEqualTo("resolved:passed");
  }

  @Test
  void each_change_that_was_not_told_is_counted() {
    CheckStory story = CheckStory.flapping(1, 1);
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
    CheckStory story = CheckStory.flapping(1, 1);

    assertThat(story.tell("eeepeeepeee"))
        .isEqualTo("- - opened resolved:measured - - opened resolved:measured - - opened+flapping");
    assertThat(story.tell("pw")).isEqualTo("- resolved:measured+opened+flapping");
    assertThat(story.openIncidents()).hasSize(1);
  }

  @Test
  void a_check_that_no_longer_flaps_by_its_terms_is_told_at_its_next_run() {
    CheckStory story = CheckStory.flapping(1, 1);
    story.tell("wpwpwp");
    story.check = CheckStory.withoutFlapping(story.check);

    assertThat(story.tell("p")).isEqualTo("resolved:passed");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatever_comes_no_hour_has_more_than_a_few_words(long seed) {
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    for (int round = 0; round < 50; round++) {
      CheckStory story = CheckStory.flapping(1 + random.nextInt(2), 1 + random.nextInt(2));
      List<Instant> words = new ArrayList<>();
      for (int run = 0; run < 200; run++) {
        char letter = "ppppwwwwwciu".charAt(random.nextInt(12));
        boolean wasOpen = story.standing.open().isPresent();
        for (Decision.Update update : story.decide(letter).updates()) {
          story.assertSequencesWithoutHoles(update);
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
}
