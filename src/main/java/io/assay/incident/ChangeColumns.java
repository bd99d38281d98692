package io.assay.incident;

import io.assay.check.Severity;
import io.assay.check.StoredWord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a change is written in the columns of a log.
final class ChangeColumns {
  private ChangeColumns() {}

  static LoggedChange read(ResultSet row) throws SQLException {
    String sentence = row.getString("sentence");
    String name = row.getString("change");
    Change change =
        switch (name) {
          case "opened" -> new Change.Opened(severity(row, "severity"), sentence);
          case "severity_changed" ->
              new Change.SeverityChanged(
                  severity(row, "severity_from"), severity(row, "severity"), sentence);
          case "reminded" -> new Change.Reminded(sentence);
          case "not_measurable" -> new Change.NotMeasurable(sentence);
          case "flapping" -> new Change.Flapping(sentence);
          case "settled" -> new Change.Settled(sentence);
          case "acknowledged" -> new Change.Acknowledged(row.getString("who"), sentence);
          case "unacknowledged" -> new Change.Unacknowledged(row.getString("who"));
          case "resolved" ->
              new Change.Resolved(
                  StoredWord.read(Change.Reason.class, row.getString("reason"))
                      .orElse(Change.Reason.OTHER),
                  sentence);
          default -> new Change.Other(name, sentence);
        };
    return new LoggedChange(
        row.getObject("incident", UUID.class),
        row.getLong("sequence"),
        Columns.time(row, "at").orElseThrow(),
        change);
  }

  private static Severity severity(ResultSet row, String column) throws SQLException {
    return Severity.stored(row.getString(column));
  }

  static String name(Change change) {
    return switch (change) {
      case Change.Opened _ -> "opened";
      case Change.SeverityChanged _ -> "severity_changed";
      case Change.Reminded _ -> "reminded";
      case Change.NotMeasurable _ -> "not_measurable";
      case Change.Flapping _ -> "flapping";
      case Change.Settled _ -> "settled";
      case Change.Acknowledged _ -> "acknowledged";
      case Change.Unacknowledged _ -> "unacknowledged";
      case Change.Resolved _ -> "resolved";
      case Change.Other other -> other.name();
    };
  }

  static @Nullable String severity(Change change) {
    return switch (change) {
      case Change.Opened opened -> opened.severity().word();
      case Change.SeverityChanged changed -> changed.to().word();
      case Change.Reminded _,
          Change.NotMeasurable _,
          Change.Flapping _,
          Change.Settled _,
          Change.Acknowledged _,
          Change.Unacknowledged _,
          Change.Resolved _,
          Change.Other _ ->
          null;
    };
  }

  static @Nullable String severityFrom(Change change) {
    return change instanceof Change.SeverityChanged changed ? changed.from().word() : null;
  }

  static @Nullable String reason(Change change) {
    return change instanceof Change.Resolved resolved ? StoredWord.of(resolved.reason()) : null;
  }

  static @Nullable String who(Change change) {
    return switch (change) {
      case Change.Acknowledged acknowledged -> acknowledged.by();
      case Change.Unacknowledged unacknowledged -> unacknowledged.by();
      case Change.Opened _,
          Change.SeverityChanged _,
          Change.Reminded _,
          Change.NotMeasurable _,
          Change.Flapping _,
          Change.Settled _,
          Change.Resolved _,
          Change.Other _ ->
          null;
    };
  }

  static String sentence(Change change) {
    return switch (change) {
      case Change.Opened opened -> opened.sentence();
      case Change.SeverityChanged changed -> changed.sentence();
      case Change.Reminded reminded -> reminded.sentence();
      case Change.NotMeasurable notMeasurable -> notMeasurable.why();
      case Change.Flapping flapping -> flapping.sentence();
      case Change.Settled settled -> settled.sentence();
      case Change.Acknowledged acknowledged -> acknowledged.note();
      case Change.Unacknowledged _ -> "";
      case Change.Resolved resolved -> resolved.sentence();
      case Change.Other other -> other.sentence();
    };
  }
}
