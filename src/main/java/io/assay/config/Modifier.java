package io.assay.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The keys that every check takes beside those of its kind, and how far up they may stand.
enum Modifier {
  ID(Reach.CHECK, Form.TEXT, "a stable name; otherwise database/table/kind/subject"),
  SEVERITY(Reach.FILE, Form.SEVERITY, "how bad a breach is; warning when not written"),
  SCHEDULE(
      Reach.FILE, Form.SCHEDULE, "a duration or a five-field cron expression; 5m when not written"),
  ZONE(Reach.FILE, Form.TEXT, "an IANA time zone; UTC when not written"),
  OWNER(Reach.FILE, Form.TEXT, "whose check it is"),
  RUNBOOK(Reach.FILE, Form.TEXT, "where it is written what to do"),
  LABELS(Reach.FILE, Form.LABELS, "names and values for routing; merged with those above"),
  DESCRIPTION(Reach.FILE, Form.TEXT, "what it is about, in the author's words"),
  FLAPPING(
      Reach.FILE,
      Form.FLAPPING,
      "off, or {changes: 4, within: 1h}: more changes than that are no longer told one by one"),
  TIME(Reach.TABLE, Form.COLUMN, "the event-time column, for kinds of time and for window"),
  BUDGET(Reach.TABLE, Form.POSITIVE, "refuse to run when the planner's cost estimate is higher"),
  ROW_SECURITY(Reach.TABLE, Form.AS_ROLE, "as_role: measure under the role's policy on purpose"),
  TRUST_FOREIGN_KEYS(
      Reach.TABLE, Form.YES_NO, "true: a validated foreign key counts as proof for refs"),
  WHERE(Reach.CHECK, Form.TEXT, "an SQL row filter"),
  WINDOW(Reach.CHECK, Form.DURATION, "only rows whose time is within the last duration"),
  BY(Reach.CHECK, Form.COLUMNS, "columns: judged for each group of rows; the worst are named"),
  KEEP(
      Reach.CHECK,
      Form.COLUMNS,
      "columns of up to 10 failing rows that are stored with the incident and shown"),
  FOR(Reach.CHECK, Form.COUNT, "consecutive breaches before an incident opens; 1"),
  RECOVER(Reach.CHECK, Form.COUNT, "consecutive passes before it resolves; 1"),
  REMIND(Reach.CHECK, Form.DURATION, "repeat the notice while the incident is open; 24h"),
  ACTIVE(Reach.CHECK, Form.HOURS, "when it counts, in zone: Mon-Fri 08:00-20:00"),
  TIMEOUT(Reach.CHECK, Form.DURATION, "statement timeout of its query"),
  DEPENDS_ON(
      Reach.CHECK, Form.IDS, "ids: while one of these is in incident, a breach here is not sent");

  /// Kinds of the language that a later version brings; one that is there meanwhile wins.
  static final List<String> LATER_KINDS = List.of("pipeline");

  /// How far up a key may stand; what stands above is inherited.
  enum Reach {
    CHECK,
    TABLE,
    FILE
  }

  /// How a value is written, for the schema.
  enum Form {
    TEXT,
    SEVERITY,
    SCHEDULE,
    LABELS,
    COLUMN,
    COLUMNS,
    POSITIVE,
    AS_ROLE,
    YES_NO,
    DURATION,
    COUNT,
    HOURS,
    FLAPPING,
    IDS
  }

  private final Reach reach;
  private final Form form;
  private final String says;

  Modifier(Reach reach, Form form, String says) {
    this.reach = reach;
    this.form = form;
    this.says = says;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  Form form() {
    return form;
  }

  String says() {
    return says;
  }

  /// Returns the modifiers that may stand at a level.
  static List<Modifier> at(Reach level) {
    return Arrays.stream(values()).filter(each -> each.reach.compareTo(level) >= 0).toList();
  }

  static List<String> keysAt(Reach level) {
    return at(level).stream().map(Modifier::key).toList();
  }

  static String notAvailable(String key) {
    return "'" + key + "' is not available in this version of Assay";
  }
}
