package io.assay.check.kind;

import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.severity;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Bound;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.TablePartitions;
import io.assay.check.TablePartitions.Range;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  private static final Limits WEEK = Judging.atLeast(Unit.SECONDS, "604800");
  private static final Partitions KIND = new Partitions(WEEK, ZoneOffset.UTC, Severity.WARNING);

  private static Range range(String from, String to) {
    return new Range(day(from), day(to));
  }

  private static Optional<Instant> day(String date) {
    return date.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(date + "T00:00:00Z"));
  }

  private static Verdict judged(Partitions kind, Optional<TableName> strays, Range... ranges) {
    return judge(
        kind,
        Map.of(
            new Measure.Partitions(kind.zone()),
            new TablePartitions(Arrays.asList(ranges), strays)));
  }

  private static Verdict judged(Range... ranges) {
    return judged(KIND, Optional.empty(), ranges);
  }

  @Test
  void partitions_that_reach_far_enough_pass() {
    var seen = passed(judged(range("2026-11-01", "2026-12-01"), range("2026-10-01", "2026-11-01")));
    assertThat(seen.sentence()).isEqualTo("partitions reach until 2026-12-01, 10 days ahead");
    assertThat(seen.value()).contains(new BigDecimal(10 * 86_400 + 14 * 3_600));
  }

  @Test
  void partitions_that_end_too_soon_are_a_breach_that_says_when() {
    assertThat(
            breached(judged(range("2026-11-01", "2026-11-24"), range("2026-11-24", "2026-11-25")))
                .sentence())
        .isEqualTo(
            "partitions reach until 2026-11-25, 4 days 14 h ahead, expected at least 7 days");
  }

  @Test
  void a_gap_ends_the_reach_although_later_partitions_are_there() {
    assertThat(
            breached(judged(range("2026-11-20", "2026-11-22"), range("2026-11-23", "2027-01-01")))
                .sentence())
        .startsWith("partitions reach until 2026-11-22, 38 h ahead");
  }

  @Test
  void no_partition_for_now_is_a_breach() {
    var over = breached(judged(range("2026-10-01", "2026-11-01")));
    assertThat(over.sentence())
        .isEqualTo(
            "no partition covers now: the last ended at 2026-11-01, expected at least 7 days");
    assertThat(over.value()).contains(new BigDecimal(-(19 * 86_400 + 10 * 3_600)));
    assertThat(breached(judged(range("2026-12-01", "2027-01-01"))).sentence())
        .startsWith("no partition covers now: the first begins at 2026-12-01");
    assertThat(breached(judged()).sentence())
        .isEqualTo("there is no partition, expected at least 7 days");
  }

  @Test
  void a_partition_without_an_end_reaches_for_ever() {
    var seen = passed(judged(range("2026-01-01", "")));
    assertThat(seen.sentence()).isEqualTo("partitions reach without end");
    assertThat(seen.value()).isEmpty();
    passed(judged(range("", "2026-11-21"), range("2026-11-21", "")));
  }

  @Test
  void rows_in_a_default_partition_are_a_breach_however_far_the_others_reach() {
    Optional<TableName> strays = Optional.of(new TableName("public", "events_default"));
    assertThat(breached(judged(KIND, strays, range("2026-01-01", "2027-01-01"))).sentence())
        .endsWith(
            "; rows sit in the default partition events_default, there was no other for them");
    assertThat(breached(judged(KIND, strays)).sentence())
        .startsWith("there is no partition, expected at least 7 days; rows sit in");
  }

  @Test
  void the_worst_of_its_severities_counts() {
    Limits graded =
        new Limits(
            List.of(
                new Limit(
                    Severity.INFO, Unit.SECONDS, new Bound.AtLeast(new BigDecimal(30 * 86_400))),
                new Limit(
                    Severity.CRITICAL, Unit.SECONDS, new Bound.AtLeast(new BigDecimal(86_400)))));
    Partitions kind = new Partitions(graded, ZoneOffset.UTC, Severity.WARNING);
    Range soon = range("2026-11-01", "2026-12-01");
    Optional<TableName> strays = Optional.of(new TableName("public", "d"));
    assertThat(severity(judged(kind, Optional.empty(), soon))).isEqualTo(Severity.INFO);
    assertThat(severity(judged(kind, strays, soon))).isEqualTo(Severity.WARNING);
    assertThat(severity(judged(kind, strays))).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void a_bound_that_is_no_midnight_of_the_zone_is_told_with_its_time() {
    Partitions rome = new Partitions(WEEK, ZoneId.of("Europe/Rome"), Severity.WARNING);
    assertThat(passed(judged(rome, Optional.empty(), range("2026-11-01", "2026-12-01"))).sentence())
        .isEqualTo("partitions reach until 2026-12-01 01:00 Europe/Rome, 10 days ahead");
  }

  @Test
  void ranges_that_share_an_instant_only_have_nothing_in_common() {
    assertThat(range("2026-01-01", "2026-02-01").within(range("2026-02-01", ""))).isEmpty();
    assertThat(range("2026-01-01", "").within(range("", "2026-02-01")))
        .contains(range("2026-01-01", "2026-02-01"));
  }
}
