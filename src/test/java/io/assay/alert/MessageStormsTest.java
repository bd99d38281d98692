package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Very many incidents at once.
@Timeout(120)
class MessageStormsTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Board board = new Board();

  @BeforeEach
  void empty() {
    bench.reset("data");
    board = new Board();
    bench.channels = _ -> board;
  }

  @Test
  void more_than_twenty_groups_at_once_are_one_digest() {
    for (int i = 0; i < 37; i++) {
      want(SampleIncidents.stale("t" + i, "created_at"));
    }
    deliver();
    assertThat(board.only().now())
        .isInstanceOfSatisfying(
            Bulletin.Digest.class,
            digest -> {
              assertThat(digest.tally().open()).containsExactly(Map.entry(Severity.WARNING, 37));
              assertThat(digest.tally().groups()).isEqualTo(37);
              assertThat(digest.worst()).hasSize(10);
              assertThat(digest.rest()).isEqualTo("the page");
            });
    bench.assertNothingIsOwed();
  }

  @Test
  void twenty_groups_at_once_are_twenty_messages() {
    for (int i = 0; i < 20; i++) {
      want(SampleIncidents.stale("t" + i, "created_at"));
    }
    deliver();
    assertThat(board.posts).hasSize(20);
    bench.assertNothingIsOwed();
  }

  @Test
  void a_digest_takes_in_what_follows_and_says_something_now_and_then() {
    List<SampleIncidents.Story> storm = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      storm.add(want(SampleIncidents.stale("t" + i, "created_at")));
    }
    deliver();
    for (int i = 30; i < 60; i++) {
      bench.pass(Duration.ofSeconds(2));
      storm.add(want(SampleIncidents.stale("t" + i, "created_at")));
      want(storm.get(i - 30).resolved(Duration.ofMinutes(2)));
      deliver();
    }
    bench.pass(Plan.CALM);
    deliver();
    assertThat(board.posts).hasSize(1);
    assertThat(board.only().said).hasSizeLessThanOrEqualTo(5);
    assertThat(board.only().replies).hasSizeLessThanOrEqualTo(4);
    for (int i = 30; i < 60; i++) {
      want(storm.get(i).resolved(Duration.ofMinutes(5)));
    }
    bench.pass(Plan.CALM);
    deliver();
    assertThat(((Bulletin.Digest) board.only().now()).tally().resolved()).isEqualTo(60);
    assertThat(bench.query("SELECT count(*) FROM assay.message WHERE closed_at IS NULL"))
        .containsExactly("0");
    bench.assertNothingIsOwed();
  }

  @Test
  void ten_thousand_breaches_are_a_few_messages_in_which_all_are_accounted_for() {
    List<SampleIncidents.Story> storm = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      storm.add(SampleIncidents.stale("t" + i, "created_at"));
      bench.stories.put(storm.get(i).incident().id(), storm.get(i));
    }
    wanted(1);
    deliver();
    Tally tally = ((Bulletin.Digest) board.only().now()).tally();
    assertThat(tally.open()).containsEntry(Severity.WARNING, 10_000);
    bench.assertNothingIsOwed();

    storm.forEach(story -> story.resolved(Duration.ofMinutes(9)));
    bench.database.execute("UPDATE assay.delivery SET ended_at = now()");
    wanted(2);
    bench.pass(Plan.CALM);
    deliver();
    assertThat(((Bulletin.Digest) board.only().now()).tally().resolved()).isEqualTo(10_000);
    assertThat(board.calls).containsExactly("post", "update", "reply");
    bench.assertNothingIsOwed();
  }

  @Test
  void an_incident_of_a_table_in_a_digest_is_told_there() {
    for (int i = 0; i < 30; i++) {
      want(SampleIncidents.stale("t" + i, "created_at"));
    }
    deliver();
    bench.pass(Plan.COLLECTS.plusSeconds(1));
    want(SampleIncidents.stale("t7", "id"));
    want(SampleIncidents.stale("other", "id"));
    deliver();
    assertThat(board.posts).hasSize(2);
    assertThat(board.all().getLast().entries()).hasSize(1);
    bench.assertNothingIsOwed();
  }

  @Test
  void a_webhook_gets_a_digest_too_and_the_next_a_minute_later() {
    board.threads = false;
    for (int i = 0; i < 30; i++) {
      want(SampleIncidents.stale("t" + i, "created_at"));
    }
    deliver();
    for (int i = 30; i < 60; i++) {
      want(SampleIncidents.stale("t" + i, "created_at"));
    }
    deliver();
    assertThat(board.posts).hasSize(1);
    bench.pass(Plan.AT_ONCE);
    deliver();
    assertThat(board.posts).hasSize(2);
    bench.assertNothingIsOwed();
  }

  private void deliver() {
    bench.courier().deliverDue();
    bench.courier().deliverDue();
  }

  private SampleIncidents.Story want(SampleIncidents.Story story) {
    return bench.want(story, "data");
  }

  private void wanted(int sequence) {
    if (sequence == 1) {
      bench.database.execute(
          """
          INSERT INTO assay.delivery (id, incident, receiver, wanted, wanted_at, next_attempt_at)
          SELECT gen_random_uuid(), id, 'data', 1, '%1$s', '%1$s' FROM unnest('{%2$s}'::uuid[]) id
          """
              .formatted(
                  bench.now,
                  String.join(
                      ",", bench.stories.keySet().stream().map(Object::toString).toList())));
    } else {
      bench.database.execute("UPDATE assay.delivery SET wanted = " + sequence);
    }
  }
}
