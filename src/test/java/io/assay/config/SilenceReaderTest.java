package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Match;
import io.assay.alert.Silence;
import io.assay.config.SilenceReader.Read;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SilenceReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Map<String, String> SHOP = Map.of("database", "shop");

  @Test
  void it_is_read_in_the_language_of_routes() {
    assertThat(
            read(
                Map.of("database", "shop", "table", "public.*", "labels.team", "payments"),
                "",
                "2h",
                ""))
        .isEqualTo(
            new Read.Good(
                new Match(Map.of("database", "shop", "table", "public.*", "team", "payments")),
                new Silence.Span(NOW, Instant.parse("2026-11-20T14:00:00Z"))));
  }

  @Test
  void it_may_begin_later_and_end_at_a_moment() {
    assertThat(read(SHOP, "2026-11-21 02:00+01:00", "", "2026-11-21T04:00Z"))
        .isEqualTo(
            new Read.Good(
                new Match(SHOP),
                new Silence.Span(
                    Instant.parse("2026-11-21T01:00:00Z"), Instant.parse("2026-11-21T04:00:00Z"))));
  }

  @Test
  void what_is_wrong_is_told_in_a_sentence() {
    assertThat(read(Map.of(), "", "2h", ""))
        .isEqualTo(
            new Read.Wrong(
                "a silence needs a match such as database=shop; to silence everything match database=*"));
    assertThat(read(Map.of("databse", "shop"), "", "2h", "").toString())
        .contains("unknown key 'databse'; did you mean 'database'?");
    assertThat(read(Map.of("database", "shp"), "", "2h", "").toString())
        .contains("unknown database 'shp'; did you mean 'shop'?");
    assertThat(read(SHOP, "", "", ""))
        .isEqualTo(
            new Read.Wrong("a silence needs an end: say for how long, such as 2h, or until when"));
    assertThat(read(SHOP, "", "2 hours", ""))
        .isEqualTo(new Read.Wrong("'2 hours' is not a duration; write one such as 30m, 2h or 1d"));
    assertThat(read(SHOP, "", "", "2026-11-21 04:00"))
        .isEqualTo(
            new Read.Wrong(
                "'2026-11-21 04:00' is not a moment; write one with its offset such as 2026-12-24T22:00Z"));
    assertThat(read(SHOP, "", "", "2026-11-20T11:00Z"))
        .isEqualTo(new Read.Wrong("a silence must end after it begins, and after now"));
    assertThat(read(SHOP, "", "2w", "2026-11-21T04:00Z"))
        .isEqualTo(
            new Read.Wrong("a silence has one end: say for how long, or until when, and not both"));
    assertThat(read(SHOP, "", "400d", "")).isInstanceOf(Read.Wrong.class);
  }

  private static Read read(Map<String, String> match, String starts, String length, String ends) {
    return new SilenceReader(Set.of("shop"), NOW)
        .read(match, text(starts), text(length), text(ends));
  }

  private static Optional<String> text(String text) {
    return Optional.of(text).filter(each -> !each.isEmpty());
  }
}
