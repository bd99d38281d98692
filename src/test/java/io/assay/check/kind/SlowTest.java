package io.assay.check.kind;

import static io.assay.check.kind.Judging.NOW;
import static io.assay.check.kind.Judging.atLeast;
import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Judgement;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.StatementCounters;
import io.assay.check.StatementCounters.Entry;
import io.assay.check.StatementCounters.Totals;
import io.assay.check.Unit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlowTest {
  private static final Optional<Instant> RESET = Optional.of(NOW.minusSeconds(86_400));
  private static final Limits HALF_SECOND = atMost(Unit.SECONDS, "0.5");
  private static final Slow MEAN =
      slow(
          new SlowLimits(
              Optional.of(HALF_SECOND), Optional.empty(), Optional.empty(), Optional.empty()));

  private Memory memory = Memory.NONE;
  private Instant clock = NOW;

  private static Slow slow(SlowLimits limits) {
    return new Slow("*", limits, 10);
  }

  private static Entry entry(String key, long calls, double total, double max) {
    return new Entry(
        key,
        "SELECT " + key,
        new Totals(calls, total, max, 0, 0),
        Optional.of(NOW.minusSeconds(9)));
  }

  private static Entry old(String key, long calls, double total) {
    return new Entry(key, "SELECT " + key, new Totals(calls, total, 1, 0, 0), Optional.empty());
  }

  private Judgement look(Slow kind, Optional<Instant> reset, long evictions, Entry... entries) {
    clock = clock.plusSeconds(60);
    Judgement judgement =
        judge(
            kind,
            new Measure.Statements("*"),
            new StatementCounters(reset, evictions, List.of(entries)),
            clock,
            memory);
    memory = judgement.memory();
    return judgement;
  }

  private Judgement look(Slow kind, Entry... entries) {
    return look(kind, RESET, 0, entries);
  }

  @Test
  void the_first_reading_tells_nothing() {
    assertThat(unknown(look(MEAN, entry("a", 1, 9999, 9999)).verdict()))
        .isEqualTo("no earlier reading to compare with yet");
  }

  @Test
  void the_window_is_judged_and_not_the_average_since_the_reset() {
    look(MEAN, entry("a", 100_000, 100_000, 5));
    var seen = breached(look(MEAN, entry("a", 100_340, 100_000 + 340 * 1200, 5)).verdict());
    assertThat(seen.sentence())
        .isEqualTo("SELECT a took 1.2 s on average over 340 calls, at most 500 ms is allowed");
    assertThat(seen.value())
        .hasValueSatisfying(value -> assertThat(value).isEqualByComparingTo("1.2"));
    assertThat(seen.expected()).isEqualTo("mean at most 500 ms");
  }

  @Test
  void a_statement_that_was_slow_long_ago_passes() {
    look(MEAN, entry("a", 100, 500_000, 9000));
    assertThat(passed(look(MEAN, entry("a", 200, 501_000, 9000)).verdict()).sentence())
        .isEqualTo("the slowest of 1 statement took 10 ms on average: SELECT a");
  }

  @Test
  void the_worst_is_named_and_the_others_are_counted() {
    look(MEAN, entry("a", 0, 0, 0), entry("b", 0, 0, 0), entry("c", 0, 0, 0));
    assertThat(
            breached(
                    look(
                            MEAN,
                            entry("a", 10, 6000, 1),
                            entry("b", 10, 9000, 1),
                            entry("c", 10, 10, 1))
                        .verdict())
                .sentence())
        .isEqualTo(
            "SELECT b took 900 ms on average over 10 calls, at most 500 ms is allowed (and 1 other"
                + " statement)");
  }

  @Test
  void few_calls_are_not_judged_by_their_mean() {
    look(MEAN, entry("a", 0, 0, 0));
    assertThat(passed(look(MEAN, entry("a", 9, 90_000, 10_000)).verdict()).sentence())
        .isEqualTo("no statement was called 10 times since the last run");
  }

  @Test
  void a_maximum_counts_only_when_it_rose_in_the_window() {
    Slow max =
        slow(
            new SlowLimits(
                Optional.empty(), Optional.of(HALF_SECOND), Optional.empty(), Optional.empty()));
    look(max, entry("a", 100, 1000, 900));
    assertThat(look(max, entry("a", 101, 1010, 900)).verdict().word()).isEqualTo("pass");
    assertThat(breached(look(max, entry("a", 102, 2010, 1000)).verdict()).sentence())
        .isEqualTo("SELECT a took up to 1 s, at most 500 ms is allowed");
    assertThat(breached(look(max, entry("a", 104, 3610, 1000)).verdict()).sentence())
        .isEqualTo("SELECT a took up to 800 ms, at most 500 ms is allowed");
  }

  @Test
  void a_reset_of_all_statistics_is_unknown() {
    look(MEAN, entry("a", 100, 100, 1));
    assertThat(unknown(look(MEAN, Optional.of(clock), 0, entry("a", 500, 900_000, 1)).verdict()))
        .isEqualTo("the statistics were reset since the last run");
  }

  @Test
  void calls_that_fell_or_an_entry_that_came_back_are_unknown() {
    look(MEAN, entry("a", 100, 100, 1));
    assertThat(unknown(look(MEAN, entry("a", 50, 90_000, 1)).verdict()))
        .isEqualTo("the counters of 1 statement were reset or pushed out since the last run");
    Entry back = new Entry("a", "SELECT a", new Totals(500, 900_000, 1, 0, 0), Optional.of(clock));
    assertThat(unknown(look(MEAN, back).verdict())).contains("pushed out");
  }

  @Test
  void before_17_an_eviction_makes_every_window_unknown() {
    look(MEAN, RESET, 3, old("a", 100, 100));
    assertThat(unknown(look(MEAN, RESET, 4, old("a", 500, 900_000)).verdict()))
        .contains("pushed out");
    look(MEAN, RESET, 4, old("a", 500, 900_000));
    assertThat(breached(look(MEAN, RESET, 4, old("a", 600, 1_000_000)).verdict()).sentence())
        .contains("1 s on average over 100 calls");
  }

  @Test
  void from_17_on_an_eviction_does_not_matter_to_the_entries_that_stayed() {
    look(MEAN, RESET, 3, entry("a", 100, 100, 1));
    assertThat(breached(look(MEAN, RESET, 4, entry("a", 200, 100_100, 1)).verdict()).sentence())
        .contains("1 s on average over 100 calls");
  }

  @Test
  void a_statement_that_appeared_in_the_window_is_judged_by_all_it_did() {
    look(MEAN, old("a", 100, 100));
    assertThat(breached(look(MEAN, old("a", 100, 100), old("b", 10, 9000)).verdict()).sentence())
        .startsWith("SELECT b took 900 ms");
    Entry appeared =
        new Entry(
            "c", "SELECT c", new Totals(10, 8000, 1, 0, 0), Optional.of(clock.plusSeconds(5)));
    assertThat(breached(look(MEAN, old("a", 100, 100), appeared).verdict()).sentence())
        .startsWith("SELECT c took 800 ms");
  }

  @Test
  void a_regression_is_told_against_the_median_of_three_earlier_windows() {
    Slow threefold = (Slow) written(Slow.LANGUAGE, Map.of("slow", "*")).getFirst();
    look(threefold, entry("a", 0, 0, 0));
    for (int window = 1; window <= 3; window++) {
      assertThat(look(threefold, entry("a", window * 100, window * 1000, 20)).verdict().word())
          .isEqualTo("pass");
    }
    assertThat(breached(look(threefold, entry("a", 400, 3000 + 5000, 90)).verdict()).sentence())
        .isEqualTo(
            "SELECT a took 50 ms on average over 100 calls, 5 times its usual, at most 3 is"
                + " allowed");
    assertThat(look(threefold, entry("a", 500, 8000 + 5000, 90)).verdict().word())
        .isEqualTo("breach");
    assertThat(look(threefold, entry("a", 600, 13_000 + 1000, 90)).verdict().word())
        .isEqualTo("pass");
  }

  @Test
  void below_a_millisecond_nothing_regresses() {
    Slow threefold = (Slow) written(Slow.LANGUAGE, Map.of("slow", "*")).getFirst();
    look(threefold, entry("a", 0, 0, 0));
    for (int window = 1; window <= 3; window++) {
      look(threefold, entry("a", window * 100, window, 1));
    }
    assertThat(look(threefold, entry("a", 400, 3 + 90, 1)).verdict().word()).isEqualTo("pass");
  }

  @Test
  void the_cache_has_to_hold_the_share_that_is_asked_for() {
    Slow hits =
        slow(
            new SlowLimits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(atLeast(Unit.SHARE, "0.99"))));
    look(hits, new Entry("a", "SELECT a", new Totals(0, 0, 0, 0, 0), Optional.empty()));
    assertThat(
            breached(
                    look(
                            hits,
                            new Entry(
                                "a", "SELECT a", new Totals(10, 10, 1, 80, 20), Optional.empty()))
                        .verdict())
                .sentence())
        .isEqualTo("SELECT a found 80% of its blocks in the cache, expected at least 99%");
    assertThat(
            look(hits, new Entry("a", "SELECT a", new Totals(20, 20, 1, 80, 20), Optional.empty()))
                .verdict()
                .word())
        .isEqualTo("pass");
  }

  @Test
  void a_changed_pattern_starts_anew() {
    look(MEAN, old("a", 1, 1));
    Slow other = new Slow("*b*", MEAN.limits(), 10);
    Judgement judgement =
        judge(
            other,
            new Measure.Statements("*b*"),
            new StatementCounters(RESET, 0, List.of(old("b", 1000, 900_000))),
            clock,
            memory);
    assertThat(unknown(judgement.verdict())).isEqualTo("no earlier reading to compare with yet");
  }

  @Test
  void no_statement_at_all_passes() {
    look(MEAN);
    assertThat(passed(look(MEAN).verdict()).value()).isEmpty();
  }

  @Test
  void texts_are_named_on_one_line_of_sixty_characters() {
    Entry start =
        new Entry("a", "SELECT *\n\tFROM  x", new Totals(0, 0, 0, 0, 0), Optional.empty());
    look(MEAN, start);
    Entry slow =
        new Entry(
            "a",
            "SELECT *\n\tFROM  " + "x".repeat(80),
            new Totals(10, 9000, 900, 0, 0),
            Optional.empty());
    assertThat(breached(look(MEAN, slow).verdict()).sentence())
        .startsWith("SELECT * FROM " + "x".repeat(45) + "… took 900 ms");
  }

  @Test
  void at_most_five_hundred_statements_are_remembered_in_about_fifty_bytes_each() {
    Entry[] many =
        IntStream.range(0, 2000)
            .mapToObj(i ->
                entry("10/5/" + (1_000_000_000_000L + i) + "/t", 1_000_000 + i, i * 1234.5678, 99))
            .toArray(Entry[]::new);
    look(MEAN, many);
    assertThat(memory.entries()).hasSize(501);
    assertThat(
            memory.entries().entrySet().stream()
                .mapToInt(kept -> kept.getKey().length() + kept.getValue().length())
                .sum())
        .isLessThan(500 * 100);
    assertThat(unknown(look(MEAN, entry("10/5/1000000000000/t", 1_000_500, 900_000, 99)).verdict()))
        .contains("pushed out");
  }
}
