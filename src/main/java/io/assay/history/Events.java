package io.assay.history;

import io.assay.check.StoredWord;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.jdbc.runtime.PreparedStatementCallback;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What happened besides results, table `assay.event`. Each method joins the transaction it is
/// called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class Events {
  /// More than anybody reads.
  private static final int MOST = 200;

  private static final String NOTE =
      """
      INSERT INTO assay.event (once_key, at, database, sort, subject, sentence, incident)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (once_key) DO NOTHING
      """;
  private static final String AROUND =
      """
      SELECT * FROM assay.event
      WHERE database = ? AND at >= ? AND at <= ? AND sort <> 'person' ORDER BY at, once_key LIMIT ?
      """;
  private static final String ABOUT =
      "SELECT * FROM assay.event WHERE incident = ? ORDER BY at, once_key LIMIT ?";
  private static final String FORGET =
      """
      DELETE FROM assay.event WHERE once_key = ANY (ARRAY (
        SELECT e.once_key FROM assay.event e
        WHERE e.at < ? AND NOT EXISTS (SELECT FROM assay.incident i WHERE i.id = e.incident)
        LIMIT 1000 FOR UPDATE OF e SKIP LOCKED))
      """;

  private final JdbcOperations jdbc;

  protected Events(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Keeps these events, and returns how many of them were not known yet.
  @Transactional
  public int note(Collection<Event> events) {
    // always in the same order, so that two transactions cannot wait for each other
    List<Event> ordered = events.stream().sorted(Comparator.comparing(Event::key)).toList();
    int news = 0;
    for (Event event : ordered) {
      news += jdbc.prepareStatement(NOTE, insert -> note(insert, event));
    }
    return news;
  }

  private static int note(PreparedStatement insert, Event event) throws SQLException {
    insert.setString(1, event.key());
    insert.setObject(2, event.at().atOffset(ZoneOffset.UTC));
    insert.setString(3, event.about().database());
    insert.setString(4, StoredWord.of(event.sort()));
    insert.setString(5, event.about().subject());
    insert.setString(6, event.sentence());
    insert.setObject(7, event.incident().orElse(null));
    return insert.executeUpdate();
  }

  /// Returns what happened in a database between two instants, oldest first.
  @Transactional
  public List<Event> around(String database, Instant from, Instant until) {
    return events(
        AROUND,
        select -> {
          select.setString(1, database);
          select.setObject(2, from.atOffset(ZoneOffset.UTC));
          select.setObject(3, until.atOffset(ZoneOffset.UTC));
          select.setInt(4, MOST);
          return select.executeQuery();
        });
  }

  /// Returns what people did about an incident, oldest first.
  @Transactional
  public List<Event> about(UUID incident) {
    return events(
        ABOUT,
        select -> {
          select.setObject(1, incident);
          select.setInt(2, MOST);
          return select.executeQuery();
        });
  }

  /// Deletes up to 1,000 of the events before this instant, unless they are about an incident that
  /// is still stored; returns how many.
  @Transactional
  public int forget(Instant before) {
    return jdbc.prepareStatement(
        FORGET,
        delete -> {
          delete.setObject(1, before.atOffset(ZoneOffset.UTC));
          return delete.executeUpdate();
        });
  }

  private List<Event> events(String sql, PreparedStatementCallback<ResultSet> query) {
    return jdbc.prepareStatement(
        sql,
        select -> {
          List<Event> events = new ArrayList<>();
          try (ResultSet row = query.call(select)) {
            while (row.next()) {
              events.add(event(row));
            }
          }
          return events;
        });
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        row.getString("once_key"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        StoredWord.read(Event.Sort.class, row.getString("sort")).orElse(Event.Sort.OTHER),
        new Event.Place(row.getString("database"), row.getString("subject")),
        row.getString("sentence"),
        Optional.ofNullable(row.getObject("incident", UUID.class)));
  }
}
