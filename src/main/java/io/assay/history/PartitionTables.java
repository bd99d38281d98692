package io.assay.history;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The daily partitions of `assay.result` as tables: one a day, in UTC.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class PartitionTables {
  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.BASIC_ISO_DATE;

  private final JdbcOperations jdbc;

  protected PartitionTables(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Makes the partitions of these days that do not exist, drops those of days before `keptFrom`,
  /// and returns the days that have one now. One replica at a time does it; the others wait for
  /// their turn and then find it done.
  @Transactional
  public Set<LocalDate> arrange(List<LocalDate> wanted, LocalDate keptFrom) {
    return jdbc.execute(connection -> {
      try (Statement statement = connection.createStatement()) {
        // attaching and dropping wait for running transactions: not for long, or all runs
        // queue up behind
        statement.execute("SET LOCAL lock_timeout = '5s'");
        statement.execute("SELECT pg_advisory_xact_lock(hashtext('assay.result partitions'))");
        Set<LocalDate> days = new TreeSet<>(existing(statement));
        for (LocalDate day : wanted) {
          if (!days.contains(day)) {
            create(statement, day);
            days.add(day);
          }
        }
        for (LocalDate day : List.copyOf(days)) {
          if (day.isBefore(keptFrom)) {
            statement.execute("DROP TABLE assay." + name(day));
            days.remove(day);
          }
        }
        return days;
      }
    });
  }

  private static List<LocalDate> existing(Statement statement) throws SQLException {
    List<LocalDate> days = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT substr(c.relname, 8) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'assay.result'::regclass AND c.relname ~ '^result_[0-9]{8}$'
            """)) {
      while (rows.next()) {
        days.add(LocalDate.parse(rows.getString(1), SUFFIX));
      }
    }
    return days;
  }

  /// Makes the table first and attaches it then: CREATE … PARTITION OF would lock out all readers
  /// and writers of the whole table, ATTACH does not.
  private static void create(Statement statement, LocalDate day) throws SQLException {
    statement.execute("CREATE TABLE assay." + name(day) + " (LIKE assay.result INCLUDING ALL)");
    statement.execute(
        "ALTER TABLE assay.result ATTACH PARTITION assay."
            + name(day)
            + " FOR VALUES FROM ('"
            + day
            + " 00:00:00+00') TO ('"
            + day.plusDays(1)
            + " 00:00:00+00')");
  }

  private static String name(LocalDate day) {
    return "result_" + SUFFIX.format(day);
  }
}
