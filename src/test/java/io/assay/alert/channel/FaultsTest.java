package io.assay.alert.channel;

import static io.assay.alert.channel.Fakes.ALERTMANAGER;
import static io.assay.alert.channel.Fakes.PAGERDUTY;
import static io.assay.alert.channel.Fakes.SLACK_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Courier;
import io.assay.alert.DeadLetter;
import io.assay.alert.DeadLetters;
import io.assay.alert.Deliveries;
import io.assay.alert.DeliveryLog;
import io.assay.alert.IncidentSource;
import io.assay.alert.Pending;
import io.assay.alert.Quiet;
import io.assay.alert.QuietTimes;
import io.assay.alert.Routing;
import io.assay.alert.SampleIncidents;
import io.assay.alert.channel.FaultCases.Case;
import io.assay.alert.channel.FaultCases.Expected;
import io.assay.alert.channel.FaultCases.Trial;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.testing.FaultyFront.Fault;
import io.assay.testing.TestPostgres;
import io.micronaut.context.ApplicationContext;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that can go wrong with every sort of receiver, through the courier: what it makes of
/// it, and that in the end the receiver knows what it should, and knows it once.
@Timeout(120)
class FaultsTest {
  private static final Duration TIMEOUT = Duration.ofMillis(1500);

  private static TestPostgres database;
  private static ApplicationContext context;
  private static Instant now = SampleIncidents.OPENED;

  private final List<String> reasons = new CopyOnWriteArrayList<>();
  private Optional<SampleIncidents.Story> story = Optional.empty();
  private Routing routing = Routing.NONE;

  static Stream<Trial> trials() {
    return FaultCases.table().stream()
        .flatMap(each -> each.at().stream().map(fake -> new Trial(fake, each)));
  }

  /// Those that an earlier call would make open again what has ended.
  static Stream<Trial> trialsWithALastWord() {
    return trials().filter(trial -> EnumSet.of(PAGERDUTY, ALERTMANAGER).contains(trial.fake()));
  }

