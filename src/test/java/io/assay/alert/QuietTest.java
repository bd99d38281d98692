package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.ActiveHours;
import io.assay.check.CheckId;
import io.assay.incident.Incident;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QuietTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");

  private final SampleIncidents.Story story = SampleIncidents.stale(); // Friday 03:12Z, 04:12 Rome

  @Test
  void an_incident_is_muted_until_the_hours_end() {
    assertThat(until(List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY)), "2026-11-20T03:12:00Z"))
        .isEqualTo("2026-11-20T05:00:00Z");
  }

  @Test
  void the_end_of_the_hours_is_outside() {
    assertThat(until(List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY)), "2026-11-20T05:00:00Z"))
        .isEqualTo("none");
  }

  @Test
  void hours_over_midnight_belong_to_the_day_they_began() {
    List<Routing.Mute> night = List.of(mute("22:00", "06:00", DayOfWeek.THURSDAY));
    assertThat(until(night, "2026-11-19T22:30:00Z")).isEqualTo("2026-11-20T05:00:00Z");
    assertThat(until(night, "2026-11-20T22:30:00Z")).isEqualTo("none");
  }

  @Test
  void quiet_times_that_touch_are_one() {
    List<Routing.Mute> both =
        List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY), mute("06:00", "08:30", DayOfWeek.FRIDAY));
    assertThat(until(both, "2026-11-20T03:12:00Z")).isEqualTo("2026-11-20T07:30:00Z");
  }

  @Test
  void a_whole_day_ends_at_midnight_of_the_zone() {
    assertThat(until(List.of(mute("00:00", "00:00", DayOfWeek.FRIDAY)), "2026-11-20T03:12:00Z"))
        .isEqualTo("2026-11-20T23:00:00Z");
  }

  @Test
  void an_hour_that_comes_twice_is_muted_once_more_when_the_clock_goes_back() {
    // on 25 October 2026 02:00-03:00 comes twice in Rome: 00:00Z and 01:00Z
    List<Routing.Mute> night = List.of(mute("01:30", "02:30", DayOfWeek.SUNDAY));
    assertThat(until(night, "2026-10-25T00:10:00Z")).isEqualTo("2026-10-25T00:30:00Z");
    assertThat(until(night, "2026-10-25T01:10:00Z")).isEqualTo("2026-10-25T01:30:00Z");
  }

  @Test
  void an_end_that_the_clock_skips_is_the_next_moment_that_exists() {
    // on 29 March 2026 02:00-03:00 does not exist in Rome
    List<Routing.Mute> night = List.of(mute("01:00", "02:30", DayOfWeek.SUNDAY));
    assertThat(until(night, "2026-03-29T00:30:00Z")).isEqualTo("2026-03-29T01:30:00Z");
  }

  @Test
  void another_database_is_not_muted() {
    Routing.Mute other =
        new Routing.Mute(
            new Match(Map.of("database", "crm")),
            mute("04:00", "06:00", DayOfWeek.FRIDAY).when(),
            "x");
    assertThat(until(List.of(other), "2026-11-20T03:12:00Z")).isEqualTo("none");
  }

  @Test
  void what_opened_and_ended_within_the_mute_is_hidden_with_its_reason() {
    QuietTimes times = times(List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY)));
    Incident over = story.resolved(Duration.ofMinutes(30)).incident();
    assertThat(decide(over, Quiet.Heard.NOTHING, times, "2026-11-20T07:00:00Z"))
        .isEqualTo(
            new Quiet.Never(Quiet.Reason.MUTED, "suppressed by the mute: weekly maintenance"));
  }

  @Test
  void after_a_restore_what_is_over_is_no_news_and_what_is_open_is() {
    QuietTimes none = times(List.of());
    assertThat(decide(story.incident(), Quiet.Heard.RESTORED, none, "2026-11-20T07:00:00Z"))
        .isEqualTo(new Quiet.Tell());
    Incident over = story.resolved(Duration.ofMinutes(30)).incident();
    assertThat(decide(over, Quiet.Heard.RESTORED, none, "2026-11-20T07:00:00Z"))
        .isInstanceOf(Quiet.Never.class);
  }

  @Test
  void what_outlasted_the_mute_is_not_hidden() {
    QuietTimes times = times(List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY)));
    Incident over = story.resolved(Duration.ofHours(3)).incident();
    assertThat(decide(over, Quiet.Heard.NOTHING, times, "2026-11-20T07:00:00Z"))
        .isEqualTo(new Quiet.Tell());
  }

  @Test
  void what_ended_in_a_silence_that_followed_upon_a_mute_is_hidden_too() {
    QuietTimes times =
        new QuietTimes(
            List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY)),
            List.of(silence("2026-11-20T04:30:00Z", "2026-11-20T07:00:00Z")),
            List.of(),
            Optional.empty(),
            List.of());
    Incident over = story.resolved(Duration.ofHours(3)).incident();
    assertThat(decide(over, Quiet.Heard.NOTHING, times, "2026-11-20T07:00:00Z"))
        .isInstanceOf(Quiet.Never.class);
  }

  @Test
  void a_persons_word_is_named_before_a_files_and_the_end_is_that_of_both() {
    QuietTimes times =
        new QuietTimes(
            List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY)),
            List.of(silence("2026-11-20T03:00:00Z", "2026-11-20T03:30:00Z")),
            List.of(),
            Optional.empty(),
            List.of());
    assertThat(decide(story.incident(), Quiet.Heard.NOTHING, times, "2026-11-20T03:12:00Z"))
        .isEqualTo(
            new Quiet.Hold(
                Quiet.Reason.SILENCED,
                Optional.of(Instant.parse("2026-11-20T05:00:00Z")),
                "silenced until 2026-11-20 05:00:00 UTC by the silence of anna: deploy"));
  }

  @Test
  void a_silence_that_was_ended_early_holds_no_longer() {
    Silence whole = silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z");
    Silence ended =
        new Silence(
            whole.id(),
            whole.match(),
            whole.said(),
            whole.span(),
            Optional.of(new Silence.Ended(Instant.parse("2026-11-20T04:00:00Z"), "bob")),
            Optional.empty());
    assertThat(ended.holds(Instant.parse("2026-11-20T03:59:59Z"))).isTrue();
    assertThat(ended.holds(Instant.parse("2026-11-20T04:00:00Z"))).isFalse();
    assertThat(whole.holds(Instant.parse("2026-11-20T02:59:59Z"))).isFalse();
  }

  @Test
  void the_end_of_a_silence_is_announced_a_quarter_of_an_hour_or_of_its_length_before() {
    assertThat(silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z").announcedFrom())
        .isEqualTo("2026-11-20T04:45:00Z");
    assertThat(silence("2026-11-20T03:00:00Z", "2026-11-20T03:20:00Z").announcedFrom())
        .isEqualTo("2026-11-20T03:15:00Z");
  }

  @Test
  void a_silence_does_not_hide_its_own_announcement() {
    Silence silence = silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z");
    Instant now = Instant.parse("2026-11-20T04:45:00Z");
    Incident announced = Announcement.opened(silence, List.of(story.incident()), now).incident();
    assertThat(announced.seen().sentence())
        .isEqualTo(
            "ends in 15 min, at 05:00 UTC, and what it hides is still wrong: orders.created_at");
    assertThat(silence.match().accepts(announced)).isTrue();
    assertThat(silence.hides(announced, now)).isFalse();
  }

  @Test
  void a_window_holds_once() {
    Routing.Mute once =
        new Routing.Mute(
            Match.EVERYTHING,
            new Window.Once(
                Instant.parse("2026-11-20T03:00:00Z"), Instant.parse("2026-11-20T04:00:00Z")),
            "upgrade");
    assertThat(until(List.of(once), "2026-11-20T03:12:00Z")).isEqualTo("2026-11-20T04:00:00Z");
    assertThat(until(List.of(once), "2026-11-20T04:00:00Z")).isEqualTo("none");
    assertThat(until(List.of(once), "2026-11-27T03:12:00Z")).isEqualTo("none");
  }

  @Test
  void it_goes_on_until_the_check_it_depends_on_is_over() {
    Incident cause = SampleIncidents.stale().incident();
    QuietTimes times =
        new QuietTimes(
            List.of(), List.of(), List.of(cause), Optional.of(SampleIncidents.OPENED), List.of());
    assertThat(decide(story.incident(), Quiet.Heard.NOTHING, times, "2026-11-20T03:20:00Z"))
        .isInstanceOfSatisfying(
            Quiet.Hold.class,
            hold -> {
              assertThat(hold.reason()).isEqualTo(Quiet.Reason.DEPENDS_ON);
              assertThat(hold.until()).isEmpty();
            });
  }

  @Test
  void the_first_notice_waits_until_what_it_depends_on_has_run_too() {
    CheckId orders = new CheckId("shop/orders");
    Instant opened = story.incident().span().opened();
    Incident incident = story.incident();
    QuietTimes unknown = dependingOn(orders, opened.minusSeconds(60));

    assertThat(Quiet.decide(incident, Quiet.Heard.NOTHING, unknown, opened.plusSeconds(1)))
        .isEqualTo(
            new Quiet.Wait(
                opened.plusSeconds(120),
                "waits until shop/orders, on which it depends, has run too, until %s at most"
                    .formatted("2026-11-20 03:14:00 UTC")));
    assertThat(
            Quiet.decide(
                incident,
                Quiet.Heard.NOTHING,
                dependingOn(orders, opened.plusSeconds(5)),
                opened.plusSeconds(6)))
        .isEqualTo(new Quiet.Tell());
    assertThat(Quiet.decide(incident, Quiet.Heard.NOTHING, unknown, opened.plusSeconds(120)))
        .isEqualTo(new Quiet.Tell());
    assertThat(Quiet.decide(incident, Quiet.Heard.SOMETHING, unknown, opened.plusSeconds(1)))
        .isEqualTo(new Quiet.Tell());
  }

  @Test
  void what_is_critical_waits_a_minute_at_most() {
    Incident critical = story.critical(Duration.ZERO).incident();
    Instant opened = critical.span().opened();
    QuietTimes unknown = dependingOn(new CheckId("shop/orders"), opened.minusSeconds(60));
    assertThat(Quiet.decide(critical, Quiet.Heard.NOTHING, unknown, opened.plusSeconds(59)))
        .isInstanceOf(Quiet.Wait.class);
    assertThat(Quiet.decide(critical, Quiet.Heard.NOTHING, unknown, opened.plusSeconds(60)))
        .isEqualTo(new Quiet.Tell());
  }

  @Test
  void what_is_over_while_it_waits_is_told() {
    Incident over = story.resolved(Duration.ofMinutes(1)).incident();
    QuietTimes unknown =
        dependingOn(new CheckId("shop/orders"), over.span().opened().minusSeconds(60));
    assertThat(
            Quiet.decide(over, Quiet.Heard.NOTHING, unknown, over.span().opened().plusSeconds(61)))
        .isEqualTo(new Quiet.Tell());
  }

  @Test
  void a_cause_that_is_seen_shortly_after_hides_what_it_caused() {
    Instant opened = story.incident().span().opened();
    QuietTimes soonAfter = causedBy(opened.plusSeconds(30));
    Incident over = story.resolved(Duration.ofMinutes(9)).incident();
    assertThat(Quiet.decide(over, Quiet.Heard.WAITED, soonAfter, opened.plusSeconds(600)))
        .isInstanceOf(Quiet.Never.class);
    QuietTimes later = causedBy(opened.plusSeconds(180));
    assertThat(Quiet.decide(over, Quiet.Heard.NOTHING, later, opened.plusSeconds(600)))
        .isInstanceOf(Quiet.Hold.class);
  }

  private static QuietTimes dependingOn(CheckId check, Instant passed) {
    return new QuietTimes(
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(new QuietTimes.Other(check, Optional.of(passed))));
  }

  private static QuietTimes causedBy(Instant opened) {
    Incident like = SampleIncidents.stale().incident();
    Incident cause =
        new Incident(
            UUID.randomUUID(),
            like.subject(),
            like.severity(),
            new Incident.Span(opened, Optional.empty()),
            like.seen(),
            1);
    return new QuietTimes(List.of(), List.of(), List.of(cause), Optional.of(opened), List.of());
  }

  private static Quiet decide(Incident incident, Quiet.Heard heard, QuietTimes times, String now) {
    return Quiet.decide(incident, heard, times, Instant.parse(now));
  }

  private static QuietTimes times(List<Routing.Mute> mutes) {
    return new QuietTimes(mutes, List.of(), List.of(), Optional.empty(), List.of());
  }

  private String until(List<Routing.Mute> mutes, String at) {
    return switch (decide(story.incident(), Quiet.Heard.SOMETHING, times(mutes), at)) {
      case Quiet.Hold hold -> hold.until().orElseThrow().toString();
      case Quiet.Tell _ -> "none";
      case Quiet.Wait _ -> "soon";
      case Quiet.Never _ -> "never";
    };
  }

  static Routing.Mute mute(String from, String to, DayOfWeek day) {
    return new Routing.Mute(
        new Match(Map.of("database", "shop")),
        new ActiveHours(EnumSet.of(day), LocalTime.parse(from), LocalTime.parse(to), ROME),
        "weekly maintenance");
  }

  static Silence silence(String from, String to) {
    Instant starts = Instant.parse(from);
    return new Silence(
        UUID.randomUUID(),
        new Match(Map.of("database", "shop")),
        new Silence.Said("anna", "deploy", starts),
        new Silence.Span(starts, Instant.parse(to)),
        Optional.empty(),
        Optional.empty());
  }
}
