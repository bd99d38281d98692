package io.assay.check;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// One end of a range of values: a number, or a time.
public sealed interface Edge {

  /// Returns it in the words of a message: `0.5`, `2026-01-31`.
  String words();

  /// A number.
  record Figure(BigDecimal value) implements Edge {
    @Override
    public String words() {
      return value.toPlainString();
    }
  }

  /// A time as it was written, with the offset where one was.
  record Moment(LocalDateTime local, Optional<ZoneOffset> offset) implements Edge {
    private static final DateTimeFormatter CLOCK =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm[:ss]", Locale.ROOT);
    private static final DateTimeFormatter MINUTES =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    /// Returns the moment on the wall clock of `zone`, which is also the zone of a moment that was
    /// written without an offset.
    public ZonedDateTime in(ZoneId zone) {
      return offset
          .map(written -> local.atOffset(written).atZoneSameInstant(zone))
          .orElseGet(() -> local.atZone(zone));
    }

    @Override
    public String words() {
      String text =
          local.toLocalTime().equals(LocalTime.MIDNIGHT)
              ? local.toLocalDate().toString()
              : (local.getSecond() == 0 ? MINUTES : CLOCK).format(local);
      return text + offset.map(ZoneOffset::getId).orElse("");
    }
  }
}
