package io.assay.scan;

import io.assay.check.Unmeasurable.Reason;
import io.assay.check.ValueType;

/// The condition that a text does not read as a type; NULL gives NULL, which counts as reading.
///
/// Numbers, booleans and uuids are read by patterns that accept the same on every version of
/// PostgreSQL: decimal digits of any length (so no hexadecimal, no underscores), no NaN and no
/// Infinity, blanks around where PostgreSQL takes them. Dates, timestamps and JSON are read by
/// PostgreSQL itself from version 16 on; before, dates and timestamps by their ISO form and the
/// calendar, and JSON not at all.
final class UnreadableSql {
  private static final String BLANKS = "[ \\t\\n\\v\\f\\r]*";
  private static final String DATE =
      "(?!0000)([0-9]{4}-((0?[13578]|1[02])-(0?[1-9]|[12][0-9]|3[01])|(0?[469]|11)-(0?[1-9]|[12][0-9]|30)|0?2-(0?[1-9]|1[0-9]|2[0-8]))"
          + "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-0?2-29)";
  private static final String TIME =
      "([ T]+([01]?[0-9]|2[0-4]):[0-5]?[0-9](:([0-5]?[0-9]|60)([.][0-9]*)?)?"
          + "( ?(Z|z|[+-][0-9]{1,2}(:?[0-9]{2})?))?)?";

  private UnreadableSql() {}

  static String of(String column, ValueType type, Server server) throws Unanswered {
    return switch (type) {
      case INTEGER -> differs(column, "!~", BLANKS + "[+-]?[0-9]+" + BLANKS);
      case NUMERIC ->
          differs(
              column,
              "!~",
              BLANKS + "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?" + BLANKS);
      case BOOLEAN ->
          differs(
              column,
              "!~*",
              BLANKS + "(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|1|0)" + BLANKS);
      case UUID ->
          differs(
              column,
              "!~",
              "(([0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}|[{]([0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}[}])");
      case DATE ->
          server.version() >= Server.VERSION_16
              ? invalid(column, "date")
              : differs(column, "!~", BLANKS + DATE + BLANKS);
      case TIMESTAMP ->
          server.version() >= Server.VERSION_16
              ? invalid(column, "timestamp with time zone")
              : differs(column, "!~", BLANKS + DATE + TIME + BLANKS);
      case JSON -> {
        if (server.version() < Server.VERSION_16) {
          throw new Unanswered(
              Reason.UNSUPPORTED,
              "whether a text reads as json can be told from PostgreSQL 16 on; this server is "
                  + server.version() / 10_000);
        }
        yield invalid(column, "json");
      }
    };
  }

  /// Collation "C": the same answer in every database, also where a column's own collation takes no
  /// patterns.
  private static String differs(String column, String operator, String pattern) {
    return column + "::text COLLATE \"C\" " + operator + " '^" + pattern + "$'";
  }

  private static String invalid(String column, String type) {
    return "NOT pg_input_is_valid(" + column + "::text, '" + type + "')";
  }
}
