package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.testing.TestPostgres;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private static final Outcome YES = new Outcome.Accepted(0, Map.of());

  private static TestPostgres database;
  private static ApplicationContext context;

  private final List<String> came = new ArrayList<>();
  private final Deque<Outcome> answers = new ArrayDeque<>();
  private Instant now = SampleIncidents.OPENED;
  private Optional<Heartbeat> heartbeat =
      Optional.of(
          new Heartbeat(
              Duration.ofMinutes(1),
              new Heartbeat.Watcher.Page(new Secret("https://hc.example.com/x"), false)));

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
                "datasources.default.url", database.url(),
                "datasources.default.username", database.username(),
                "datasources.default.password", database.password()));
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void empty() {
    database.execute(
        "TRUNCATE assay.heartbeat", "TRUNCATE assay.delivery", "TRUNCATE assay.receiver_pace");
  }

  @Test
  void one_replica_gives_the_sign_of_life_once_in_its_interval() {
    Heartbeats one = heartbeats();
    Heartbeats other = heartbeats();
    for (int second = 0; second < 180; second++) {
      one.beatWhenDue();
      other.beatWhenDue();
      now = now.plusSeconds(1);
    }
    assertThat(came).containsExactly("sent", "sent", "sent");
  }

  @Test
  void without_a_heartbeat_nothing_is_sent() {
    heartbeat = Optional.empty();
    heartbeats().beatWhenDue();
    assertThat(came).isEmpty();
  }

  @Test
  void one_that_was_not_taken_is_repeated_soon() {
    answers.add(new Outcome.Retry("http_503", "busy", Optional.empty()));
    answers.add(new Outcome.Rejected("http_404", "no such check"));
    for (int i = 0; i < 4; i++) {
      heartbeats().beatWhenDue();
      now = now.plusSeconds(15);
    }
    assertThat(came).containsExactly("failed", "failed", "sent");
  }

  @Test
  void it_is_withheld_while_nobody_tells_what_is_due() {
    deliveries().want(SampleIncidents.stale().incident(), List.of("data"), now);
    heartbeats().beatWhenDue();
    now = now.plus(Heartbeats.STUCK);
    heartbeats().beatWhenDue();
    assertThat(came).containsExactly("sent", "withheld");
    // somebody speaks to the receiver, which has other reasons to wait
    deliveries().pass("data", new Pace(Duration.ofSeconds(1), Duration.ofSeconds(3)), now);
    now = now.plusSeconds(15);
    heartbeats().beatWhenDue();
    assertThat(came).containsExactly("sent", "withheld", "sent");
  }

  @Test
  void a_receiver_that_refuses_keeps_no_sign_of_life_back() {
    deliveries().want(SampleIncidents.stale().incident(), List.of("data"), now);
    now = now.plus(Duration.ofHours(1));
    Deliveries.Claim claim = deliveries().claim("data", now, Courier.LEASE).orElseThrow();
    deliveries().retry(claim, now, now.plus(Duration.ofMinutes(10)), "busy");
    heartbeats().beatWhenDue();
    assertThat(came).containsExactly("sent");
  }

  @Test
  void a_shorter_interval_counts_at_once() {
    heartbeats().beatWhenDue();
    heartbeat =
        Optional.of(new Heartbeat(Duration.ofSeconds(10), heartbeat.orElseThrow().watcher()));
    now = now.plusSeconds(1);
    heartbeats().beatWhenDue();
    assertThat(came).containsExactly("sent", "sent");
  }

  @Test
  void without_the_state_store_there_is_no_sign_of_life() {
    database.execute("ALTER TABLE assay.heartbeat RENAME TO away");
    try {
      assertThatThrownBy(() -> heartbeats().beatWhenDue()).isInstanceOf(RuntimeException.class);
      assertThat(came).isEmpty();
    } finally {
      database.execute("ALTER TABLE assay.away RENAME TO heartbeat");
    }
  }

  private Heartbeats heartbeats() {
    return new Heartbeats(
        context.getBean(HeartbeatRows.class),
        () -> new Routing(Map.of(), List.of(), List.of(), Optional.empty(), heartbeat),
        _ -> answers.isEmpty() ? YES : answers.removeFirst(),
        new HeartbeatLog() {
          @Override
          public void sent() {
            came.add("sent");
          }

          @Override
          public void failed() {
            came.add("failed");
          }

          @Override
          public void withheld() {
            came.add("withheld");
          }
        },
        () -> now);
  }

  private static Deliveries deliveries() {
    return context.getBean(Deliveries.class);
  }
}
