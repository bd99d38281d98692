package io.assay.check.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Bound;
import io.assay.check.Column;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupedTest {
  private static final List<Column> COUNTRY = List.of(new Column.Name("country"));
  private static final Measure.Nulls NULLS = new Measure.Nulls(Judging.EMAIL);
  private static final Kind NO_NULLS =
      new Grouped(new Nulls(Judging.EMAIL, Judging.atMost(Unit.COUNT, "0")), COUNTRY);

  private static Measure.Group group(String key, Map<Measure<?>, Object> values) {
    return new Measure.Group(List.of(Optional.of(key)), values);
  }

  private static Measure.Group nulls(String key, long failing, long rows) {
    return group(key, Map.of(NULLS, failing, new Measure.Rows(), rows));
  }

  private static Measure.Group rows(String key, long rows) {
    return group(key, Map.of(new Measure.Rows(), rows));
  }

  private static Judgement judge(Kind kind, Memory memory, Measure.Group... groups) {
    return kind.judge(
        new Evidence(
            Judging.measured(Map.of(kind.measures().getFirst(), Arrays.asList(groups))),
            List.of(),
            memory));
  }

  private static Verdict judge(Kind kind, Measure.Group... groups) {
    return judge(kind, Memory.NONE, groups).verdict();
  }

  @Test
  void the_worst_groups_are_named_first_and_the_others_counted() {
    List<Measure.Group> groups = new ArrayList<>();
    IntStream.rangeClosed(1, 120).forEach(i -> groups.add(nulls("c" + i, i, 200)));
    groups.add(nulls("good", 0, 5));

    Observation seen = Judging.breached(judge(NO_NULLS, groups.toArray(Measure.Group[]::new)));

    assertThat(seen.sentence())
        .startsWith(
            "120 of 121 groups: country=c120: 120 of 200 rows have no value (60%), none is allowed;"
                + " country=c119: ")
        .endsWith(
            "; country=c116: 116 of 200 rows have no value (58%), none is allowed; and 115 more");
    assertThat(seen.groups()).hasSize(101).endsWith("and 20 more");
    assertThat(seen.groups().getFirst()).startsWith("country=c120: 120 of 200 rows");
    assertThat(seen.value()).contains(BigDecimal.valueOf(120));
    assertThat(seen.observed()).isEqualTo("country=c120: 120 rows");
    assertThat(seen.expected()).isEqualTo("none, in each group");
  }

  @Test
  void the_severity_is_that_of_the_worst_group_which_comes_first_whatever_its_figure() {
    Limits limits =
        new Limits(
            List.of(
                new Limit(Severity.WARNING, Unit.COUNT, new Bound.AtMost(BigDecimal.valueOf(10))),
                new Limit(Severity.CRITICAL, Unit.SHARE, new Bound.AtMost(new BigDecimal("0.5")))));
    Kind kind = new Grouped(new Nulls(Judging.EMAIL, limits), COUNTRY);

    Verdict verdict = judge(kind, nulls("large", 400, 1000), nulls("bad", 9, 10), nulls("b", 0, 9));

    assertThat(Judging.severity(verdict)).isEqualTo(Severity.CRITICAL);
    assertThat(Judging.breached(verdict).sentence()).startsWith("2 of 3 groups: country=bad: ");
  }

  @Test
  void all_groups_pass_with_the_figure_of_the_worst() {
    Kind kind = new Grouped(new Nulls(Judging.EMAIL, Judging.atMost(Unit.COUNT, "5")), COUNTRY);

    Observation seen = Judging.passed(judge(kind, nulls("IT", 1, 4), nulls("FR", 3, 4)));

    assertThat(seen.sentence())
        .isEqualTo("all 2 groups pass; the worst is country=FR: 3 of 4 rows have no value (75%)");
    assertThat(seen.value()).contains(BigDecimal.valueOf(3));
    assertThat(Judging.passed(judge(kind, nulls("IT", 0, 4))).sentence())
        .isEqualTo("the one group passes; country=IT: all of 4 rows have a value");
  }

  @Test
  void where_too_few_rows_are_bad_the_fewest_are_the_worst() {
    Kind kind = new Grouped(new Rows(Judging.atLeast(Unit.COUNT, "100")), COUNTRY);

    assertThat(
            Judging.breached(judge(kind, rows("a", 50), rows("b", 2), rows("c", 200))).sentence())
        .isEqualTo(
            "2 of 3 groups: country=b: 2 rows, expected at least 100; country=a: 50 rows, expected"
                + " at least 100");
    assertThat(Judging.passed(judge(kind, rows("a", 500), rows("b", 101))).observed())
        .isEqualTo("country=b: 101 rows");
  }

  @Test
  void without_rows_there_are_no_groups_and_nothing_is_judged() {
    Observation seen = Judging.passed(judge(NO_NULLS));

    assertThat(seen.sentence()).isEqualTo("there are no rows, and so no groups");
    assertThat(seen.value()).isEmpty();
  }

  @Test
  void the_group_without_a_time_is_staler_than_any() {
    Measure.Newest newest = new Measure.Newest(new Column.Name("at"));
    Kind kind =
        new Grouped(
            new Fresh(new Column.Name("at"), Duration.ofMinutes(10), 2, Severity.WARNING), COUNTRY);
    Instant old = Judging.NOW.minus(Duration.ofHours(2));

    Observation seen =
        Judging.breached(
            judge(
                kind,
                group("old", Map.of(newest, Optional.of(old))),
                group("none", Map.of(newest, Optional.empty())),
                group("new", Map.of(newest, Optional.of(Judging.NOW)))));

    assertThat(seen.groups())
        .containsExactly(
            "country=none: there is no row with a time, one is expected every 10 min",
            "country=old: newest row is 2 h old, expected every 10 min");
  }

  @Test
  void a_group_is_named_so_that_null_the_empty_text_and_long_texts_can_be_told() {
    Kind kind =
        new Grouped(
            new Nulls(Judging.EMAIL, Judging.atMost(Unit.COUNT, "0")),
            List.of(new Column.Name("a"), new Column.Expression("lower(b)")));
    List<Optional<String>> odd = List.of(Optional.empty(), Optional.of(""));
    List<Optional<String>> words = List.of(Optional.of("NULL"), Optional.of("x\ny".repeat(50)));
    Map<Measure<?>, Object> one = Map.of(NULLS, 1L, new Measure.Rows(), 1L);

    assertThat(
            Judging.breached(
                    judge(kind, new Measure.Group(odd, one), new Measure.Group(words, one)))
                .groups())
        .satisfiesExactlyInAnyOrder(
            name -> assertThat(name).startsWith("a=NULL, (lower(b))='': "),
            name -> assertThat(name).startsWith("a='NULL', (lower(b))=x yx yx").contains("…: "));
  }

  @Test
  void a_fall_is_judged_against_each_groups_own_past() {
    Kind kind = new Grouped(new Drop(Judging.atMost(Unit.SHARE, "0.5"), 3, 10), COUNTRY);
    Memory memory = Memory.NONE;
    for (int run = 0; run < 3; run++) {
      Judgement judgement = judge(kind, memory, rows("IT", 1000 + run), rows("FR", 100));
      assertThat(Judging.unknown(judgement.verdict()))
          .startsWith("nothing can be said of any of 2 groups; country=");
      memory = judgement.memory();
    }
    for (int run = 0; run < 5; run++) {
      Judgement judgement = judge(kind, memory, rows("IT", 1000), rows("FR", 90 + run));
      Judging.passed(judgement.verdict());
      memory = judgement.memory();
    }

    Judgement fallen = judge(kind, memory, rows("IT", 990), rows("FR", 40), rows("new", 7));

    assertThat(Judging.breached(fallen.verdict()).sentence())
        .isEqualTo(
            "1 of 3 groups: country=FR: 40 rows, 56.9% fewer than the usual 93, at most 50% is"
                + " tolerated");
    // a count in breach is no baseline, and a group that stays away is not forgotten
    Judgement away = judge(kind, fallen.memory(), rows("IT", 1000));
    Judgement back = judge(kind, away.memory(), rows("IT", 1000), rows("FR", 45));
    assertThat(Judging.breached(back.verdict()).sentence()).contains("than the usual 93");
  }

  @Test
  void passes_count_where_of_some_groups_nothing_can_be_said() {
    Kind kind = new Grouped(new Drop(Judging.atMost(Unit.SHARE, "0.5"), 1, 10), COUNTRY);
    Memory memory = judge(kind, Memory.NONE, rows("IT", 100)).memory();

    assertThat(
            Judging.passed(judge(kind, memory, rows("IT", 100), rows("FR", 5)).verdict())
                .sentence())
        .isEqualTo(
            "1 of 2 groups passes and nothing can be said of the others yet; the worst is"
                + " country=IT: 100 rows, as usual");
  }

  @Test
  void what_is_remembered_is_bounded() {
    Kind kind = new Grouped(new Drop(Judging.atMost(Unit.SHARE, "0.5"), 100, 10), COUNTRY);
    Measure.Group[] hundred =
        IntStream.range(0, 100).mapToObj(i -> rows("a" + i, 50)).toArray(Measure.Group[]::new);
    Measure.Group[] others =
        IntStream.range(0, 100).mapToObj(i -> rows("b" + i, 50)).toArray(Measure.Group[]::new);

    Memory memory = judge(kind, judge(kind, Memory.NONE, hundred).memory(), others).memory();

    assertThat(memory.entries().keySet()).hasSize(100).allMatch(key -> key.contains(":b"));
    List<Measure.Group> more = new ArrayList<>(Arrays.asList(hundred));
    more.add(rows("one too many", 50));
    Judgement judgement = judge(kind, memory, more.toArray(Measure.Group[]::new));
    assertThat(judgement.verdict())
        .isInstanceOfSatisfying(
            Verdict.Errored.class,
            errored ->
                assertThat(errored.why().text())
                    .contains("101 groups", "'drop' over 100 runs remembers at most 100 groups"));
    assertThat(judgement.memory()).isEqualTo(memory);
  }

  @Test
  void a_volume_is_worst_where_it_moved_most() {
    Measure<?> buckets =
        Judging.written(Volume.LANGUAGE, Map.of("volume", Duration.ofHours(1)))
            .getFirst()
            .measures()
            .getFirst();
    Kind kind =
        new Grouped(
            Judging.written(Volume.LANGUAGE, Map.of("volume", Duration.ofHours(1))).getFirst(),
            COUNTRY);

    Observation seen =
        Judging.breached(
            judge(
                kind,
                group("half", Map.of(buckets, counted(40, 100, 100))),
                group("gone", Map.of(buckets, counted(0, 5, 5))),
                group("fine", Map.of(buckets, counted(9, 10, 9)))));

    assertThat(seen.sentence()).startsWith("2 of 3 groups: country=gone: no rows");
    assertThat(seen.groups().get(1)).startsWith("country=half: 40 rows");
  }

  private static List<Measure.BucketRows> counted(long... rows) {
    Instant last = Instant.parse("2026-11-20T09:00:00Z");
    return IntStream.range(0, rows.length)
        .mapToObj(i -> {
          Instant from = last.minus(Duration.ofDays(i));
          return new Measure.BucketRows(
              new io.assay.check.Buckets.Span(from, from.plus(Duration.ofHours(1))), rows[i]);
        })
        .toList();
  }

  @Test
  void a_kind_whose_measures_know_no_groups_is_refused() {
    Kind sql = new Sql("SELECT 1", Optional.empty(), Severity.WARNING);

    assertThat(Grouped.fits(sql)).isFalse();
    assertThatThrownBy(() -> new Grouped(sql, COUNTRY)).hasMessageContaining("'sql'");
  }
}
