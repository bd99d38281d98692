package io.assay.incident;

import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.KeptRows;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.StoredWord;
import io.assay.check.TableName;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How the room's values are written in columns.
@Singleton
final class Columns {
  private static final Argument<Map<String, String>> TEXTS =
      Argument.mapOf(String.class, String.class);
  private static final Argument<List<String>> LINES = Argument.listOf(String.class);
  private static final Argument<List<List<String>>> TABLE = Argument.listOf(LINES);

  private final JsonMapper json;

  Columns(JsonMapper json) {
    this.json = json;
  }

  Incident incident(ResultSet row) throws SQLException {
    return new Incident(
        row.getObject("id", UUID.class),
        subject(row),
        Severity.stored(row.getString("severity")),
        new Incident.Span(time(row, "opened").orElseThrow(), time(row, "resolved")),
        new Incident.Seen(
            row.getString("sentence"),
            row.getString("observed"),
            row.getString("expected"),
            numbers(row.getArray("recent")),
            new Incident.Details(
                lines(row.getString("worst_groups")),
                Optional.ofNullable(row.getString("kept_rows")).map(this::keptRows))),
        row.getLong("sequence"),
        new Incident.Care(acknowledgement(row), row.getBoolean("flapping")));
  }

  private static Optional<Incident.Acknowledgement> acknowledgement(ResultSet row)
      throws SQLException {
    Optional<Instant> at = time(row, "acknowledged_at");
    return at.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Incident.Acknowledgement(
                at.get(), row.getString("acknowledged_by"), row.getString("acknowledged_note")));
  }

  private Subject subject(ResultSet row) throws SQLException {
    Optional<TableName> table =
        row.getString("table_name") == null
            ? Optional.empty()
            : Optional.of(
                new TableName(row.getString("table_schema"), row.getString("table_name")));
    return new Subject(
        new CheckId(row.getString("check_id")),
        row.getString("grp"),
        StoredWord.read(Subject.Sort.class, row.getString("sort")).orElse(Subject.Sort.BREACH),
        row.getString("title"),
        new Subject.Place(row.getString("database"), table, row.getString("kind")),
        new About(
            Optional.ofNullable(row.getString("owner")),
            Optional.ofNullable(row.getString("runbook")),
            Optional.ofNullable(row.getString("description")),
            texts(row.getString("labels")),
            new Source(
                row.getString("source_path"),
                row.getInt("source_line"),
                row.getInt("source_column"))));
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  static List<Instant> times(ResultSet row, String column) throws SQLException {
    List<Instant> times = new ArrayList<>();
    for (Timestamp each : (Timestamp[]) row.getArray(column).getArray()) {
      times.add(each.toInstant());
    }
    return times;
  }

  /// Arrays of several rows need not have the same length: each goes as the text of one.
  static String arrayOfTimes(List<Instant> times) {
    return "{" + String.join(",", times.stream().map(Instant::toString).toList()) + "}";
  }

  static Optional<Severity> severity(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column)).map(Severity::stored);
  }

  String json(Map<String, String> texts) {
    return written(texts);
  }

  Map<String, String> texts(String text) {
    return read(text, TEXTS);
  }

  String json(List<String> lines) {
    return written(lines);
  }

  /// The first array holds the columns.
  String json(KeptRows kept) {
    List<List<@Nullable String>> table = new ArrayList<>();
    table.add(new ArrayList<>(kept.columns()));
    for (List<Optional<String>> row : kept.rows()) {
      List<@Nullable String> values = new ArrayList<>();
      row.forEach(value -> values.add(value.orElse(null)));
      table.add(values);
    }
    return written(table);
  }

  private List<String> lines(String text) {
    return read(text, LINES);
  }

  /// A NULL is null in the arrays.
  private KeptRows keptRows(String text) {
    List<List<String>> table = read(text, TABLE);
    return new KeptRows(
        table.getFirst(),
        table.stream()
            .skip(1)
            .map(row -> row.stream().map(Optional::ofNullable).toList())
            .toList());
  }

  private String written(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T read(String text, Argument<T> type) {
    try {
      return json.readValue(text, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<BigDecimal> numbers(Array array) throws SQLException {
    return List.of((BigDecimal[]) array.getArray());
  }

  /// An array of arrays must be rectangular: each list goes as the text of an array.
  static String arrayOfNumbers(List<BigDecimal> values) {
    return "{" + String.join(",", values.stream().map(BigDecimal::toPlainString).toList()) + "}";
  }
}
