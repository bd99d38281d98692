package io.assay.alert;

import io.micronaut.core.type.Argument;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.annotation.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All silences, table `assay.silence`. Each method joins the transaction it is called in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class Silences {
  private static final String ADD =
      """
      INSERT INTO assay.silence (id, matcher, author, reason, created, starts, ends)
      VALUES (?, ?::jsonb, ?, ?, ?, ?, ?)
      """;
  private static final String AFTER =
      "SELECT * FROM assay.silence WHERE least(ends, ended) > ? ORDER BY starts, id";
  private static final String LATEST =
      "SELECT * FROM assay.silence ORDER BY least(ends, ended) DESC, id LIMIT ?";
  private static final String FIND = "SELECT * FROM assay.silence WHERE id = ?";
  private static final String LOCK = FIND + " FOR UPDATE";
  private static final String END =
      """
      UPDATE assay.silence SET ended = ?, ended_by = ?
      WHERE id = ? AND least(ends, ended) > ?
      """;
  private static final String ANNOUNCE =
      "UPDATE assay.silence SET announced = ? WHERE id = ? AND announced IS NULL";
  private static final String FORGET =
      """
      DELETE FROM assay.silence WHERE id = ANY (ARRAY (
        SELECT id FROM assay.silence WHERE least(ends, ended) < ?
        LIMIT 1000 FOR UPDATE SKIP LOCKED))
      """;
  private static final Argument<Map<String, String>> EQUALITIES =
      Argument.mapOf(String.class, String.class);

  private final JdbcOperations jdbc;
  private final JsonMapper json;

  protected Silences(JdbcOperations jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /// Stores a new silence.
  @Transactional
  public void add(Silence silence) {
    jdbc.prepareStatement(
        ADD,
        insert -> {
          insert.setObject(1, silence.id());
          insert.setString(2, written(silence.match()));
          insert.setString(3, silence.said().author());
          insert.setString(4, silence.said().reason());
          insert.setObject(5, utc(silence.said().at()));
          insert.setObject(6, utc(silence.span().starts()));
          insert.setObject(7, utc(silence.span().ends()));
          return insert.executeUpdate();
        });
  }

  /// Returns the silences that are over after `at`: those in force then, and those to come.
  @Transactional
  public List<Silence> after(Instant at) {
    return select(AFTER, select -> select.setObject(1, utc(at)));
  }

  /// Returns those that are over last, at most `most`.
  @Transactional
  public List<Silence> latest(int most) {
    return select(LATEST, select -> select.setInt(1, most));
  }

  /// Returns the silence of this id.
  @Transactional
  public Optional<Silence> find(UUID id) {
    return select(FIND, select -> select.setObject(1, id)).stream().findFirst();
  }

  /// As [#find], and lets no other transaction do so until this one has ended.
  @Transactional
  public Optional<Silence> lock(UUID id) {
    return select(LOCK, select -> select.setObject(1, id)).stream().findFirst();
  }

  /// Ends a silence before its time; returns whether it was not over yet.
  @Transactional
  public boolean end(UUID id, Instant at, String by) {
    return jdbc.prepareStatement(
        END,
        update -> {
          update.setObject(1, utc(at));
          update.setString(2, by);
          update.setObject(3, id);
          update.setObject(4, utc(at));
          return update.executeUpdate() > 0;
        });
  }

  /// Notes that the end of a silence was looked at; returns whether nobody did so before.
  @Transactional
  public boolean announce(UUID id, Instant at) {
    return jdbc.prepareStatement(
        ANNOUNCE,
        update -> {
          update.setObject(1, utc(at));
          update.setObject(2, id);
          return update.executeUpdate() > 0;
        });
  }

  /// Deletes up to 1,000 of those that were over before this instant; returns how many.
  @Transactional
  public int forget(Instant before) {
    return jdbc.prepareStatement(
        FORGET,
        delete -> {
          delete.setObject(1, utc(before));
          return delete.executeUpdate();
        });
  }

  /// Fills in the parameters of a statement.
  private interface Filling {
    void in(PreparedStatement statement) throws SQLException;
  }

  private List<Silence> select(String sql, Filling filling) {
    return jdbc.prepareStatement(
        sql,
        select -> {
          filling.in(select);
          return Rows.all(select, row -> silence(row));
        });
  }

  private Silence silence(ResultSet row) throws SQLException {
    Instant ended = time(row, "ended");
    return new Silence(
        row.getObject("id", UUID.class),
        match(row.getString("matcher")),
        new Silence.Said(
            row.getString("author"), row.getString("reason"), sure(time(row, "created"))),
        new Silence.Span(sure(time(row, "starts")), sure(time(row, "ends"))),
        ended == null
            ? Optional.empty()
            : Optional.of(new Silence.Ended(ended, row.getString("ended_by"))),
        Optional.ofNullable(time(row, "announced")));
  }

  private static Instant sure(@Nullable Instant time) {
    if (time == null) {
      throw new IllegalStateException("a silence without a time");
    }
    return time;
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private String written(Match match) {
    try {
      return json.writeValueAsString(match.equalities());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Match match(String written) {
    try {
      return new Match(json.readValue(written, EQUALITIES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
