package io.assay.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.About;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Observation;
import io.assay.check.Schedule;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.check.Target;
import io.assay.check.Terms;
import io.assay.check.Unit;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.check.kind.Fresh;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConsoleReportTest {
  private static final Style PLAIN = new Style(false, true);

  @Test
  void shows_each_check_under_its_table_and_a_summary() {
    String text =
        new ConsoleReport(PLAIN)
            .add(check("demo/public.orders/fresh/created_at"), pass("newest row is 2 s old"))
            .add(check("orders-of-acme"), breach(Severity.CRITICAL, "newest row is 47 min old"))
            .add(check("b"), new Verdict.Unknown("no baseline yet"))
            .add(
                check("c"),
                new Verdict.Errored(
                    new Unmeasurable(Unmeasurable.Reason.TIMEOUT, "took over 30 s")))
            .text();
    assertThat(text)
        .isEqualTo(
            """
            orders
              ✓ fresh created_at      newest row is 2 s old
              ✗ fresh orders-of-acme  newest row is 47 min old  critical  checks/shop.yaml:7
              ? fresh b               no baseline yet
              ! fresh c               took over 30 s  error  checks/shop.yaml:7

            4 checks: 1 pass, 1 in breach (1 critical), 1 could not be measured, 1 unknown yet
            """);
  }

  @Test
  void falls_back_to_ascii_and_obeys_nothing_that_came_from_data() {
    String text =
        new ConsoleReport(new Style(false, false))
            .add(check("x"), breach(Severity.INFO, "\u001b[31m größer\n\tals … 5"))
            .text();
    assertThat(text).contains("XX fresh x  ?[31m gr??er als ... 5  info");
    assertThat(text).matches("[\\x20-\\x7e\\n]*");
  }

  @Test
  void is_coloured_only_where_the_terminal_has_it() {
    assertThat(Style.of(true, Map.of("TERM", "xterm"), StandardCharsets.UTF_8))
        .isEqualTo(new Style(true, true));
    assertThat(Style.of(true, Map.of("TERM", "dumb"), StandardCharsets.US_ASCII))
        .isEqualTo(new Style(false, false));
    assertThat(Style.of(false, Map.of("TERM", "xterm"), StandardCharsets.UTF_8).colour()).isFalse();
    assertThat(
            new ConsoleReport(new Style(true, true))
                .add(check("x"), breach(Severity.CRITICAL, "late"))
                .text())
        .contains("\u001b[31;1m✗\u001b[0m fresh x  late");
  }

  @Test
  void a_running_daemon_shows_everything_once_and_then_only_changes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    LiveReport live = new LiveReport(out, PLAIN, 2, () -> Instant.EPOCH);
    live.tell(check("one"), pass("fine"));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
    live.tell(check("two"), breach(Severity.WARNING, "late"));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("✗ fresh two  late", "2 checks: ");

    bytes.reset();
    live.tell(check("one"), pass("still fine"));
    live.tell(check("two"), breach(Severity.WARNING, "later"));
    live.report();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
    live.tell(check("two"), breach(Severity.CRITICAL, "much later"));
    live.tell(check("one"), new Verdict.Unknown("lost"));
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .endsWith("orders ✗ fresh two  much later  critical  checks/shop.yaml:7"),
            line -> assertThat(line).endsWith("orders ? fresh one  lost"));
  }

  @Test
  void a_check_that_does_not_run_keeps_nobody_waiting_for_the_others() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    LiveReport live =
        new LiveReport(new PrintStream(bytes, true, StandardCharsets.UTF_8), PLAIN, 2, now::get);
    live.tell(check("one"), pass("fine"));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
    now.set(Instant.EPOCH.plusSeconds(11));
    live.tell(check("one"), pass("fine"));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("1 check: 1 pass, none in breach", "1 more did not run yet");
  }

  private static Check check(String id) {
    return new Check(
        new CheckId(id),
        new Fresh(new Column.Name("created_at"), Duration.ofMinutes(10), 2, Severity.WARNING),
        new Target(
            "demo",
            Optional.of(new TableName("public", "orders")),
            Filter.ALL_ROWS,
            Guard.OF_DATABASE,
            ZoneOffset.UTC),
        new Terms(
            Severity.WARNING,
            new Schedule.Every(Duration.ofSeconds(5)),
            Terms.Streaks.ONE,
            Duration.ofDays(1),
            Optional.empty()),
        new About(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            new Source("checks/shop.yaml", 7, 9)));
  }

  private static Verdict pass(String sentence) {
    return new Verdict.Pass(seen(sentence));
  }

  private static Verdict breach(Severity severity, String sentence) {
    return new Verdict.Breach(severity, seen(sentence));
  }

  private static Observation seen(String sentence) {
    return new Observation(sentence, Optional.empty(), Unit.SECONDS, "", "");
  }
}
