package io.assay.testing;

import io.assay.run.StandstillLimit;
import io.micronaut.context.ApplicationContext;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// A state store of its own, migrated, in a fresh database; with the beans that read and write it.
public record StateStore(TestPostgres postgres, ApplicationContext context)
    implements AutoCloseable {

  /// Opens an empty state store.
  public static StateStore create() {
    return open(TestPostgres.create());
  }

  /// Opens the state store in this database, as another replica would.
  public static StateStore open(TestPostgres postgres) {
    return open(
        postgres,
        Map.of(
            "datasources.default.data-source-properties.options",
            StandstillLimit.OPTIONS,
            StandstillLimit.OF_SESSIONS,
            true));
  }

  /// Opens an empty state store as behind a pooler, where sessions cannot be told anything.
  public static StateStore ofLentSessions() {
    return open(TestPostgres.create(), Map.of());
  }

  private static StateStore open(TestPostgres postgres, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("datasources.default.url", postgres.url());
    properties.put("datasources.default.username", postgres.username());
    properties.put("datasources.default.password", postgres.password());
    properties.put("datasources.default.driver-class-name", "org.postgresql.Driver");
    properties.put("datasources.default.maximum-pool-size", 5);
    properties.put("datasources.default.minimum-idle", 0);
    properties.put("datasources.default.connection-timeout", 10000);
    properties.put("flyway.datasources.default.enabled", true);
    properties.put("flyway.datasources.default.schemas", "assay");
    properties.put("flyway.datasources.default.default-schema", "assay");
    return new StateStore(postgres, ApplicationContext.run(properties));
  }

  /// Returns the bean of this type.
  public <B> B bean(Class<B> type) {
    return context.getBean(type);
  }

  /// Returns the transactions of the store.
  @SuppressWarnings("unchecked") // the only transactions of the context are those of JDBC
  public TransactionOperations<Connection> transactions() {
    return context.getBean(TransactionOperations.class);
  }

  /// Returns the store's pool.
  public DataSource dataSource() {
    return context.getBean(DataSource.class);
  }

  /// Runs statements.
  public void execute(String... statements) {
    postgres.execute(statements);
  }

  /// Returns the rows of a query, each as its columns' text joined by a blank.
  public List<String> rows(String sql) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join(" ", row));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
