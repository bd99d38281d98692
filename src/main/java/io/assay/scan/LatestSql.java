package io.assay.scan;

import io.assay.check.Unmeasurable.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/// The latest of some times, as its type's number, a colon, and its seconds since 1970: a time
/// without a zone is not yet an instant. Nothing comes after the colon when there is no time.
final class LatestSql {
  static final int TIMESTAMPTZ = 1184;
  private static final int DATE = 1082;
  private static final int TIMESTAMP = 1114;

  private LatestSql() {}

  static String typed(String max) {
    return "concat(pg_typeof(" + max + ")::oid, ':', extract(epoch FROM " + max + "))";
  }

  /// In a SELECT of its own, which an index answers.
  static String alone(RowSql rows, String time, String filter) {
    return "(SELECT "
        + typed("max(" + time + ")")
        + " FROM "
        + rows.source()
        + RowSql.where(RowSql.and(filter, rows.finite(time)))
        + ")";
  }

  static Optional<Instant> read(String cell, ZoneId zone) throws Unanswered {
    String[] typed = cell.split(":", 2);
    int type = Integer.parseInt(typed[0]);
    if (type != DATE && type != TIMESTAMP && type != TIMESTAMPTZ) {
      throw new Unanswered(Reason.QUERY, Trouble.NOT_A_TIME);
    }
    if (typed[1].isEmpty()) {
      return Optional.empty();
    }
    BigDecimal epoch = new BigDecimal(typed[1]);
    long seconds = epoch.setScale(0, RoundingMode.FLOOR).longValueExact();
    int nanos = epoch.subtract(BigDecimal.valueOf(seconds)).movePointRight(9).intValue();
    return Optional.of(
        type == TIMESTAMPTZ
            ? Instant.ofEpochSecond(seconds, nanos)
            : LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC).atZone(zone).toInstant());
  }
}
