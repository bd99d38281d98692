package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a message says of silences while it stands: nobody is notified of that.
class MessagesSilencedTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Board board = new Board();
  private SampleIncidents.Story story = SampleIncidents.stale("orders", "created_at");

  @BeforeEach
  void told() {
    bench.reset("data");
    board = new Board();
    bench.channels = _ -> board;
    story = bench.want(SampleIncidents.stale("orders", "created_at"), "data");
    deliver();
  }

  @Test
  void it_says_who_silenced_it_until_when_and_no_more_once_that_is_over() {
    Silence silence = silence("orders", bench.now, Duration.ofHours(1));
    show(bench.now);
    deliver();
    assertThat(shown()).contains(silence);

    bench.pass(Duration.ofMinutes(59));
    deliver();
    assertThat(board.calls).containsExactly("post", "update");
    bench.pass(Duration.ofMinutes(1));
    deliver();
    deliver();
    assertThat(shown()).isEmpty();
    assertThat(board.calls).containsExactly("post", "update", "update");
    assertThat(bench.query("SELECT id FROM assay.message WHERE stale_at IS NOT NULL")).isEmpty();
  }

  @Test
  void one_that_somebody_ends_early_is_gone_at_once() {
    Silence silence = silence("orders", bench.now, Duration.ofHours(1));
    show(bench.now);
    deliver();
    bench.pass(Duration.ofMinutes(10));
    bench.silences.set(
        0,
        new Silence(
            silence.id(),
            silence.match(),
            silence.said(),
            silence.span(),
            Optional.of(new Silence.Ended(bench.now, "bob")),
            Optional.empty()));
    show(bench.now);
    deliver();
    assertThat(shown()).isEmpty();
    bench.pass(Duration.ofHours(1));
    deliver();
    assertThat(board.calls).containsExactly("post", "update", "update");
  }

  @Test
  void one_that_is_to_come_is_shown_from_its_beginning_on() {
    Silence silence = silence("orders", bench.now.plus(Duration.ofMinutes(5)), Duration.ofHours(1));
    show(silence.span().starts());
    deliver();
    assertThat(board.calls).containsExactly("post");
    bench.pass(Duration.ofMinutes(5));
    deliver();
    assertThat(shown()).contains(silence);
  }

  @Test
  void of_several_the_one_that_lasts_longest_is_shown() {
    silence("*", bench.now, Duration.ofHours(1));
    Silence longer = silence("orders", bench.now, Duration.ofHours(2));
    silence("customers", bench.now, Duration.ofHours(9));
    show(bench.now);
    deliver();
    assertThat(shown()).contains(longer);
    bench.pass(Duration.ofHours(1));
    deliver();
    assertThat(shown()).as("the shorter one has ended").contains(longer);
  }

  @Test
  void a_message_that_is_being_posted_meanwhile_says_it_afterwards() {
    SampleIncidents.Story other = bench.want(SampleIncidents.stale("customers", "id"), "data");
    board.answers.add(Board.Answer.LATE);
    Silence silence = silence("customers", bench.now.plusMillis(1), Duration.ofHours(1));
    bench.silences.clear();
    board.meanwhile =
        () -> {
          bench.silences.add(silence);
          bench.deliveries.show(List.of(other.incident().id()), bench.now.plusMillis(1));
        };
    deliver();
    bench.pass(Duration.ofMillis(1));
    deliver();
    assertThat(board.all().getLast().entries().getFirst().silence()).contains(silence);
    assertThat(board.posts).hasSize(2);
  }

  @Test
  void critical_news_does_not_wait_for_it() {
    silence("orders", bench.now, Duration.ofHours(1));
    show(bench.now);
    bench.want(SampleIncidents.stale("customers", "id").critical(Duration.ZERO), "data");
    deliver();
    assertThat(board.calls).containsExactly("post", "post", "update");
  }

  @Test
  void a_channel_that_cannot_change_its_messages_says_nothing() {
    bench.reset("data");
    board = new Board();
    board.threads = false;
    bench.channels = _ -> board;
    story = bench.want(SampleIncidents.stale("orders", "created_at"), "data");
    silence("orders", bench.now.plus(Duration.ofMinutes(1)), Duration.ofHours(1));
    deliver();
    show(bench.now);
    bench.pass(Duration.ofMinutes(2));
    deliver();
    assertThat(board.calls).containsExactly("post");
    assertThat(bench.query("SELECT id FROM assay.message WHERE stale_at IS NOT NULL")).isEmpty();
  }

  private static Silence silence(String table, Instant from, Duration length) {
    Silence silence =
        new Silence(
            UUID.randomUUID(),
            new Match(Map.of("table", table)),
            new Silence.Said("anna", "release 4.2", bench.now),
            new Silence.Span(from, from.plus(length)),
            Optional.empty(),
            Optional.empty());
    bench.silences.add(silence);
    return silence;
  }

  private void show(Instant at) {
    bench.deliveries.show(List.of(story.incident().id()), at);
  }

  private Optional<Silence> shown() {
    return board.all().getFirst().entries().getFirst().silence();
  }

  private static void deliver() {
    bench.courier().deliverDue();
    bench.courier().deliverDue();
  }
}
