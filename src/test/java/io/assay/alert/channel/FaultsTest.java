package io.assay.alert.channel;

import static io.assay.alert.channel.Fakes.ALERTMANAGER;
import static io.assay.alert.channel.Fakes.PAGERDUTY;
import static io.assay.alert.channel.Fakes.SLACK_TOKEN;
import static io.assay.alert.channel.Fakes.SLACK_WEBHOOK;
import static io.assay.alert.channel.Fakes.WEBHOOK;
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
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.testing.FaultyFront;
import io.assay.testing.FaultyFront.Fault;
import io.assay.testing.FaultyFront.Reply;
import io.assay.testing.FaultyFront.Wire;
import io.assay.testing.TestPostgres;
import io.assay.testing.Wires;
import io.micronaut.context.ApplicationContext;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that can go wrong with every sort of receiver, through the courier: what it makes of
/// it, and that in the end the receiver knows what it should, and knows it once.
@Timeout(120)
class FaultsTest {
  private static final Duration TIMEOUT = Duration.ofMillis(1500);
  private static final Set<Fakes> ALL = EnumSet.allOf(Fakes.class);

  private static final List<String> WENT_ELSEWHERE = new CopyOnWriteArrayList<>();
  private static final FaultyFront ELSEWHERE =
      new FaultyFront(request -> {
        WENT_ELSEWHERE.add(request.path());
        return Reply.of(200, "ok");
      });

  private static TestPostgres database;
  private static ApplicationContext context;
  private static Instant now = SampleIncidents.OPENED;

  private final List<String> reasons = new CopyOnWriteArrayList<>();
  private Optional<SampleIncidents.Story> story = Optional.empty();
  private Routing routing = Routing.NONE;

  /// What the courier is to make of a fault.
  private sealed interface Expected {
    record Accepted() implements Expected {}

    /// Not before `after`, when the receiver named a time.
    record Retried(String reason, Duration after) implements Expected {}

    record Rejected(String reason) implements Expected {}
  }

  /// One fault at some receivers; `address` takes the place of theirs when it is what is wrong.
  private record Case(
      String name, Set<Fakes> at, Optional<Fault> fault, Optional<String> address, Expected means) {
    /// Whether the receiver took what it did not answer.
    boolean lost() {
      return fault.filter(each -> !(each instanceof Fault.Refused)).isPresent();
    }

    /// How long the receiver asked to be left alone.
    Duration asked() {
      return means instanceof Expected.Retried retried ? retried.after() : Duration.ZERO;
    }

    /// Whether the call left, and nobody knows what became of it.
    boolean unanswered() {
      return means instanceof Expected.Retried retried
          && (fault.isPresent() && Set.of("network", "timeout", "").contains(retried.reason())
              || Set.of("http_502", "http_504").contains(retried.reason()));
    }
  }

  /// A fault at one receiver.
  private record Trial(Fakes fake, Case wrong) {
    @Override
    public String toString() {
      return fake + ": " + wrong.name();
    }
  }

