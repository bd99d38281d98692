package io.assay.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

/// Why a state database that answers cannot be used, in a sentence that says what to do.
final class StateRefused {
  private static final String NO_RIGHT = "42501";
  private static final String IN_USE = "55P03";

  /// The role, the database, and whether the schema is there, whoever it belongs to.
  private static final String WHO =
      """
      /* assay */ SELECT pg_catalog.quote_ident(current_user), pg_catalog.quote_ident(current_database()),
        pg_catalog.to_regnamespace('assay') IS NOT NULL
      """;

  private StateRefused() {}

  /// Returns what whoever keeps the database can mend, and the failure itself where that is not
  /// known.
  static RuntimeException of(RuntimeException failure, StateContext.Location at) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> sentence =
          switch (cause) {
            case FlywayException flyway -> of(flyway);
            case SQLException refused -> of(refused, at);
            default -> Optional.empty();
          };
      if (sentence.isPresent()) {
        return new CannotStart(sentence.get(), failure);
      }
    }
    return failure;
  }

  private static Optional<String> of(FlywayException flyway) {
    return flyway.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE
        ? Optional.of(
            "in the state database the schema assay holds tables that are not Assay's: name another"
                + " database in assay.state.url")
        : Optional.empty();
  }

  private static Optional<String> of(SQLException refused, StateContext.Location at) {
    String state = Optional.ofNullable(refused.getSQLState()).orElse("");
    if (state.equals(IN_USE)) {
      return Optional.of(
          "the state database could not be migrated, for a table of it is in use, as by a pg_dump:"
              + " nothing was changed; start again when that is over");
    }
    return state.equals(NO_RIGHT) ? missingRight(Sentences.of(refused), at) : Optional.empty();
  }

  private static Optional<String> missingRight(String said, StateContext.Location at) {
    try (Connection connection = at.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(WHO)) {
      row.next();
      String role = row.getString(1);
      return Optional.of(
          "the state database refuses the role %s (%s): run %s"
              .formatted(
                  role,
                  said,
                  row.getBoolean(3)
                      ? "ALTER SCHEMA assay OWNER TO %s, and restore a backup as this role"
                          .formatted(role)
                      : "GRANT CREATE ON DATABASE %s TO %s".formatted(row.getString(2), role)));
    } catch (SQLException e) {
      return Optional.empty(); // the first failure tells more
    }
  }
}
