package io.assay.run;

import io.assay.check.Words;
import io.micronaut.context.annotation.Property;
import io.micronaut.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the state schema is brought to this version, and what the log says of it. It has connections
/// of its own: a statement of a migration may take long, and the session that keeps other replicas
/// from migrating as well stands in a transaction meanwhile.
@Singleton
@Named("default")
public final class StateMigrations implements FlywayConfigurationCustomizer, Callback {
  /// What the sessions of a migration are called in the state database.
  public static final String APPLICATION = "assay-migration";

  private static final Logger LOG = LoggerFactory.getLogger(StateMigrations.class);

  private final PGSimpleDataSource source = new PGSimpleDataSource();

  StateMigrations(
      @Property(name = "datasources.default.url") String url,
      @Nullable @Property(name = "datasources.default.username") String username,
      @Nullable @Property(name = "datasources.default.password") String password) {
    source.setUrl(url);
    source.setUser(username);
    source.setPassword(password);
    source.setApplicationName(APPLICATION);
    source.setTcpKeepAlive(true);
  }

  @Override
  public String getName() {
    return "default";
  }

  /// While another replica migrates, this one waits, however long that takes.
  @Override
  public void customizeFluentConfiguration(FluentConfiguration flyway) {
    flyway.dataSource(source).lockRetryCount(-1).callbacks(this);
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_MIGRATE_OPERATION_FINISH;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    if (context.getOperationResult() instanceof MigrateResult done && done.migrationsExecuted > 0) {
      String what =
          done.initialSchemaVersion == null
              ? "The state schema was made in version"
              : "The state schema was migrated from version " + done.initialSchemaVersion + " to";
      LOG.info(
          "{} {}: {}, which took {} ms.",
          what,
          done.targetSchemaVersion,
          Words.count(done.migrationsExecuted, "migration"),
          done.getTotalMigrationTime());
    }
  }

  @Override
  public String getCallbackName() {
    return "log";
  }
}