  private static List<Case> table() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("all is well", ALL, Optional.empty(), Optional.empty(), accepted()));
    for (int status : new int[] {400, 401, 403, 404, 410, 451}) {
      cases.add(refused(ALL, status, "", rejected("http_" + status)));
    }
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      cases.add(redirected(status));
    }
    for (int status : new int[] {408, 421, 425, 500, 502, 503, 504}) {
      cases.add(refused(ALL, status, "", retried("http_" + status)));
    }
    cases.add(refused(ALL, 429, "", retried("rate_limited")));
    cases.add(later(429, "rate_limited"));
    cases.add(later(503, "http_503"));
    cases.add(refused(ALL, 500, "<html>", retried("http_500")));
    cases.add(refused(EnumSet.of(SLACK_TOKEN), 202, "", retried("bad_answer")));
    cases.add(taken(EnumSet.of(PAGERDUTY, WEBHOOK, ALERTMANAGER), 202, "", accepted()));
    cases.add(
        refused(
            EnumSet.of(SLACK_TOKEN, SLACK_WEBHOOK, PAGERDUTY, ALERTMANAGER),
            200,
            "<html>please log in</html>",
            retried("bad_answer")));
    cases.add(
        refused(EnumSet.of(SLACK_TOKEN, SLACK_WEBHOOK, PAGERDUTY), 200, "", retried("bad_answer")));
    cases.add(refused(EnumSet.of(SLACK_WEBHOOK), 200, "thanks", retried("bad_answer")));
    cases.add(taken(EnumSet.of(SLACK_WEBHOOK), 200, "{\"success\":true}", accepted()));
    cases.add(taken(EnumSet.of(PAGERDUTY), 202, "{\"status\":\"other\"}", accepted()));
    cases.add(taken(EnumSet.of(WEBHOOK), 200, "thanks", accepted()));
    cases.add(taken(EnumSet.of(WEBHOOK, ALERTMANAGER), 200, "", accepted()));
    for (String error : List.of("internal_error", "fatal_error", "service_unavailable")) {
      cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, no(error), retried(error)));
      cases.add(taken(EnumSet.of(SLACK_TOKEN), 200, no(error), retried(error)));
    }
    cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, no("ratelimited"), retried("rate_limited")));
    for (String error :
        List.of(
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "invalid_auth",
            "token_revoked",
            "missing_scope",
            "no_such_error_yet")) {
      cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, no(error), rejected(error)));
    }
    cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, no("invalid_blocks"), accepted()));
    cases.add(wrong("taken, then reset", new Fault.TakenAndReset(), "network"));
    cases.add(wrong("taken, then silent", new Fault.TakenAndSilent(), "timeout"));
    cases.add(wrong("taken, then half an answer", new Fault.TakenAndHalf(), ""));
    cases.add(as("HTTP/1.0", Wires.HTTP_1_0, accepted()));
    Set<Fakes> withBodies = EnumSet.complementOf(EnumSet.of(WEBHOOK)); // it answers 204
    cases.add(as("in chunks", withBodies, Wires.CHUNKED, accepted()));
    cases.add(as("compressed", withBodies, Wires.GZIP, accepted()));
    cases.add(as("after 100 Continue", Wires.CONTINUED, accepted()));
    cases.add(as("after 103 Early Hints", Wires.HINTED, accepted()));
    cases.add(as("kept and ended", Wires.KEPT_AND_ENDED, accepted()));
    cases.add(as("chunks that are cut off", Wires.CUT_OFF, retried("network")));
    cases.add(as("headers without an end", Wires.ALL_HEADERS, retried("network")));
    cases.add(
        as(
            "a body that drips",
            EnumSet.of(SLACK_TOKEN, WEBHOOK),
            Wires.dripping(),
            retried("timeout")));
    cases.add(as("100 MB", EnumSet.of(SLACK_TOKEN), Wires.huge(200), retried("network")));
    cases.add(
        as(
            "100 MB",
            EnumSet.of(SLACK_WEBHOOK, PAGERDUTY, ALERTMANAGER),
            Wires.huge(200),
            retried("bad_answer")));
    cases.add(as("100 MB", EnumSet.of(WEBHOOK), Wires.huge(200), accepted()));
    cases.add(
        new Case(
            "no TLS there",
            ALL,
            Optional.empty(),
            Optional.of("https://127.0.0.1:"),
            retried("network")));
    cases.add(
        new Case(
            "no such name",
            ALL,
            Optional.empty(),
            Optional.of("http://no-such-host.invalid:"),
            retried("network")));
    return cases;
  }

  static Stream<Trial> trials() {
    return table().stream().flatMap(each -> each.at().stream().map(fake -> new Trial(fake, each)));
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
    ELSEWHERE.close();
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
    assertThat(WENT_ELSEWHERE).isEmpty();
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
    for (Fakes each : ALL) {
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

  private static Case refused(Set<Fakes> at, int status, String body, Expected means) {
    return new Case(
        status + " " + body + " without taking it",
        at,
        Optional.of(new Fault.Refused(new Reply(status, JSON, body))),
        Optional.empty(),
        means);
  }

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private static Case taken(Set<Fakes> at, int status, String body, Expected means) {
    return new Case(
        status + " " + body,
        at,
        Optional.of(new Fault.TakenBut(new Reply(status, JSON, body))),
        Optional.empty(),
        means);
  }

  private static Case later(int status, String reason) {
    return new Case(
        status + " with Retry-After",
        ALL,
        Optional.of(new Fault.Refused(new Reply(status, Map.of("Retry-After", "120"), ""))),
        Optional.empty(),
        new Expected.Retried(reason, Duration.ofSeconds(120)));
  }

  /// Whoever follows takes the message, and with it the secret, to somebody else.
  private static Case redirected(int status) {
    String elsewhere = "http://127.0.0.1:" + ELSEWHERE.port() + "/";
    return new Case(
        status + " to another server",
        ALL,
        Optional.of(new Fault.Refused(new Reply(status, Map.of("Location", elsewhere), ""))),
        Optional.empty(),
        rejected("http_" + status));
  }

  private static Case as(String name, Wire form, Expected means) {
    return as(name, ALL, form, means);
  }

  private static Case as(String name, Set<Fakes> at, Wire form, Expected means) {
    return new Case(
        "an answer: " + name, at, Optional.of(new Fault.TakenAs(form)), Optional.empty(), means);
  }

  private static Case wrong(String name, Fault fault, String reason) {
    return new Case(name, ALL, Optional.of(fault), Optional.empty(), retried(reason));
  }

  private static Expected accepted() {
    return new Expected.Accepted();
  }

  private static Expected retried(String reason) {
    return new Expected.Retried(reason, Duration.ZERO);
  }

  private static Expected rejected(String reason) {
    return new Expected.Rejected(reason);
  }

  private static String no(String error) {
    return "{\"ok\":false,\"error\":\"" + error + "\"}";
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
