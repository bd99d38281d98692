package io.assay.scan;

import io.assay.check.Measure;
import io.assay.check.Unmeasurable.Reason;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Queries that authors wrote. Their rows are counted and thrown away as they come; only the text
/// of a single number is looked at.
final class QuerySql {
  private static final int LONGEST_NUMBER = 200_000;

  private QuerySql() {}

  static Measure.QueryAnswer answer(GuardedTransaction transaction, String sql)
      throws SQLException, Unanswered {
    String query = AuthorSql.query(sql);
    transaction.withinBudget(query);
    boolean number = transaction.singleNumber(query);
    Rows rows = new Rows();
    transaction.copy(query, rows);
    boolean single = number && rows.count == 1;
    return new Measure.QueryAnswer(rows.count, single, single ? rows.number() : Optional.empty());
  }

  static Duration time(GuardedTransaction transaction, String sql) throws SQLException, Unanswered {
    String query = AuthorSql.query(sql);
    transaction.withinBudget(query);
    long begin = System.nanoTime();
    transaction.copy(query, OutputStream.nullOutputStream());
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /// COPY's text format: a line for each row, line breaks within values are escaped, `\N` is NULL.
  private static final class Rows extends OutputStream {
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private long count;

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) {
      if (count == 0 && first.size() < LONGEST_NUMBER) {
        first.write(octets, from, length);
      }
      for (int i = from; i < from + length; i++) {
        if (octets[i] == '\n') {
          count++;
        }
      }
    }

    Optional<BigDecimal> number() throws Unanswered {
      String text = first.toString(StandardCharsets.US_ASCII).strip();
      if (text.equals("\\N")) {
        return Optional.empty();
      }
      if (text.equals("NaN") || text.endsWith("Infinity")) {
        throw new Unanswered(
            Reason.QUERY, "the query's number is " + text + ", which no limit can be held against");
      }
      return Optional.of(new BigDecimal(text));
    }
  }
}
