package io.assay.web.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Match;
import io.assay.alert.Reached;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Silence;
import io.assay.alert.Told;
import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.history.Event;
import io.assay.history.Result;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import io.assay.run.Gap;
import io.assay.run.MissedRuns;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PostMortemTest {
  private static final Instant OPENED = SampleIncidents.OPENED;
  private static final UUID ID = UUID.fromString("7c3f6a52-0d3e-4f0e-9d65-0b2a3d1f5e01");

  @Test
  void a_list_says_why_what_passes_is_still_open() {
    SampleIncidents.Story story = SampleIncidents.stale().flapping(Duration.ofMinutes(7));
    assertThat(StoryText.list(List.of(story.incident()), Map.of())).endsWith(" (flapping)\n");
    assertThat(
            StoryText.list(
                List.of(story.acknowledged(Duration.ofMinutes(8), "anna").incident()), Map.of()))
        .contains(" (acknowledged by anna)");
  }

  @Test
  void is_the_document_that_people_go_on_with() throws IOException {
    assertThat(PostMortem.of(story(), "https://assay.example.com/incidents/" + ID))
        .isEqualTo(Files.readString(Path.of("src/test/resources/golden/post-mortem.md")));
  }

  @Test
  void nothing_of_the_data_formats_links_pings_or_runs() {
    String hostile =
        "<script>alert(1)</script> | a\n# b\r\n* [x](http://evil.example) @everyone www.evil.example"
            + " `c` _d_ ~~e~~ $f$ a_b \u202Egnp &lt; \u0000 \\";
    assertThat(Markdown.text(hostile))
        .isEqualTo(
            "&lt;script&gt;alert(1)&lt;/script&gt; \\| a \\# b \\* \\[x\\](http\\://evil.example)"
                + " @\u200Beveryone www\\.evil.example \\`c\\` \\_d\\_ \\~\\~e\\~\\~ \\$f\\$ a_b gnp"
                + " &amp;lt; \\\\");
    assertThat(Markdown.text("x".repeat(10_000))).hasSize(600).endsWith("…");
    assertThat(Markdown.code("a`b|c")).isEqualTo("`a'b¦c`");
    assertThat(Markdown.link("https://wiki.example.com/a?b=c"))
        .isEqualTo("<https://wiki.example.com/a?b=c>");
    assertThat(Markdown.link("javascript:alert(1)")).isEqualTo("javascript:alert(1)");
    assertThat(Markdown.link("https://x> <img src=x")).doesNotContain("<");
    assertThat(PostMortem.of(named(hostile), "").lines().filter(line -> line.startsWith("# ")))
        .hasSize(1);
    // between backticks everything is what it looks like
    assertThat(PostMortem.of(named(hostile), "").replaceAll("`[^`\n]*`", ""))
        .doesNotContain("<script", "@everyone", "\u202E");
    assertThat(StoryText.of(named("a\u001b[31m\nb"), ""))
        .doesNotContain("\u001b")
        .contains("a [31m b:");
  }

  @Test
  void an_open_one_that_nobody_was_told_of_says_so() {
    Story open =
        new Story(
            SampleIncidents.stale().incident(),
            new Story.Log(List.of(), List.of(), List.of()),
            new Story.Receivers(List.of(), List.of()),
            new Story.Around(List.of(), List.of(), List.of()),
            List.of(),
            OPENED.plus(Duration.ofMinutes(90)));
    assertThat(PostMortem.of(open, ""))
        .contains(
            "| **Ended** | still open |",
            "| **Lasted** | 90 min |",
            "Its results are no longer kept; seen last was: newest row is 47 min old",
            "Nothing that Assay knows of",
            "Nobody: no route took it.");
  }

  private static Story named(String title) {
    Subject subject =
        new Subject(
            new CheckId(title),
            "",
            Subject.Sort.BREACH,
            title,
            new Subject.Place(title, Optional.empty(), "rows"),
            new About(
                Optional.of(title),
                Optional.of(title),
                Optional.of(title),
                Map.of(),
                new Source(title, 1, 1)));
    Story story = story();
    return new Story(
        SampleIncidents.stale(subject).incident(),
        new Story.Log(
            List.of(),
            List.of(
                new Event(
                    "k",
                    OPENED,
                    Event.Sort.PERSON,
                    new Event.Place("shop", ""),
                    title,
                    Optional.empty())),
            List.of()),
        new Story.Receivers(
            List.of(new Told(title, 1, Told.Result.FAILED, OPENED, title)),
            List.of(new Reached(title, 2, 1, Optional.empty(), title))),
        new Story.Around(
            List.of(
                new Event(
                    "k",
                    OPENED,
                    Event.Sort.SCHEMA_CHANGED,
                    new Event.Place("shop", title),
                    title,
                    Optional.empty())),
            List.of(),
            List.of()),
        story.readings(),
        story.asked());
  }

  private static Story story() {
    Incident incident =
        new Incident(
            ID,
            SampleIncidents.SUBJECT,
            Severity.CRITICAL,
            new Incident.Span(OPENED, Optional.of(at(47))),
            new Incident.Seen("newest row is 2 min old", "2 min", "at most 20 min", List.of()),
            3);
    Incident slow =
        new Incident(
            UUID.fromString("7c3f6a52-0d3e-4f0e-9d65-0b2a3d1f5e02"),
            new Subject(
                new CheckId("shop/slow"),
                "",
                Subject.Sort.BREACH,
                "statements",
                new Subject.Place("shop", Optional.empty(), "slow"),
                SampleIncidents.SUBJECT.about()),
            Severity.WARNING,
            new Incident.Span(at(-8), Optional.of(at(40))),
            new Incident.Seen("INSERT INTO orders took 4.1 s on average", "", "", List.of()),
            2);
    return new Story(
        incident,
        new Story.Log(
            List.of(
                new LoggedChange(
                    ID,
                    1,
                    OPENED,
                    new Change.Opened(
                        Severity.WARNING, "newest row is 25 min old, expected every 10 min")),
                new LoggedChange(
                    ID,
                    2,
                    at(15),
                    new Change.SeverityChanged(
                        Severity.WARNING,
                        Severity.CRITICAL,
                        "newest row is 40 min old, expected every 10 min")),
                new LoggedChange(
                    ID, 3, at(18), new Change.Acknowledged("ann (U061F7AUR)", "on it")),
                new LoggedChange(
                    ID,
                    4,
                    at(47),
                    new Change.Resolved(Change.Reason.PASSED, "newest row is 2 min old"))),
            List.of(
                new Event(
                    "slack/1",
                    at(20),
                    Event.Sort.PERSON,
                    new Event.Place("shop", ""),
                    "ann (U061F7AUR) had it run at once, from Slack",
                    Optional.of(ID))),
            List.of(
                new Silence(
                    ID,
                    new Match(Map.of("database", "shop", "check", "shop/*")),
                    new Silence.Said("ann (U061F7AUR)", "silenced from Slack", at(16)),
                    new Silence.Span(at(16), at(76)),
                    Optional.of(new Silence.Ended(at(30), "bob")),
                    Optional.empty()))),
        new Story.Receivers(
            List.of(
                new Told("data-slack", 1, Told.Result.TOLD, at(0).plusSeconds(2), ""),
                new Told(
                    "oncall",
                    2,
                    Told.Result.FAILED,
                    at(15).plusSeconds(1),
                    "PagerDuty answered with HTTP 503"),
                new Told("oncall", 2, Told.Result.TOLD, at(15).plusSeconds(8), ""),
                new Told("data-slack", 4, Told.Result.TOLD, at(47).plusSeconds(1), ""),
                new Told("oncall", 4, Told.Result.GIVEN_UP, at(1500), "it failed for 24 hours")),
            List.of(
                new Reached("data-slack", 4, 4, Optional.empty(), ""),
                new Reached("oncall", 4, 2, Optional.of(at(1500)), "it failed for 24 hours"))),
        new Story.Around(
            List.of(
                new Event(
                    "schema",
                    at(-12),
                    Event.Sort.SCHEMA_CHANGED,
                    new Event.Place("shop", "public.orders"),
                    "index orders_created_at was dropped: btree (created_at)",
                    Optional.empty()),
                new Event(
                    "busy",
                    at(3),
                    Event.Sort.PUT_OFF,
                    new Event.Place("shop", ""),
                    "checks were put off: its standby s1 is 3 min behind, limit 1 min",
                    Optional.empty())),
            List.of(
                new Story.Neighbour(slow, "statements: INSERT INTO orders took 4.1 s on average")),
            List.of(
                new MissedRuns.Missed(
                    Optional.of(Gap.Reason.NOBODY_RAN), new Gap(at(-30), at(-28), 3)))),
        List.of(
            pass(-10, "9 min"),
            pass(-5, "14 min"),
            breach(0, "25 min"),
            breach(15, "40 min"),
            pass(47, "2 min")),
        at(60));
  }

  private static Instant at(int minutes) {
    return OPENED.plus(Duration.ofMinutes(minutes));
  }

  private static Result pass(int minutes, String age) {
    return result(minutes, new Verdict.Pass(seen(age)));
  }

  private static Result breach(int minutes, String age) {
    return result(minutes, new Verdict.Breach(Severity.WARNING, seen(age)));
  }

  private static Observation seen(String age) {
    return new Observation(
        "newest row is " + age + " old",
        Optional.of(BigDecimal.ONE),
        Unit.SECONDS,
        age,
        "at most 20 min");
  }

  private static Result result(int minutes, Verdict verdict) {
    return new Result(
        SampleIncidents.SUBJECT.check(),
        "",
        at(minutes),
        verdict,
        new Result.Taking(Optional.empty(), Duration.ZERO, at(minutes), Optional.empty()));
  }
}
