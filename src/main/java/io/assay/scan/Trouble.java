package io.assay.scan;

import io.assay.check.Durations;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.RightsSql.Lacking;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Says in one sentence what an error of the driver or the server means and what to do about it. Of
/// the server's own text only the message's first line is used, without what it quotes of the data:
/// DETAIL and the values in data exceptions would tell row values.
///
/// @param database its name in the configuration
/// @param role who asked, as far as it is known
/// @param table the relation that was asked, when it was one
/// @param timeout the statement timeout that was set
/// @param took how long it took until the error came
record Trouble(
    String database, String role, Optional<TableName> table, Duration timeout, Duration took) {
  static final String NOT_A_TIME =
      "the time column holds neither dates nor timestamps: name one that does, or cast it";

  static final String NOT_NUMBERS =
      "the figure is asked of a column that holds no numbers: name one that does, or cast it, as in"
          + " avg((amount::numeric))";

  private static final Pattern AGGREGATE =
      Pattern.compile("function (sum|avg|stddev_samp|percentile_cont)\\(");

  private static final String CREDENTIALS = "check its username, password and pg_hba.conf";
  private static final String QUOTES = "\"'«»„“”‹›「」";

  /// Returns whether it is the connection that failed, not what was asked.
  static boolean connectionIsGone(SQLException e) {
    return connectionFailed(e) && !ofForeignServer(e);
  }

  /// A foreign server's connection fails with the same SQLSTATEs as our own, and the server that
  /// tells it lives on. Of errors on our own connection only protocol violations and a shutdown
  /// name a routine.
  static boolean ofForeignServer(SQLException thrown) {
    SQLException e = root(thrown);
    String routine = server(e).map(ServerErrorMessage::getRoutine).orElse("");
    return connectionFailed(e)
        && (state(e).startsWith("08") && !state(e).equals("08P01")
            ? !routine.isEmpty()
            : routine.startsWith("pgfdw_") || routine.startsWith("dblink_"));
  }

  /// Returns whether a bound on statements, transactions or sessions ended it: of one that has only
  /// begun, a bound that another client of a pooler left in the session.
  static boolean endedBySetting(SQLException e) {
    return switch (state(e)) {
      case "57014", "25P03", "25P04", "57P05" -> true;
      default -> false;
    };
  }

  /// Returns whether it was the pooler that gave up, because others have all of its sessions.
  static boolean noSessionFree(SQLException e) {
    return state(e).equals("08P01")
        && String.valueOf(root(e).getMessage()).contains("query_wait_timeout");
  }

  private static boolean connectionFailed(SQLException e) {
    String state = state(e);
    return state.startsWith("08")
        || state.equals("57P01")
        || state.equals("57P02")
        || state.equals("57P03");
  }

  /// Finds what a role lacks, when the server's message alone does not say it.
  interface Rights {
    List<Lacking> lacking(Refused refused);
  }

  Unmeasurable why(SQLException thrown, Rights rights) {
    SQLException e = root(thrown);
    String state = state(e);
    if (noSessionFree(e)) {
      return unreachable(
          database
              + " is behind a pooler that had no session free in time: raise its pool size, or give"
              + " Assay a pool of its own");
    }
    if (state.equals("08006") && e.getCause() instanceof SocketTimeoutException) {
      return unreachable(
          database
              + " does not answer: it said nothing for longer than a statement may take; something"
              + " in between drops it, or a pooler has no session free");
    }
    if (connectionIsGone(e) || !(e instanceof PSQLException)) {
      return unreachable(database + " does not answer: " + sentence(e));
    }
    if (ofForeignServer(e)) {
      return new Unmeasurable(
          Reason.QUERY, "a foreign server that it reads does not answer: " + message(e));
    }
    return switch (state) {
      case "53300" -> unreachable(database + " has no connection left: raise max_connections");
      case "28000" ->
          unreachable(
              database
                  + " refused the login: "
                  + (message(e).endsWith("is not permitted to log in")
                      ? "run ALTER ROLE " + to() + " LOGIN"
                      : CREDENTIALS));
      case "28P01" -> unreachable(database + " refused the login: " + CREDENTIALS);
      case "3D000" ->
          unreachable(database + " names a database that does not exist: check its url");
      case "55000" ->
          server(e)
                  .map(ServerErrorMessage::getRoutine)
                  .filter("CheckMyDatabase"::equals)
                  .isPresent()
              ? unreachable(database + " lets nobody in: ALTER DATABASE … ALLOW_CONNECTIONS false")
              : new Unmeasurable(Reason.QUERY, message(e) + " (" + state + ")");
      case "57014" -> cancelled();
      case "55P03" ->
          new Unmeasurable(
              Reason.LOCKED,
              "waited too long for a lock on "
                  + subject()
                  + ": something holds it exclusively, as ALTER TABLE, VACUUM FULL or REFRESH do");
      case "40001" ->
          new Unmeasurable(
              Reason.QUERY,
              "the standby cancelled the statement to go on replaying: raise"
                  + " max_standby_streaming_delay there, or measure on the primary");
      case "2F003" ->
          new Unmeasurable(
              Reason.PERMISSION,
              "a foreign server that it reads wants a password of a role that is no superuser: add"
                  + " one to the user mapping, or password_required 'false'");
      case "42501" -> denied(e, rights);
      case "42P01", "42703", "3F000" -> new Unmeasurable(Reason.MISSING, missing(e));
      case "25006" ->
          new Unmeasurable(
              Reason.QUERY, "the check's SQL tries to write, and checks only read: " + message(e));
      case "42846" ->
          new Unmeasurable(
              Reason.QUERY,
              table.isPresent() && message(e).endsWith(" to numeric")
                  ? NOT_NUMBERS
                  : message(e) + " (" + state + ")");
      case "42883", "22P02", "22007", "22008", "22003" ->
          new Unmeasurable(
              Reason.QUERY,
              asksForATime(e) ? NOT_A_TIME : asksForNumbers(e) ? NOT_NUMBERS : unfit(e));
      case "2201B" ->
          new Unmeasurable(
              Reason.QUERY, "the pattern is none that PostgreSQL reads: " + message(e));
      case "P0001" ->
          // What a function raises may quote rows.
          new Unmeasurable(Reason.QUERY, "a function that it calls raised an error (P0001)");
      default -> new Unmeasurable(Reason.QUERY, message(e) + " (" + state + ")");
    };
  }

  private static Unmeasurable unreachable(String text) {
    return new Unmeasurable(Reason.UNREACHABLE, text);
  }

  /// One SQLSTATE for the timeout and for a cancel from outside, and a message in any language: the
  /// time that went by tells them apart.
  private Unmeasurable cancelled() {
    return took.compareTo(timeout) >= 0
        ? new Unmeasurable(
            Reason.TIMEOUT,
            "took longer than its timeout of "
                + Durations.write(timeout)
                + ": add an index or a window, or raise `timeout`")
        : new Unmeasurable(Reason.QUERY, "the statement was cancelled by someone on the server");
  }

  private Unmeasurable denied(SQLException e, Rights rights) {
    String routine = server(e).map(ServerErrorMessage::getRoutine).orElse("");
    if (routine.equals("check_enable_rls")) {
      return new Unmeasurable(
          Reason.ROW_SECURITY,
          "row security would hide rows of "
              + filtered(e)
              + " from role "
              + role
              + ": run ALTER ROLE "
              + to()
              + " BYPASSRLS, or say `row_security: as_role` to measure what it sees");
    }
    Optional<Refused> refused = Refused.of(message(e));
    String text = message(e) + refused.map(it -> how(it, rights)).orElse("");
    if (routine.equals("CheckMyDatabase")) {
      return unreachable(database + " refused the login: " + text);
    }
    // in another language: most likely it is the table itself
    Optional<String> own =
        table
            .filter(_ -> refused.isEmpty())
            .map(it -> ": run GRANT SELECT ON " + Quoted.name(it) + " TO " + to());
    return new Unmeasurable(Reason.PERMISSION, text + own.orElse(""));
  }

  private String how(Refused refused, Rights rights) {
    return ": "
        + grant(refused, rights.lacking(refused))
            .map(grant -> "run " + grant)
            .orElseGet(refused::otherwise);
  }

  /// @param lacking what of that name the role lacks the right on
  private Optional<String> grant(Refused refused, List<Lacking> lacking) {
    return switch (refused.sort()) {
      case DATABASE -> Optional.of(granting("CONNECT ON DATABASE " + Quoted.name(refused.name())));
      case SCHEMA -> Optional.of(granting("USAGE ON SCHEMA " + Quoted.name(refused.name())));
      case SERVER ->
          Optional.of(granting("USAGE ON FOREIGN SERVER " + Quoted.name(refused.name())));
      case RELATION ->
          lacking.stream()
              .filter(each -> table.map(Quoted::name).filter(each.name()::equals).isPresent())
              .findFirst()
              .or(() -> oneOf(lacking))
              .map(this::reading);
      case ROUTINE ->
          oneOf(lacking).map(routine -> granting("EXECUTE ON ROUTINE " + routine.name()));
    };
  }

  /// The server does not say which of several; there is seldom more than one that is closed.
  private static Optional<Lacking> oneOf(List<Lacking> lacking) {
    return lacking.stream().findFirst();
  }

  private String reading(Lacking relation) {
    return granting("SELECT ON " + relation.name())
        + relation
            .columns()
            .map(columns ->
                ", or of these columns what the check reads: "
                    + granting("SELECT (" + columns + ") ON " + relation.name()))
            .orElse("");
  }

  private String granting(String right) {
    return "GRANT " + right + " TO " + to();
  }

  private String to() {
    return Quoted.name(role);
  }

  /// Returns the table whose rows would be hidden: a statement may read more than its own. The
  /// server quotes its name, in whatever language.
  private String filtered(SQLException e) {
    String text = message(e);
    int from = 0;
    while (from < text.length() && QUOTES.indexOf(text.charAt(from)) < 0) {
      from++;
    }
    int to = text.length();
    while (to > from && QUOTES.indexOf(text.charAt(to - 1)) < 0) {
      to--;
    }
    String name = to - from > 2 ? text.substring(from + 1, to - 1).strip() : "";
    return name.isEmpty() || table.map(TableName::name).filter(name::equals).isPresent()
        ? subject()
        : name;
  }

  private String subject() {
    return table.map(TableName::toString).orElse("a table it reads");
  }

  /// What comes of comparing a column that holds no times with 'infinity', or taking its epoch.
  private static boolean asksForATime(SQLException e) {
    String text = server(e).map(each -> each.getMessage() + " " + each.getDetail()).orElse("");
    return text.contains("pg_catalog.extract(")
        || text.contains("function max(")
        || text.contains("infinity\"");
  }

  /// Only Assay's own SELECT of a relation can take an aggregate there.
  private boolean asksForNumbers(SQLException e) {
    return table.isPresent() && AGGREGATE.matcher(message(e)).find();
  }

  /// A value that stands in the statement itself is its author's and may be told; the server gives
  /// a position for such a one, and none for what it finds in a row.
  private static String unfit(SQLException e) {
    String state = " (" + state(e) + ")";
    boolean written = server(e).map(ServerErrorMessage::getPosition).orElse(0) > 0;
    if (written && state(e).startsWith("22")) {
      return "a value does not fit the type of the column that it is compared with: "
          + withoutStop(firstLine(server(e).map(ServerErrorMessage::getMessage).orElse("")))
          + state
          + "; write one that does, or cast the column, as in (status::text)";
    }
    String told = message(e) + state;
    return told.contains("operator") ? told + "; cast one of the two, as in (status::text)" : told;
  }

  private static String missing(SQLException e) {
    String hint = server(e).map(ServerErrorMessage::getHint).map(text -> ": " + text).orElse("");
    return withoutStop(message(e) + hint);
  }

  private static String message(SQLException e) {
    String text = firstLine(server(e).map(ServerErrorMessage::getMessage).orElse(e.getMessage()));
    return withoutStop(state(e).startsWith("22") ? withoutValues(text) : text);
  }

  /// `invalid input syntax for type integer: "abc"` without its end; a quoted text before the end
  /// is left out just so, as in `value "9999999999" is out of range for type integer`.
  private static String withoutValues(String text) {
    int from = -1;
    int to = -1;
    for (int i = 0; i < text.length(); i++) {
      if (QUOTES.indexOf(text.charAt(i)) >= 0) {
        from = from < 0 ? i : from;
        to = i;
      }
    }
    if (from < 0) {
      return text;
    }
    String after = text.substring(to + 1);
    String before = text.substring(0, from).strip();
    return after.isEmpty() ? before.replaceFirst(":$", "") : before + " …" + after;
  }

  private static String sentence(SQLException e) {
    String line = firstLine(e.getMessage());
    int stop = line.indexOf(". ");
    return withoutStop(stop < 0 ? line : line.substring(0, stop));
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "no reason given" : text.strip().lines().findFirst().orElse("");
  }

  private static String withoutStop(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static Optional<ServerErrorMessage> server(SQLException e) {
    return e instanceof PSQLException known
        ? Optional.ofNullable(known.getServerErrorMessage())
        : Optional.empty();
  }

  /// The pool wraps what the driver said when it gives up waiting for a connection.
  private static SQLException root(SQLException e) {
    return e.getCause() instanceof SQLException cause ? root(cause) : e;
  }

  private static String state(SQLException e) {
    String state = root(e).getSQLState();
    return state == null ? "" : state;
  }
}
