package io.assay.history;

import io.assay.check.Kept;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What measuring wants to find again, table `assay.kept`. Each method joins the transaction it is
/// called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class KeptFigures {
  private static final String FIND =
      "SELECT part, fingerprint, at, names, figures FROM assay.kept WHERE group_key = ?";
  private static final String PUT =
      """
      INSERT INTO assay.kept AS k (group_key, part, fingerprint, at, names, figures)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (group_key, part) DO UPDATE
      SET fingerprint = excluded.fingerprint, at = excluded.at,
        names = excluded.names, figures = excluded.figures
      """;
  private static final String REMOVE =
      "DELETE FROM assay.kept WHERE group_key = ? AND part = ANY (?::text[])";
  private static final String FORGET =
      """
      DELETE FROM assay.kept WHERE group_key IN (
        SELECT group_key FROM assay.kept GROUP BY group_key HAVING max(at) < ?)
      """;

  private final JdbcOperations jdbc;

  protected KeptFigures(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Returns what was kept of a group of checks.
  @Transactional
  public Kept find(String group) {
    return jdbc.prepareStatement(
        FIND,
        select -> {
          select.setString(1, group);
          Map<String, Kept.Part> parts = new HashMap<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              String[] names = (String[]) row.getArray(4).getArray();
              String[] figures = (String[]) row.getArray(5).getArray();
              Map<String, String> byName = new HashMap<>();
              for (int i = 0; i < names.length; i++) {
                byName.put(names[i], figures[i]);
              }
              parts.put(
                  row.getString(1),
                  new Kept.Part(
                      row.getString(2),
                      row.getObject(3, OffsetDateTime.class).toInstant(),
                      byName));
            }
          }
          return new Kept(parts);
        });
  }

  /// Keeps `now` of a group in place of `before`; what is the same in both is not written.
  @Transactional
  public void keep(String group, Kept before, Kept now) {
    List<String> gone =
        before.parts().keySet().stream().filter(part -> !now.parts().containsKey(part)).toList();
    if (!gone.isEmpty()) {
      jdbc.prepareStatement(
          REMOVE,
          delete -> {
            delete.setString(1, group);
            delete.setArray(2, delete.getConnection().createArrayOf("text", gone.toArray()));
            return delete.executeUpdate();
          });
    }
    List<Map.Entry<String, Kept.Part>> changed =
        now.parts().entrySet().stream()
            .filter(part -> !part.getValue().equals(before.parts().get(part.getKey())))
            .toList();
    if (!changed.isEmpty()) {
      jdbc.prepareStatement(
          PUT,
          insert -> {
            for (Map.Entry<String, Kept.Part> each : changed) {
              bind(insert, group, each.getKey(), each.getValue());
              insert.addBatch();
            }
            return insert.executeBatch();
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

  private static void bind(PreparedStatement insert, String group, String name, Kept.Part part)
      throws SQLException {
    Connection connection = insert.getConnection();
    List<Map.Entry<String, String>> figures = List.copyOf(part.figures().entrySet());
    insert.setString(1, group);
    insert.setString(2, name);
    insert.setString(3, part.fingerprint());
    insert.setObject(4, part.at().atOffset(ZoneOffset.UTC));
    insert.setArray(
        5, connection.createArrayOf("text", figures.stream().map(Map.Entry::getKey).toArray()));
    insert.setArray(
        6, connection.createArrayOf("text", figures.stream().map(Map.Entry::getValue).toArray()));
  }
}
