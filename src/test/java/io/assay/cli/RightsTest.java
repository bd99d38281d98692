package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.KindLanguage;
import io.assay.check.kind.Kinds;
import io.assay.cli.ShopFolder.Outcome;
import io.assay.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A role with exactly the rights of grants.sql, and with one less: then the message holds the
/// statement that gives it back, and that is what the tests do.
class RightsTest {
  private static final Pattern STATEMENT =
      Pattern.compile("run ((?:GRANT|ALTER ROLE) .+?)(?:, or .*)?$");

  private static final String EVERY_KIND =
      """
      tables:
        public.orders:
          time: at
          checks:
            - fresh: at
              every: 1h
            - nulls: note
            - blank: note
            - unique: note
              at_most: 100%
            - type: note
              is: integer
              at_most: 100%
            - values: note
              in: [fine]
            - range: total
              at_least: 0
            - match: note
              pattern: 'f.*'
            - refs: client
              to: crm.clients(id)
            - rows: {at_least: 1}
            - distinct: note
              at_least: 1
            - stat: avg(total)
              at_least: 0
            - drop: 50%
            - volume: 1h
              drop: 50%
            - same: {table: crm.orders}
              compare: content
            - future: at
            - gaps: at
              every: 1h
              window: 2h
            - schema: {columns: {id: integer not null}, keys: [id]}
            - size:
              at_most: 1 GB
        public.events:
          checks:
            - partitions:
              ahead: 1d
      checks:
        - refresh: public.kpis
          every: 1h
        - migrations:
        - slow: "*"
          mean: 1h
        - query_time: SELECT count(*) FROM crm.clients
          at_most: 1m
        - sql: SELECT crm.doubled(count(*)::int) FROM crm.clients
          at_least: 0
        - size:
          at_most: 1 TB
      """;

  @TempDir Path folder;
  private final String role = "reader_" + Long.toHexString(System.nanoTime());
  private final TestPostgres shop = TestPostgres.create();
  private ShopFolder files;

  @BeforeEach
  void grant_what_is_documented() throws Exception {
    shop.execute(
        "CREATE EXTENSION pg_stat_statements",
        "CREATE SCHEMA crm",
        "CREATE TABLE crm.clients AS SELECT 1 AS id",
        "CREATE TABLE orders (id int PRIMARY KEY, client int, at timestamptz, note text, total"
            + " int)",
        "INSERT INTO orders SELECT n, 1, now() - (n - 1) * interval '30 min', 'fine', n FROM"
            + " generate_series(1, 9) n",
        "CREATE TABLE crm.orders AS TABLE orders",
        "ALTER TABLE crm.orders ADD PRIMARY KEY (id)",
        "CREATE MATERIALIZED VIEW kpis AS SELECT count(*) FROM orders",
        "CREATE VIEW \"open orders\" AS SELECT * FROM orders",
        "CREATE TABLE events (at timestamptz) PARTITION BY RANGE (at)",
        "CREATE TABLE events_all PARTITION OF events FOR VALUES FROM ('2026-01-01') TO"
            + " ('2090-01-01')",
        "CREATE TABLE events_default PARTITION OF events DEFAULT",
        """
        CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version text,
          description text, type text, script text, checksum int, installed_by text,
          installed_on timestamp, execution_time int, success boolean)\
        """,
        "INSERT INTO flyway_schema_history VALUES (1, '1', 'first', 'SQL', 'V1__first.sql', 0, 'x',"
            + " now(), 1, true)",
        "CREATE FUNCTION crm.doubled(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2'",
        documented().replace("assay", role));
    files = ShopFolder.of(folder, shop, role);
  }

  /// The shipped file, with the block of the data once more for a second schema, as it says.
  private static String documented() throws Exception {
    String sql = Files.readString(Path.of("src/main/resources/grants.sql"));
    String data = sql.substring(sql.indexOf("-- The data:"), sql.indexOf("-- pg_cron's own"));
    return sql.replace(data, data + data.replace("SCHEMA public", "SCHEMA crm"));
  }

  @Test
  void every_kind_measures_with_what_is_documented() {
    files.checks(EVERY_KIND);
    assertThat(files.run().all().values())
        .hasSizeGreaterThan(25)
        .allSatisfy(
            outcome -> assertThat(outcome.status()).as(outcome.sentence()).isIn("pass", "unknown"));

    // jobs of pg_cron have a test of their own
    Set<String> tried =
        Pattern.compile("- (\\w+):")
            .matcher(EVERY_KIND)
            .results()
            .map(kind -> kind.group(1))
            .collect(Collectors.toSet());
    assertThat(Kinds.ALL.stream().map(KindLanguage::keyword).filter(kind -> !tried.contains(kind)))
        .containsExactly("jobs");
  }

  /// A right that is taken away, the check that needs it, and what is told before the statement.
  record Missing(String taken, String check, String message) {}

