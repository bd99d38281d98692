package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Window;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "from: 2026-12-24 22:00, for: 4h, zone: Europe/Rome | 2026-12-24T21:00:00Z | 2026-12-25T01:00:00Z",
        "from: 2026-12-24 22:00, to: 2026-12-25 06:00       | 2026-12-24T22:00:00Z | 2026-12-25T06:00:00Z",
        "from: '2026-12-24T22:00+02:00', for: 1h            | 2026-12-24T20:00:00Z | 2026-12-24T21:00:00Z",
        // 02:00-03:00 comes twice on 25 October: from the first coming to the last
        "from: 2026-10-25 02:30, to: 2026-10-25 02:45, zone: Europe/Rome | 2026-10-25T00:30:00Z | 2026-10-25T01:45:00Z",
        // and not at all on 29 March
        "from: 2026-03-29 02:30, for: 1h, zone: Europe/Rome | 2026-03-29T01:30:00Z | 2026-03-29T02:30:00Z",
      })
  void a_mute_may_hold_once(String mute, String from, String to) {
    LoadedRouting loaded = load(mute);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.routing().mutes().getFirst().when())
        .isEqualTo(new Window.Once(Instant.parse(from), Instant.parse(to)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "why: nothing else                        | this mute has no 'every'; write when it holds: every: Sat 02:00-04:00, or from: 2026-12-24 22:00 and for: 4h",
        "from: 2026-12-24 22:00                   | a mute with 'from' needs either 'to' or 'for'; write when it ends",
        "from: 2026-12-24 22:00, to: 2026-12-24 21:00 | 'to' must be after 'from'",
        "from: tonight, for: 1h                   | 'tonight' is not a moment; write a moment such as 2026-12-24 22:00",
        "every: 'Sat 02:00-04:00', for: 1h        | 'for' does not go with 'every'; remove one",
      })
  void what_is_wrong_with_it_is_told(String mute, String message) {
    assertThat(load(mute).problems())
        .singleElement()
        .extracting(Problem::message)
        .isEqualTo(message);
  }

  private static LoadedRouting load(String mute) {
    return RoutingLoader.load(
        Sources.of(SourceFile.of("alerts/mutes.yaml", "mutes:\n  - {" + mute + "}\n")),
        Map.of(),
        new RoutingScope(Map.of(), Optional.empty(), false, Instant.EPOCH));
  }
}
