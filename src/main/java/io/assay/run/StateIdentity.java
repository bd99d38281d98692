package io.assay.run;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.transaction.annotation.Transactional;
import java.sql.ResultSet;

/// What the state database knows of itself, table `assay.identity`.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class StateIdentity {
  /// The newest migration of this program.
  public static final int SCHEMA = 18;

  private static final String READABLE_FROM =
      "SELECT coalesce(max(readable_from), 0) FROM assay.identity";

  // a failover changes the timeline, too, but then somebody was there until just before
  private static final String HERE =
      """
      SELECT concat_ws('/', d.oid, 'assay.identity'::regclass::oid) AS place,
        substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
        coalesce((SELECT max(last_run) < clock_timestamp() - interval '10 minutes'
          FROM assay.check_state), false) AS silent
      FROM pg_catalog.pg_database d WHERE d.datname = current_database()
      """;
  private static final String MOVED =
      """
      WITH here AS (%s), was AS (SELECT place, timeline FROM assay.identity FOR UPDATE)
      UPDATE assay.identity i SET place = here.place, timeline = here.timeline
      FROM here, was WHERE (was.place, was.timeline) <> (here.place, here.timeline)
      RETURNING was.place <> here.place OR here.silent
      """
          .formatted(HERE);

  private final JdbcOperations jdbc;

  protected StateIdentity(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Returns the newest migration of the oldest program that works with this schema.
  @Transactional
  public int readableFrom() {
    return jdbc.prepareStatement(
        READABLE_FROM,
        select -> {
          try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
          }
        });
  }

  /// Returns whether the database is not the one that it was when this was last asked, by whichever
  /// replica, but a copy or what was restored from a backup; who asks first is told. Joins the
  /// transaction it is called in.
  @Transactional
  public boolean restored() {
    return jdbc.prepareStatement(
        MOVED,
        update -> {
          try (ResultSet row = update.executeQuery()) {
            return row.next() && row.getBoolean(1);
          }
        });
  }
}
