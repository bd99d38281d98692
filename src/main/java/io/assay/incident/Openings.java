package io.assay.incident;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// With what incidents opened, from `assay.incident_change`: when one is over, the incident itself
/// only says what was seen last.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class Openings {
  private static final String SENTENCES =
      """
      SELECT incident, sentence FROM assay.incident_change
      WHERE incident = ANY (?) AND change = 'opened'
      """;

  private final JdbcOperations jdbc;

  protected Openings(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Returns for each of these incidents what was wrong when it opened, as it is read after the
  /// subject's title.
  @Transactional
  public Map<UUID, String> of(List<Incident> incidents) {
    return jdbc.prepareStatement(
        SENTENCES,
        select -> {
          Object[] ids = incidents.stream().map(Incident::id).toArray();
          select.setArray(1, select.getConnection().createArrayOf("uuid", ids));
          Map<UUID, String> sentences = new HashMap<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              sentences.put(row.getObject(1, UUID.class), row.getString(2));
            }
          }
          return sentences;
        });
  }

  /// Returns what is wrong, or was when it opened, beginning with the subject's title.
  public static String wrong(Incident incident, Map<UUID, String> openings) {
    String now = incident.seen().sentence();
    String sentence = incident.open() ? now : openings.getOrDefault(incident.id(), now);
    return incident.subject().title() + ": " + sentence;
  }
}
