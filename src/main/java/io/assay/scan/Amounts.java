package io.assay.scan;

import io.assay.check.Compared;
import io.assay.check.Sides;
import io.assay.check.Sides.Amount;
import io.assay.check.Unmeasurable.Reason;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads aggregates of which the type is known only with the answer.
final class Amounts {
  private static final Set<Integer> NUMBERS = Set.of(20, 21, 23, 700, 701, 1700);
  private static final int DATE = 1082;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;

  /// PostgreSQL's ISO style in UTC.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private Amounts() {}

  /// Returns the figure of a row of the type's oid and the text. A time without a zone is taken for
  /// UTC on both sides.
  static Optional<Amount> read(List<@Nullable String> row, Compared.Figure figure)
      throws Unanswered {
    int type = (int) Answer.number(row, 0);
    boolean number = NUMBERS.contains(type);
    if (!number && type != DATE && type != TIMESTAMP && type != TIMESTAMPTZ) {
      throw new Unanswered(
          Reason.QUERY, figure.written() + " is neither a number nor a time: cast it");
    }
    Optional<String> text = Answer.optional(row, 1);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          number
              ? new Sides.Number(new BigDecimal(text.get()).stripTrailingZeros())
              : time(type, text.get()));
    } catch (NumberFormatException | DateTimeException e) {
      throw new Unanswered(
          Reason.QUERY, figure.written() + " is infinite or no number, so it has no distance");
    }
  }

  private static Amount time(int type, String text) {
    return new Sides.Time(
        switch (type) {
          case DATE -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
          case TIMESTAMP -> LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
          default ->
              LocalDateTime.parse(text.replaceFirst("\\+00$", ""), TIME).toInstant(ZoneOffset.UTC);
        });
  }
}
