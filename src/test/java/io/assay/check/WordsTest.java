package io.assay.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S,0 ms",
    "PT0.0004S,0.4 ms",
    "PT0.00004S,0 ms",
    "PT0.0015S,1.5 ms",
    "PT0.015S,15 ms",
    "PT0.9999S,999 ms",
    "PT1S,1 s",
    "PT1.25S,1.2 s",
    "PT60S,1 min",
    "PT61S,61 s",
    "PT119S,119 s",
    "PT2M,2 min",
    "PT119M,119 min",
    "PT1H,1 h",
    "PT2H,2 h",
    "PT3H10M,3 h 10 min",
    "PT48H,2 days",
    "PT50H,2 days 2 h",
    "PT251H,10 days",
    "-PT5M,5 min"
  })
  void durations_read_as_people_say_them(Duration duration, String said) {
    assertThat(Durations.say(duration)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({
    "PT90S,1m30s",
    "PT336H,2w",
    "PT24H,1d",
    "PT25H,1d1h",
    "PT1.5S,1s500ms",
    "PT0S,0s",
    "PT195H1M,1w1d3h1m"
  })
  void durations_are_written_in_the_shortest_form_of_the_language(
      Duration duration, String written) {
    assertThat(Durations.write(duration)).isEqualTo(written.replace("1w1d", "8d"));
  }

  @ParameterizedTest
  @CsvSource({
    "0,COUNT,0",
    "1204,COUNT,'1,204'",
    "1204.5,COUNT,'1,205'",
    "0.1235,COUNT,0.124",
    "1e3,COUNT,'1,000'",
    "-12,COUNT,-12",
    "0.003,SHARE,0.3%",
    "0.00003,SHARE,under 0.01%",
    "0.99999,SHARE,99.9%",
    "1,SHARE,100%",
    "0,SHARE,0%",
    "2.5,SHARE,250%",
    "2820,SECONDS,47 min",
    "-300,SECONDS,-5 min",
    "0.5,SECONDS,500 ms",
    "524288000,BYTES,500 MB",
    "0,BYTES,0 bytes"
  })
  void figures_carry_their_unit(BigDecimal figure, Unit unit, String words) {
    assertThat(Words.of(figure, unit)).isEqualTo(words);
  }

  @Test
  void bounds_read_as_words() {
    assertThat(words(new Bound.AtMost(new BigDecimal("0.05")))).isEqualTo("at most 5%");
    assertThat(words(new Bound.AtMost(BigDecimal.ZERO))).isEqualTo("none");
    assertThat(words(new Bound.AtLeast(BigDecimal.ONE))).isEqualTo("at least 100%");
    assertThat(words(new Bound.Exactly(BigDecimal.ONE))).isEqualTo("exactly 100%");
    assertThat(words(new Bound.Between(BigDecimal.ZERO, BigDecimal.ONE)))
        .isEqualTo("between 0% and 100%");
  }

  @Test
  void a_moment_of_another_day_carries_its_date() {
    Instant now = Instant.parse("2026-11-20T03:00:00Z");
    assertThat(Words.time(Instant.parse("2026-11-20T02:00:59Z"), now)).isEqualTo("02:00 UTC");
    assertThat(Words.time(Instant.parse("2026-11-19T23:59:00Z"), now))
        .isEqualTo("19 Nov 23:59 UTC");
  }

  private static String words(Bound bound) {
    return Words.of(new Limit(Severity.WARNING, Unit.SHARE, bound));
  }
}
