package io.assay.history;

import io.assay.check.Kept;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What measuring wants to find again, table `assay.kept`. Each method joins the transaction it is
/// called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class KeptFigures {
  private static final String FIND =
      """
      SELECT group_key, part, fingerprint, at, names, figures
      FROM assay.kept WHERE group_key = ANY (?::text[])
      """;
  // an array of arrays must be rectangular: those of each row go as the text of an array
  private static final String PUT =
      """
      INSERT INTO assay.kept (group_key, part, fingerprint, at, names, figures)
      SELECT group_key, part, fingerprint, at, names::text[], figures::text[]
      FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[])
        AS n (group_key, part, fingerprint, at, names, figures)
      ORDER BY group_key, part
      ON CONFLICT (group_key, part) DO UPDATE
      SET fingerprint = excluded.fingerprint, at = excluded.at,
        names = excluded.names, figures = excluded.figures
      """;
  private static final String REMOVE =
      """
      DELETE FROM assay.kept k USING unnest(?::text[], ?::text[]) AS gone (group_key, part)
      WHERE k.group_key = gone.group_key AND k.part = gone.part
      """;
  private static final String FORGET =
      """
      DELETE FROM assay.kept WHERE group_key IN (
        SELECT group_key FROM assay.kept GROUP BY group_key HAVING max(at) < ?)
      """;

  private final JdbcOperations jdbc;

  protected KeptFigures(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// What is to be kept of a group of checks, in place of what was.
  public record Change(String group, Kept before, Kept now) {}

  /// One part of what is kept of a group.
  private record Row(String group, String part, Kept.Part kept) {}

  /// Returns what was kept of these groups of checks; one of which nothing was is not in the map.
  @Transactional
  public Map<String, Kept> find(Collection<String> groups) {
    return jdbc.prepareStatement(
        FIND,
        select -> {
          array(select, 1, "text", groups);
          Map<String, Map<String, Kept.Part>> parts = new HashMap<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              parts
                  .computeIfAbsent(row.getString(1), _ -> new HashMap<>())
                  .put(row.getString(2), part(row));
            }
          }
          Map<String, Kept> kept = new HashMap<>();
          parts.forEach((group, own) -> kept.put(group, new Kept(own)));
          return kept;
        });
  }

  /// Makes these changes; what is the same before and after is not written.
  @Transactional
  public void keep(Collection<Change> changes) {
    List<Row> gone = new ArrayList<>();
    List<Row> changed = new ArrayList<>();
    for (Change change : changes) {
      change
          .before()
          .parts()
          .forEach((name, part) -> {
            if (!change.now().parts().containsKey(name)) {
              gone.add(new Row(change.group(), name, part));
            }
          });
      change
          .now()
          .parts()
          .forEach((name, part) -> {
            if (!part.equals(change.before().parts().get(name))) {
              changed.add(new Row(change.group(), name, part));
            }
          });
    }
    if (!gone.isEmpty()) {
      jdbc.prepareStatement(
          REMOVE,
          delete -> {
            array(delete, 1, "text", of(gone, Row::group));
            array(delete, 2, "text", of(gone, Row::part));
            return delete.executeUpdate();
          });
    }
    if (!changed.isEmpty()) {
      jdbc.prepareStatement(
          PUT,
          insert -> {
            array(insert, 1, "text", of(changed, Row::group));
            array(insert, 2, "text", of(changed, Row::part));
            array(insert, 3, "text", of(changed, row -> row.kept().fingerprint()));
            array(insert, 4, "timestamptz", of(changed, row -> row.kept().at().toString()));
            List<String> names = new ArrayList<>();
            List<String> figures = new ArrayList<>();
            for (Row row : changed) {
              List<Map.Entry<String, String>> entries =
                  List.copyOf(row.kept().figures().entrySet());
              names.add(literal(insert, of(entries, Map.Entry::getKey)));
              figures.add(literal(insert, of(entries, Map.Entry::getValue)));
            }
            array(insert, 5, "text", names);
            array(insert, 6, "text", figures);
            return insert.executeUpdate();
          });
    }
  }

  /// Forgets the groups of which nothing was measured since `before`.
  @Transactional
  public void forget(Instant before) {
    jdbc.prepareStatement(
        FORGET,
        delete -> {
          delete.setObject(1, before.atOffset(ZoneOffset.UTC));
          return delete.executeUpdate();
        });
  }

  private static Kept.Part part(ResultSet row) throws SQLException {
    String[] names = (String[]) row.getArray(5).getArray();
    String[] figures = (String[]) row.getArray(6).getArray();
    Map<String, String> byName = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      byName.put(names[i], figures[i]);
    }
    return new Kept.Part(
        row.getString(3), row.getObject(4, OffsetDateTime.class).toInstant(), byName);
  }

  private static <R> List<String> of(List<R> rows, Function<R, String> value) {
    return rows.stream().map(value).toList();
  }

  private static void array(
      PreparedStatement statement, int column, String type, Collection<String> values)
      throws SQLException {
    statement.setArray(column, statement.getConnection().createArrayOf(type, values.toArray()));
  }

  /// Returns an array as PostgreSQL writes it.
  private static String literal(PreparedStatement statement, List<String> values)
      throws SQLException {
    return statement.getConnection().createArrayOf("text", values.toArray()).toString();
  }
}
