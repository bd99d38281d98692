package io.assay.alert;

import io.assay.alert.OpenMessage.Flight;
import io.assay.alert.OpenMessage.Form;
import io.assay.check.StoredWord;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is due for a receiver of messages, and the messages there are: reading `assay.delivery` and
/// `assay.message`. [MessageChanges] writes them.
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class Messages {
  /// How much is looked at in one go; of a greater storm the rest joins afterwards.
  private static final int MOST = 10_000;

  private static final Argument<Map<String, String>> TEXTS =
      Argument.mapOf(String.class, String.class);

  private static final String DUE =
      """
      SELECT d.id, d.incident, m.id AS message, d.told, d.shown, d.wanted_at, d.failures,
        d.first_failed_at, d.held
      FROM assay.delivery d LEFT JOIN assay.message m ON m.id = d.message AND m.closed_at IS NULL
      WHERE d.receiver = ? AND d.told < d.wanted AND d.dead_at IS NULL AND d.next_attempt_at <= ?
        AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
      ORDER BY d.wanted_at, d.id LIMIT ?
      """;
  private static final String HOMES =
      """
      SELECT DISTINCT ON (d.group_key) d.group_key, d.message
      FROM assay.delivery d JOIN assay.message m ON m.id = d.message AND m.closed_at IS NULL
      WHERE d.receiver = ? AND d.group_key = ANY (?) AND (d.ended_at IS NULL OR d.told < d.wanted)
      ORDER BY d.group_key, m.created_at DESC, m.id
      """;

  /// What was not answered is looked for when what was said in it is to be told again.
  private static final String FIND =
      """
      SELECT m.*, CASE WHEN m.attempts > 0 THEN (
          SELECT max(d.next_attempt_at) FROM assay.delivery d
          WHERE d.message = m.id AND d.telling IS NOT NULL) END AS look_at
      FROM assay.message m WHERE m.id = ANY (?)
      """;

  private static final String MEMBERS =
      "SELECT id, incident, told FROM assay.delivery WHERE message = ?";
  private static final String LATELY =
      """
      SELECT
        count(*) FILTER (WHERE form = 'group' AND created_at > ?) AS groups,
        max(created_at) FILTER (WHERE form = 'digest') AS digest,
        (SELECT id FROM assay.message WHERE receiver = ? AND form = 'digest' AND closed_at IS NULL
          AND created_at > ? ORDER BY created_at DESC LIMIT 1) AS collecting
      FROM assay.message WHERE receiver = ? AND created_at > ?
      """;

  private final JdbcOperations jdbc;
  private final JsonMapper json;

  protected Messages(JdbcOperations jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /// Returns what is due, by waiting time, at most [#MOST].
  @Transactional
  List<DueRow> due(String receiver, Instant now) {
    return jdbc.prepareStatement(
        DUE,
        select -> {
          select.setString(1, receiver);
          select.setObject(2, time(now));
          select.setObject(3, time(now));
          select.setInt(4, MOST);
          return Rows.all(
              select,
              row ->
                  new DueRow(
                      row.getObject("id", UUID.class),
                      row.getObject("incident", UUID.class),
                      row.getObject("message", UUID.class),
                      row.getLong("told"),
                      row.getLong("shown"),
                      time(row, "wanted_at").orElseThrow(),
                      row.getInt("failures"),
                      time(row, "first_failed_at").orElse(null),
                      row.getString("held")));
        });
  }

  /// Returns the open message of each of these groups that has one.
  @Transactional
  Map<String, UUID> homes(String receiver, Collection<String> groups) {
    return jdbc.prepareStatement(
        HOMES,
        select -> {
          select.setString(1, receiver);
          array(select, 2, "text", groups);
          Map<String, UUID> homes = new HashMap<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              homes.put(row.getString("group_key"), row.getObject("message", UUID.class));
            }
          }
          return homes;
        });
  }

  /// Returns the messages with these ids.
  @Transactional
  Map<UUID, OpenMessage> find(Collection<UUID> ids) {
    return jdbc.prepareStatement(
        FIND,
        select -> {
          array(select, 1, "uuid", ids);
          return Rows.all(select, this::message).stream()
              .collect(Collectors.toMap(OpenMessage::id, Function.identity()));
        });
  }

  /// Returns what was posted to the receiver shortly before.
  @Transactional
  Desk.Lately lately(String receiver, Instant now) {
    return jdbc.prepareStatement(
        LATELY,
        select -> {
          select.setObject(1, time(now.minus(Plan.AT_ONCE)));
          select.setString(2, receiver);
          select.setObject(3, time(now.minus(Plan.COLLECTS)));
          select.setString(4, receiver);
          select.setObject(5, time(now.minus(Plan.COLLECTS)));
          try (ResultSet row = select.executeQuery()) {
            row.next();
            return new Desk.Lately(
                row.getInt("groups"),
                time(row, "digest"),
                Optional.ofNullable(row.getObject("collecting", UUID.class)));
          }
        });
  }

  /// A delivery that is in a message.
  record Member(UUID delivery, UUID incident, long told) {}

  /// Returns what is in the message.
  @Transactional
  List<Member> members(UUID message) {
    return jdbc.prepareStatement(
        MEMBERS,
        select -> {
          select.setObject(1, message);
          return Rows.all(
              select,
              row ->
                  new Member(
                      row.getObject("id", UUID.class),
                      row.getObject("incident", UUID.class),
                      row.getLong("told")));
        });
  }

  private OpenMessage message(ResultSet row) throws SQLException {
    Instant created = time(row, "created_at").orElseThrow();
    Instant attempted = time(row, "attempted_at").orElse(created);
    Instant appears = attempted.plus(Courier.APPEARS);
    return new OpenMessage(
        row.getObject("id", UUID.class),
        // a form that only a later version knows is at least about several incidents
        StoredWord.read(Form.class, row.getString("form")).orElse(Form.DIGEST),
        time(row, "posted_at").isPresent(),
        texts(row.getString("reference")),
        new Flight(
            row.getInt("attempts"),
            attempted,
            time(row, "look_at").filter(appears::isAfter).orElse(appears)),
        created,
        time(row, "refreshed_at").orElse(created),
        time(row, "stale_at"),
        row.getInt("replies"));
  }

  private Map<String, String> texts(String text) {
    try {
      return json.readValue(text, TEXTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void array(PreparedStatement statement, int at, String type, Collection<?> values)
      throws SQLException {
    statement.setArray(at, statement.getConnection().createArrayOf(type, values.toArray()));
  }

  static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
