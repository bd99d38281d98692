package io.assay.testing;

import io.micronaut.context.ApplicationContext;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
    return new StateStore(
        postgres,
        ApplicationContext.run(
            Map.ofEntries(
                Map.entry("datasources.default.url", postgres.url()),
                Map.entry("datasources.default.username", postgres.username()),
                Map.entry("datasources.default.password", postgres.password()),
                Map.entry("datasources.default.driver-class-name", "org.postgresql.Driver"),
                Map.entry("datasources.default.maximum-pool-size", 5),
                Map.entry("datasources.default.minimum-idle", 0),
                Map.entry("datasources.default.connection-timeout", 10000),
                Map.entry("flyway.datasources.default.enabled", true),
                Map.entry("flyway.datasources.default.schemas", "assay"),
                Map.entry("flyway.datasources.default.default-schema", "assay"))));
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