  @BeforeAll
  static void start() {
    database = TestPostgres.create();
    Flyway.configure()
        .dataSource(database.url(), database.username(), database.password())
        .schemas("assay")
        .load()
        .migrate();
    context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "datasources.default.url", database.url(),
                    "datasources.default.username", database.username(),
                    "datasources.default.password", database.password(),
                    "datasources.default.maximum-pool-size", "6"))
            .singletons(
                new ChannelOptions(
                    TIMEOUT,
                    new PrintStream(System.err, true, StandardCharsets.UTF_8),
                    false,
                    () -> now))
            .start();
    warmUp();
  }

  @AfterAll
  static void stop() {
    context.close();
    FaultCases.ELSEWHERE.close();
  }

  @BeforeEach
  void empty() {
    // what is asked of receivers as a whole is over by then
    now = now.plus(Duration.ofDays(2));
    database.execute("DELETE FROM assay.delivery", "DELETE FROM assay.message");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trials")
  void in_the_end_the_receiver_knows_what_it_should_and_once(Trial trial) {
    SampleIncidents.Story told = SampleIncidents.stale(now);
    try (Fakes.Fake fake = trial.fake().start(() -> now)) {
      goesWrong(trial.wrong(), fake, told);
      fake.knows(told.incident(), trial.wrong().lost());
      now = now.plus(Duration.ofMinutes(30));
      goesWrong(trial.wrong(), fake, told.resolvedAt(now));
      fake.knows(told.incident(), trial.wrong().lost());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trialsWithALastWord")
  void the_end_comes_after_whatever_may_be_under_way_and_else_at_once(Trial trial) {
    SampleIncidents.Story told = SampleIncidents.stale(now);
    try (Fakes.Fake fake = trial.fake().start(() -> now)) {
      goesWrongOnce(trial.wrong(), fake, told);
      Instant failed = now;
      at(fake, "http://127.0.0.1:" + fake.front().port());
      now = now.plusSeconds(1);
      deliveries().want(told.resolvedAt(now).incident(), List.of(Fakes.NAME), now);
      while (!deliveries().pending().isEmpty() && now.isBefore(failed.plusSeconds(180))) {
        deliver(1);
        now = now.plusSeconds(1);
      }
      assertThat(deliveries().pending()).isEmpty();
      if (trial.wrong().unanswered()) {
        assertThat(now).isEqualTo(failed.plusSeconds(91));
      } else {
        assertThat(now).isBeforeOrEqualTo(failed.plus(trial.wrong().asked()).plusSeconds(3));
      }
      fake.knows(told.incident(), trial.wrong().lost());
    }
  }

  @Test
  void a_message_that_slack_is_slow_to_take_is_not_sent_again() throws Exception {
    SampleIncidents.Story told = SampleIncidents.stale(now);
    Fault.TakenLate late = late();
    try (Fakes.Fake fake = SLACK_TOKEN.start(() -> now)) {
      goesWrongOnce(
          new Case(
              "taken late",
              EnumSet.of(SLACK_TOKEN),
              Optional.of(late),
              Optional.empty(),
              FaultCases.retried("timeout")),
          fake,
          told);
      now = now.plusSeconds(25);
      deliver(3);
      comes(late);
      now = now.plusSeconds(6);
      deliver(3);

      assertThat(deliveries().pending()).isEmpty();
      fake.knows(told.incident(), true);
    }
  }

  @Test
  void a_reply_that_slack_is_slow_to_take_is_not_sent_again() throws Exception {
    SampleIncidents.Story told = SampleIncidents.stale(now);
    try (Fakes.Fake fake = SLACK_TOKEN.start(() -> now)) {
      tell(fake, told);
      Fault.TakenLate late = late();
      fake.front().next(new Fault.None(), late);
      want(told.critical(Duration.ofMinutes(5)));
      deliver(1);
      assertThat(reasons).containsExactly("timeout");
      now = now.plusSeconds(5);
      want(told.acknowledged(Duration.ofMinutes(6), "anna"));
      deliver(3);
      now = now.plusSeconds(20);
      deliver(3);
      comes(late);
      now = now.plusSeconds(6);
      deliver(3);

      assertThat(deliveries().pending()).isEmpty();
      assertThat(fake.replies())
          .hasSize(2)
          .first()
          .asString()
          .contains("Got worse")
          .doesNotContain("Acknowledged");
    }
  }

  @Test
  void an_update_that_slack_is_slow_to_take_is_not_the_last_that_a_message_shows()
      throws Exception {
    SampleIncidents.Story told = SampleIncidents.stale(now);
    try (Fakes.Fake fake = SLACK_TOKEN.start(() -> now)) {
      tell(fake, told);
      Fault.TakenLate late = late();
      fake.front().next(late);
      want(told.critical(Duration.ofMinutes(5)));
      deliver(1);
      assertThat(reasons).containsExactly("timeout");
      now = now.plusSeconds(2);
      want(told.resolvedAt(now));
      deliver(3);
      assertThat(deliveries().pending()).isEmpty();
      fake.knows(told.incident(), false);
      comes(late);
      now = now.plusSeconds(29);
      deliver(3);

      fake.knows(told.incident(), false);
    }
  }

  private void tell(Fakes.Fake fake, SampleIncidents.Story told) {
    at(fake, "http://127.0.0.1:" + fake.front().port());
    reasons.clear();
    story = Optional.of(told);
    want(told);
    deliver(1);
    assertThat(reasons).isEmpty();
  }

  private static void want(SampleIncidents.Story told) {
    deliveries().want(told.incident(), List.of(Fakes.NAME), now);
  }

  private static Fault.TakenLate late() {
    return new Fault.TakenLate(new CountDownLatch(1), new CountDownLatch(1));
  }

  private static void comes(Fault.TakenLate late) throws InterruptedException {
    late.may().countDown();
    late.taken().await();
  }

  private void goesWrongOnce(Case wrong, Fakes.Fake fake, SampleIncidents.Story told) {
    wrong.fault().ifPresent(fault -> fake.front().next(fault));
    String base = wrong.address().orElse("http://127.0.0.1:");
    at(fake, base + fake.front().port());
    reasons.clear();
    story = Optional.of(told);
    deliveries().want(told.incident(), List.of(Fakes.NAME), now);
    deliver(1);
  }

  /// Has the receiver told while it goes wrong, then until all is told.
  private void goesWrong(Case wrong, Fakes.Fake fake, SampleIncidents.Story told) {
    String right = "http://127.0.0.1:" + fake.front().port();
    goesWrongOnce(wrong, fake, told);
    came(wrong.means());
    at(fake, right);
    fake.front().heal();
    letters().latest(10).forEach(letter -> letters().retry(letter.delivery(), now));
    for (int i = 0; i < 20 && !deliveries().pending().isEmpty(); i++) {
      now = now.plus(Duration.ofMinutes(1));
      deliver(3);
    }
    assertThat(deliveries().pending()).isEmpty();
    assertThat(letters().latest(10)).isEmpty();
    assertThat(FaultCases.WENT_ELSEWHERE).isEmpty();
  }

  private void came(Expected means) {
    switch (means) {
      case Expected.Accepted _ -> {
        deliver(3);
        assertThat(reasons).isEmpty();
        assertThat(deliveries().pending()).isEmpty();
      }
      case Expected.Retried(var reason, var after) -> {
        assertThat(reasons).singleElement().asString().contains(reason);
        assertThat(deliveries().pending()).extracting(Pending::count).containsExactly(1L);
        Instant failed = now;
        now = after.isZero() ? now : now.plus(after).minusSeconds(1);
        deliver(1);
        assertThat(reasons).as("it waits").hasSize(1);
        assertThat(deliveries().pending()).isNotEmpty();
        now = failed.plus(after);
      }
      case Expected.Rejected(var reason) -> {
        assertThat(reasons).containsExactly(reason);
        assertThat(letters().latest(10)).extracting(DeadLetter::reason).containsExactly(reason);
        assertThat(deliveries().pending()).isEmpty();
      }
    }
  }

  private void at(Fakes.Fake fake, String base) {
    routing = new Routing(Map.of(Fakes.NAME, fake.receiver(base)), List.of(), List.of());
  }

  private void deliver(int times) {
    IncidentSource incidents =
        new IncidentSource() {
          @Override
          public Optional<Incident> find(UUID incident) {
            return story.map(SampleIncidents.Story::incident);
          }

          @Override
          public List<LoggedChange> changesAfter(UUID incident, long sequence) {
            return story.stream()
                .flatMap(each -> each.log().stream())
                .filter(change -> change.sequence() > sequence)
                .toList();
          }
        };
    Courier courier =
        new Courier(
            deliveries(),
            new Courier.Sources(
                incidents,
                () -> routing,
                _ -> QuietTimes.of(routing),
                new Courier.Links(_ -> "", "the page")),
            context.getBean(Channels.class),
            new Reasons(reasons),
            () -> now);
    for (int i = 0; i < times; i++) {
      courier.deliverDue();
    }
  }

  private static Deliveries deliveries() {
    return context.getBean(Deliveries.class);
  }

  private static DeadLetters letters() {
    return context.getBean(DeadLetters.class);
  }

  /// The first calls of a JVM under load may take longer than the timeout under test.
  private static void warmUp() {
    for (Fakes each : Fakes.values()) {
      try (Fakes.Fake fake = each.start(() -> now)) {
        for (int i = 0; i < 3; i++) {
          context
              .getBean(Channels.class)
              .to(fake.receiver("http://127.0.0.1:" + fake.front().port()))
              .tell(SampleIncidents.stale().notice(io.assay.alert.Notice.Known.NOTHING));
        }
      }
    }
  }

  /// Keeps the reasons of what failed.
  private record Reasons(List<String> kept) implements DeliveryLog {
    @Override
    public void told(String receiver) {}

    @Override
    public void failed(String receiver, String reason) {
      kept.add(reason);
    }

    @Override
    public void dead(String receiver) {}

    @Override
    public void suppressed(String receiver, Quiet.Reason reason) {}
  }
}