  static Stream<Missing> rights() {
    String crm = "tables:\n  crm.clients:\n    checks: [{rows: {at_least: 1}}]\n";
    String orders = "tables:\n  public.orders:\n    checks: [%s]\n";
    String query = "checks: [{id: query, sql: %s, at_least: 0}]\n";
    String slow = "checks: [{slow: \"*\", mean: 1h}]\n";
    return Stream.of(
        new Missing(
            "REVOKE USAGE ON SCHEMA crm FROM reader", crm, "permission denied for schema crm: "),
        new Missing(
            "REVOKE USAGE ON SCHEMA public FROM reader, PUBLIC",
            orders.formatted("{nulls: note}"),
            "permission denied for schema public: "),
        new Missing(
            "REVOKE SELECT ON crm.clients FROM reader",
            crm,
            "permission denied for table clients: "),
        new Missing(
            "REVOKE SELECT ON orders FROM reader; GRANT SELECT (id) ON orders TO reader",
            orders.formatted("{nulls: note}"),
            "permission denied for table orders: "),
        new Missing(
            "REVOKE SELECT ON crm.clients FROM reader",
            orders.formatted("{refs: client, to: crm.clients(id)}"),
            "permission denied for table clients: "),
        new Missing(
            "REVOKE SELECT ON crm.orders FROM reader",
            orders.formatted("{rows: {at_least: 1}, where: id IN (SELECT id FROM crm.orders)}"),
            "permission denied for table orders: "),
        new Missing(
            "REVOKE SELECT ON crm.orders FROM reader",
            orders.formatted("{same: {table: crm.orders}, compare: content}"),
            "in crm.orders: permission denied for table orders: "),
        new Missing(
            "REVOKE SELECT ON crm.clients FROM reader",
            query.formatted("SELECT count(*) FROM crm.clients"),
            "permission denied for table clients: "),
        new Missing(
            "REVOKE SELECT ON \"open orders\" FROM reader",
            query.formatted("'SELECT count(*) FROM public.\"open orders\"'"),
            "permission denied for view open orders: "),
        new Missing(
            "REVOKE SELECT ON kpis FROM reader",
            query.formatted("SELECT count FROM kpis"),
            "permission denied for materialized view kpis: "),
        new Missing(
            "REVOKE EXECUTE ON FUNCTION crm.doubled(int) FROM PUBLIC",
            query.formatted("SELECT crm.doubled(1)"),
            "permission denied for function doubled: "),
        new Missing(
            "REVOKE SELECT ON events_default FROM reader",
            "tables:\n  public.events:\n    checks: [{partitions: , ahead: 1d}]\n",
            "the default partition public.events_default cannot be read: "),
        new Missing(
            "REVOKE SELECT ON flyway_schema_history FROM reader",
            "checks: [{migrations: }]\n",
            "the migration history public.flyway_schema_history cannot be read: "),
        new Missing(
            "REVOKE pg_read_all_stats FROM reader",
            slow,
            "pg_stat_statements hides the statements of other roles: "),
        new Missing(
            "REVOKE SELECT ON pg_stat_statements FROM PUBLIC, reader",
            slow,
            "permission denied for view pg_stat_statements: "),
        new Missing(
            "REVOKE EXECUTE ON FUNCTION pg_stat_statements(boolean) FROM PUBLIC",
            slow,
            "permission denied for function pg_stat_statements: "),
        new Missing(
            "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
            orders.formatted("{nulls: note}"),
            "row security would hide rows of public.orders from role reader: "),
        new Missing(
            "REVOKE CONNECT ON DATABASE shop FROM PUBLIC",
            crm,
            "shop refused the login: permission denied for database \"shop\": "),
        new Missing("ALTER ROLE reader NOLOGIN", crm, "shop refused the login: "));
  }

  @ParameterizedTest
  @MethodSource("rights")
  void a_missing_right_is_told_with_the_statement_that_gives_it(Missing missing) throws Exception {
    String database = shop.url().replaceAll(".*/([^/?]+)\\?.*", "$1");
    shop.execute(
        missing.taken().replace("reader", role).replace("DATABASE shop", "DATABASE " + database));
    files.checks(missing.check());

    Outcome without = only();
    assertThat(without.status()).isEqualTo("error");
    String told = without.sentence();
    assertThat(told)
        .contains(
            missing
                .message()
                .replace("reader", role)
                .replace("database \"shop\"", "database \"" + database + "\""));
    Matcher statement = STATEMENT.matcher(told);
    assertThat(statement.find()).as(told).isTrue();
    if (!told.contains("refused the login")) {
      assertThat(files.command("validate").out()).contains(statement.group());
    }

    shop.execute(statement.group(1));
    assertThat(only().status()).as(told).isIn("pass", "unknown");
  }

  @Test
  void where_only_some_columns_are_granted_the_others_may_be_too() {
    shop.execute(
        "ALTER TABLE orders ADD \"Note\" text",
        "UPDATE orders SET \"Note\" = 'fine'",
        "REVOKE SELECT ON orders FROM " + role,
        "GRANT SELECT (id, client, total) ON orders TO " + role);
    files.checks("tables:\n  public.orders:\n    checks: [{nulls: Note}]\n");

    String told = only().sentence();
    Matcher columns =
        Pattern.compile("or of these columns what the check reads: (GRANT .+)$").matcher(told);
    assertThat(columns.find()).as(told).isTrue();
    assertThat(columns.group(1))
        .isEqualTo(
            "GRANT SELECT (at, note, \"Note\") ON \"public\".\"orders\" TO \"%s\"".formatted(role));

    shop.execute(columns.group(1));
    assertThat(only().status()).isEqualTo("pass");
  }

  @Test
  void what_nobody_could_grant_is_told_without_a_statement() {
    files.checks("checks: [{id: query, sql: SELECT count(*) FROM pg_authid, at_least: 0}]\n");
    assertThat(only())
        .isEqualTo(
            new Outcome(
                "error",
                "query: permission denied for table pg_authid: it is the server's own, or would be"
                    + " written to or locked, or a view or function reads it whose owner may not"));
  }

  @Test
  void a_refresh_is_known_without_the_right_to_pg_stat_statements() {
    shop.execute("REVOKE SELECT ON pg_stat_statements FROM PUBLIC, " + role);
    files.checks("checks: [{refresh: public.kpis, every: 1h}]\n");
    assertThat(only().status()).isEqualTo("pass");
  }

  private Outcome only() {
    List<Outcome> all = List.copyOf(files.run().all().values());
    assertThat(all).hasSize(1);
    return all.getFirst();
  }
}
