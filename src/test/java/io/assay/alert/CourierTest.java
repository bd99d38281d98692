package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.alert.Receiver.Address;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.testing.TestPostgres;
import io.micronaut.context.ApplicationContext;
import io.micronaut.transaction.TransactionOperations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CourierTest {
  private static TestPostgres database;
  private static ApplicationContext context;
  private static Deliveries deliveries;

  private final Map<UUID, SampleIncidents.Story> stories = new ConcurrentHashMap<>();
  private final Phone phone = new Phone();
  private final Counts counts = new Counts();
  private final List<Silence> silences = new ArrayList<>();
  private final List<Incident> causes = new ArrayList<>();
  private @Nullable Instant lastRun;
  private volatile Instant now = SampleIncidents.OPENED;
  private Routing routing =
      new Routing(
          Map.of("data", receiver("data"), "oncall", receiver("oncall")), List.of(), List.of());

  @BeforeAll
  static void start() {
    database = TestPostgres.create();
    Flyway.configure()
        .dataSource(database.url(), database.username(), database.password())
        .schemas("assay")
        .load()
        .migrate();
    context =
        ApplicationContext.run(
            Map.of(
                "datasources.default.url",
                database.url(),
                "datasources.default.username",
                database.username(),
                "datasources.default.password",
                database.password(),
                "datasources.default.maximum-pool-size",
                "6"));
    deliveries = context.getBean(Deliveries.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void empty() {
    database.execute("TRUNCATE assay.delivery", "TRUNCATE assay.receiver_pace");
  }

  @Test
  void what_is_wanted_is_told_once() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data", "oncall");
    assertThat(courier().deliverDue()).isEqualTo(2);
    assertThat(courier().deliverDue()).isZero();
    assertThat(phone.calls).extracting(Call::receiver).containsExactlyInAnyOrder("data", "oncall");
    assertThat(phone.calls).allMatch(call -> call.notice.incident().equals(story.incident()));
    assertThat(counts.told).containsExactlyInAnyOrder("data", "oncall");
    assertThat(deliveries.pending()).isEmpty();
  }

  @Test
  void a_receiver_hears_the_changes_in_their_order() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    courier().deliverDue();
    want(story.critical(Duration.ofMinutes(5)), "data");
    courier().deliverDue();
    want(story.resolved(Duration.ofMinutes(9)), "data");
    courier().deliverDue();
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L), List.of(2L), List.of(3L));
    assertThat(phone.calls.get(1).notice.known().reference()).containsEntry("ts", "1");
  }

  @Test
  void a_storm_is_told_as_one() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    want(story.critical(Duration.ofMinutes(5)), "data");
    want(story.resolved(Duration.ofMinutes(9)), "data");
    courier().deliverDue();
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L, 2L, 3L));
  }

  @Test
  void a_step_that_leaves_something_untold_is_followed_by_the_next() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    want(story.resolved(Duration.ofMinutes(9)), "data");
    phone.answers.add(_ -> new Outcome.Accepted(1, Map.of()));
    assertThat(courier().deliverDue()).isEqualTo(2);
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L, 2L), List.of(2L));
  }

  @Test
  void everyone_who_heard_of_it_hears_that_it_is_over() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    want(story.critical(Duration.ofMinutes(5)), "oncall");
    courier().deliverDue();
    want(story.resolved(Duration.ofMinutes(9)), "oncall");
    phone.calls.clear();
    courier().deliverDue();
    assertThat(phone.calls).extracting(Call::receiver).containsExactlyInAnyOrder("data", "oncall");
  }

  @Test
  void who_never_heard_of_an_incident_is_not_told_that_it_is_over() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    want(story.resolved(Duration.ofMinutes(9)), "data", "oncall");
    courier().deliverDue();
    assertThat(phone.calls).extracting(Call::receiver).containsExactly("data");
  }

  @Test
  void an_older_want_never_lowers_a_newer_one() {
    SampleIncidents.Story story = SampleIncidents.stale();
    Incident first = story.incident();
    want(story.critical(Duration.ofMinutes(5)), "data");
    deliveries.want(first, List.of("data"), now);
    courier().deliverDue();
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L, 2L));
    assertThat(column("wanted")).isEqualTo("2");
  }

  @Test
  void after_a_death_between_claim_and_answer_the_next_courier_knows_that_it_may_have_been_told() {
    want(SampleIncidents.stale(), "data");
    assertThat(deliveries.claim("data", now, Courier.LEASE)).isPresent();
    assertThat(courier().deliverDue()).isZero();
    now = now.plus(Courier.LEASE);
    assertThat(courier().deliverDue()).isEqualTo(1);
    assertThat(phone.calls.getFirst().notice.known().attempts()).isEqualTo(1);
  }

  @Test
  void a_courier_that_stood_still_before_it_spoke_leaves_the_telling_to_others() {
    want(SampleIncidents.stale(), "data");
    Courier frozen =
        courier(_ -> {
          now = now.plus(Courier.LEASE);
          return "";
        });
    assertThat(frozen.deliverDue()).isZero();
    assertThat(phone.calls).isEmpty();
    assertThat(courier().deliverDue()).isEqualTo(1);
    assertThat(phone.calls).hasSize(1);
  }

  @Test
  void an_answer_that_came_too_late_changes_nothing_of_the_new_owner() {
    want(SampleIncidents.stale(), "data");
    Deliveries.Claim frozen = deliveries.claim("data", now, Courier.LEASE).orElseThrow();
    now = now.plus(Courier.LEASE);
    assertThat(deliveries.claim("data", now, Courier.LEASE)).isPresent();
    assertThat(deliveries.accept(frozen, new Outcome.Accepted(1, Map.of("ts", "frozen")), now))
        .isFalse();
    assertThat(column("told")).isEqualTo("0");
  }

  @Test
  void two_couriers_at_once_tell_each_delivery_once() throws InterruptedException {
    for (int i = 0; i < 30; i++) {
      want(SampleIncidents.stale(), "data", "oncall");
    }
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                await(start);
                while (courier().deliverDue() > 0) {
                  Thread.onSpinWait();
                }
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(60));
    }
    courier().deliverDue();
    assertThat(phone.calls).hasSize(60);
    assertThat(phone.calls).extracting(call -> call.notice.delivery()).doesNotHaveDuplicates();
  }

  @Test
  void retry_after_holds_the_whole_receiver_back() {
    want(SampleIncidents.stale(), "data");
    phone.answers.add(
        _ -> new Outcome.Retry("rate_limited", "slower", Optional.of(Duration.ofSeconds(30))));
    courier().deliverDue();
    want(SampleIncidents.stale(), "data");
    now = now.plusSeconds(29);
    assertThat(courier().deliverDue()).isZero();
    now = now.plusSeconds(1);
    assertThat(courier().deliverDue()).isEqualTo(2);
    assertThat(counts.failed).containsExactly("data rate_limited");
  }

  @Test
  void a_failed_attempt_is_repeated_with_growing_pauses_and_counted() {
    want(SampleIncidents.stale(), "data");
    phone.always = _ -> new Outcome.Retry("http_503", "busy", Optional.empty());
    for (int i = 0; i < 5; i++) {
      courier().deliverDue();
      assertThat(courier().deliverDue()).isZero();
      now = now.plus(Duration.ofMinutes(1));
    }
    assertThat(phone.calls)
        .extracting(call -> call.notice.known().attempts())
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void after_a_day_of_failures_it_is_a_dead_letter_and_not_before() {
    want(SampleIncidents.stale(), "data");
    phone.always = _ -> new Outcome.Retry("http_503", "busy", Optional.empty());
    Instant first = now;
    for (int i = 0; i < 200 && counts.dead.isEmpty(); i++) {
      courier().deliverDue();
      now = now.plus(Duration.ofMinutes(10));
    }
    assertThat(now).isBetween(first.plus(Duration.ofHours(24)), first.plus(Duration.ofHours(25)));
    assertThat(column("dead_reason")).isEqualTo("http_503");
    assertThat(deliveries.pending()).isEmpty();
  }

  @Test
  void a_dead_letter_lives_again_when_the_incident_changes() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    phone.answers.add(_ -> new Outcome.Rejected("channel_not_found", "no such channel"));
    courier().deliverDue();
    assertThat(counts.dead).containsExactly("data");
    assertThat(counts.failed).containsExactly("data channel_not_found");
    want(story.resolved(Duration.ofMinutes(9)), "data");
    assertThat(courier().deliverDue()).isEqualTo(1);
    assertThat(phone.sequencesTold()).last().isEqualTo(List.of(1L, 2L));
  }

  @Test
  void a_receiver_that_nobody_declares_any_more_gets_a_dead_letter_with_that_reason() {
    want(SampleIncidents.stale(), "gone");
    courier().deliverDue();
    assertThat(column("dead_reason")).isEqualTo("receiver_gone");
    assertThat(counts.dead).containsExactly("gone");
  }

  @Test
  void a_channel_that_breaks_is_tried_again() {
    want(SampleIncidents.stale(), "data");
    phone.answers.add(_ -> {
      throw new IllegalStateException("https://hooks.example.com/secret");
    });
    courier().deliverDue();
    now = now.plusSeconds(2);
    assertThat(courier().deliverDue()).isEqualTo(1);
    assertThat(counts.failed).containsExactly("data internal");
  }

  @Test
  void a_muted_incident_is_told_when_the_mute_ends() {
    mute("04:00", "06:00");
    want(SampleIncidents.stale(), "data");
    assertThat(courier().deliverDue()).isZero();
    assertThat(column("attempts")).isEqualTo("0");
    now = Instant.parse("2026-11-20T05:00:00Z");
    assertThat(courier().deliverDue()).isEqualTo(1);
    assertThat(phone.calls.getFirst().notice.known()).isEqualTo(Notice.Known.NOTHING);
  }

  @Test
  void a_mute_that_was_taken_back_is_noticed_within_a_minute() {
    mute("04:00", "06:00");
    want(SampleIncidents.stale(), "data");
    courier().deliverDue();
    routing = new Routing(routing.receivers(), List.of(), List.of());
    now = now.plusSeconds(60);
    assertThat(courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void what_opened_and_ended_within_a_mute_is_never_told() {
    mute("04:00", "06:00");
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    courier().deliverDue();
    want(story.resolved(Duration.ofMinutes(20)), "data");
    now = Instant.parse("2026-11-20T05:00:00Z");
    assertThat(courier().deliverDue()).isZero();
    assertThat(phone.calls).isEmpty();
    assertThat(counts.suppressed).containsExactly("data muted");
    assertThat(column("note")).isEqualTo("suppressed by the mute: weekly maintenance");
    assertThat(deliveries.pending()).isEmpty();
  }

  @Test
  void what_is_held_back_is_counted_once_and_says_why() {
    silences.add(silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z"));
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    for (int i = 0; i < 3; i++) {
      assertThat(courier().deliverDue()).isZero();
      now = now.plusSeconds(60);
    }
    want(story.critical(Duration.ofMinutes(4)), "data");
    assertThat(courier().deliverDue()).isZero();
    assertThat(counts.suppressed).containsExactly("data silenced");
    assertThat(deliveries.pending()).isEmpty();
    assertThat(deliveries.heldBack())
        .containsExactly(
            new HeldBack(
                story.incident().id(),
                "data",
                "silenced",
                "silenced until 2026-11-20T05:00:00Z by the silence of anna: deploy"));
    now = Instant.parse("2026-11-20T05:00:00Z");
    assertThat(courier().deliverDue()).isEqualTo(1);
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L, 2L));
    assertThat(deliveries.heldBack()).isEmpty();
  }

  @Test
  void a_silence_that_was_ended_early_is_noticed_at_once_when_the_courier_is_told_so() {
    silences.add(silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z"));
    want(SampleIncidents.stale(), "data");
    courier().deliverDue();
    silences.clear();
    assertThat(courier().deliverDue()).isZero();
    deliveries.lookAgain(Quiet.Reason.SILENCED, now);
    assertThat(courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void the_end_of_what_was_told_is_told_in_the_middle_of_a_silence() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    courier().deliverDue();
    silences.add(silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z"));
    want(story.critical(Duration.ofMinutes(5)), "data");
    assertThat(courier().deliverDue()).isZero();
    want(story.resolved(Duration.ofMinutes(9)), "data");
    now = SampleIncidents.OPENED.plus(Duration.ofMinutes(9));
    assertThat(courier().deliverDue()).isEqualTo(1);
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L), List.of(2L, 3L));
  }

  @Test
  void what_depends_on_something_wrong_waits_until_that_is_over_and_it_has_run_again() {
    SampleIncidents.Story cause = SampleIncidents.stale();
    causes.add(cause.incident());
    want(SampleIncidents.stale(), "data");
    lastRun = now;
    assertThat(courier().deliverDue()).isZero();
    assertThat(column("note"))
        .isEqualTo(
            "held back because it depends on shop/public.orders/fresh/created_at, which is in"
                + " incident");
    causes.set(0, cause.resolved(Duration.ofMinutes(10)).incident());
    now = now.plus(Duration.ofMinutes(11));
    assertThat(courier().deliverDue()).isZero();
    lastRun = now;
    now = now.plus(Duration.ofMinutes(1));
    assertThat(courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void what_is_over_at_its_first_run_after_its_cause_is_never_told() {
    SampleIncidents.Story cause = SampleIncidents.stale();
    causes.add(cause.incident());
    SampleIncidents.Story story = want(SampleIncidents.stale(), "data");
    courier().deliverDue();
    causes.set(0, cause.resolved(Duration.ofMinutes(10)).incident());
    want(story.resolved(Duration.ofMinutes(12)), "data");
    now = now.plus(Duration.ofMinutes(12));
    lastRun = now;
    assertThat(courier().deliverDue()).isZero();
    assertThat(phone.calls).isEmpty();
    assertThat(counts.suppressed).containsExactly("data depends_on");
    assertThat(deliveries.pending()).isEmpty();
  }

  @Test
  void slack_is_spoken_to_about_once_a_second_after_a_short_burst() {
    routing =
        new Routing(
            Map.of(
                "slack",
                new Receiver(
                    "slack",
                    new Address.SlackBot("#data", new Secret("xoxb-1"), Optional.empty()))),
            List.of(),
            List.of());
    for (int i = 0; i < 10; i++) {
      want(SampleIncidents.stale(), "slack");
    }
    assertThat(courier().deliverDue()).isEqualTo(4);
    assertThat(courier().deliverDue()).isZero();
    for (int second = 1; second <= 6; second++) {
      now = now.plusSeconds(1);
      assertThat(courier().deliverDue()).isEqualTo(1);
    }
    assertThat(deliveries.pending()).isEmpty();
  }

  @Test
  void what_is_wanted_belongs_to_the_transaction_of_its_caller() {
    SampleIncidents.Story story = SampleIncidents.stale();
    TransactionOperations<?> transactions = context.getBean(TransactionOperations.class);
    assertThatThrownBy(() ->
            transactions.executeWrite(_ -> {
              deliveries.want(story.incident(), List.of("data"), now);
              throw new IllegalStateException("the run failed");
            }))
        .hasMessage("the run failed");
    assertThat(deliveries.pending()).isEmpty();
  }

  @Test
  void pending_says_how_much_waits_and_since_when() {
    want(SampleIncidents.stale(), "data");
    now = now.plusSeconds(5);
    want(SampleIncidents.stale(), "data", "oncall");
    assertThat(deliveries.pending())
        .containsExactly(
            new Pending("data", 2, SampleIncidents.OPENED),
            new Pending("oncall", 1, SampleIncidents.OPENED.plusSeconds(5)));
  }

  @Test
  void what_was_told_of_ended_incidents_is_forgotten_after_a_while() {
    SampleIncidents.Story ended = want(SampleIncidents.stale(), "data");
    want(ended.resolved(Duration.ofMinutes(9)), "data");
    want(SampleIncidents.stale(), "data");
    courier().deliverDue();
    assertThat(deliveries.forget(SampleIncidents.OPENED)).isZero();
    assertThat(deliveries.forget(SampleIncidents.OPENED.plus(Duration.ofDays(1)))).isEqualTo(1);
  }

  @Test
  void the_loop_tells_what_is_committed_and_ends_when_closed() throws InterruptedException {
    want(SampleIncidents.stale(), "data");
    CourierLoop loop = new CourierLoop(courier(), _ -> false);
    Thread thread = Thread.ofVirtual().start(loop);
    assertThat(phone.first.await(20, TimeUnit.SECONDS)).isTrue();
    loop.close();
    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    assertThat(loop.failures()).isZero();
  }

  private SampleIncidents.Story want(SampleIncidents.Story story, String... receivers) {
    stories.put(story.incident().id(), story);
    deliveries.want(story.incident(), List.of(receivers), now);
    return story;
  }

  private static Silence silence(String from, String to) {
    return QuietTest.silence(from, to);
  }

  private void mute(String from, String to) {
    routing =
        new Routing(
            routing.receivers(), List.of(), List.of(QuietTest.mute(from, to, DayOfWeek.FRIDAY)));
  }

  private Courier courier() {
    return courier(_ -> "");
  }

  private Courier courier(Function<UUID, String> link) {
    IncidentSource incidents =
        new IncidentSource() {
          @Override
          public Optional<Incident> find(UUID incident) {
            return Optional.ofNullable(stories.get(incident)).map(SampleIncidents.Story::incident);
          }

          @Override
          public List<LoggedChange> changesAfter(UUID incident, long sequence) {
            return Optional.ofNullable(stories.get(incident)).stream()
                .flatMap(story -> story.log().stream())
                .filter(change -> change.sequence() > sequence)
                .toList();
          }
        };
    return new Courier(
        deliveries,
        new Courier.Sources(
            incidents,
            () -> routing,
            incident ->
                new QuietTimes(routing.mutes(), silences, causes, Optional.ofNullable(lastRun)),
            link),
        receiver -> notice -> phone.call(receiver.name(), notice),
        counts,
        () -> now);
  }

  private static String column(String name) {
    try (var connection = database.connect();
        ResultSet found =
            connection.createStatement().executeQuery("SELECT " + name + " FROM assay.delivery")) {
      assertThat(found.next()).isTrue();
      return String.valueOf(found.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Receiver receiver(String name) {
    return new Receiver(name, new Address.Console("slack", name));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  record Call(String receiver, Notice notice) {}

  /// A receiver that answers as it is told to, else accepts all.
  private static final class Phone {
    final List<Call> calls = new CopyOnWriteArrayList<>();
    final Deque<Function<Notice, Outcome>> answers = new ArrayDeque<>();
    final CountDownLatch first = new CountDownLatch(1);
    Function<Notice, Outcome> always =
        notice ->
            new Outcome.Accepted(
                notice.incident().sequence(),
                Map.of("ts", Long.toString(notice.incident().sequence())));

    Outcome call(String receiver, Notice notice) {
      calls.add(new Call(receiver, notice));
      first.countDown();
      Function<Notice, Outcome> next;
      synchronized (answers) {
        next = answers.isEmpty() ? always : answers.removeFirst();
      }
      return next.apply(notice);
    }

    List<List<Long>> sequencesTold() {
      return calls.stream()
          .map(call -> call.notice.untold().stream().map(LoggedChange::sequence).toList())
          .toList();
    }
  }

  private static final class Counts implements DeliveryLog {
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<String> failed = new CopyOnWriteArrayList<>();
    final List<String> dead = new CopyOnWriteArrayList<>();
    final List<String> suppressed = new CopyOnWriteArrayList<>();

    @Override
    public void told(String receiver) {
      told.add(receiver);
    }

    @Override
    public void failed(String receiver, String reason) {
      failed.add(receiver + " " + reason);
    }

    @Override
    public void dead(String receiver) {
      dead.add(receiver);
    }

    @Override
    public void suppressed(String receiver, Quiet.Reason reason) {
      suppressed.add(receiver + " " + reason.word());
    }
  }
}
