package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.AssayProcess;
import io.assay.testing.FakeSlack;
import io.assay.testing.InstalledPostgres;
import io.assay.testing.PgBouncer;
import io.assay.testing.Program;
import io.assay.testing.Service;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The recipe for Supabase, block by block, against a PostgreSQL that is set up the same way.
class SupabaseTest {
  private static final Path PAGE = Path.of("src/docs/recipes/supabase.md");
  private static final String PASSWORD = "a-long-random-one";
  private static final String TENANT = "assay.abcdefghijklmnopqrst";

  /// Roles and schemas as Supabase's images make them. `postgres` is the name of the superuser of
  /// the tests, so that of Supabase has another one here.
  private static final String PROJECT =
      """
      CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN; CREATE ROLE service_role NOLOGIN BYPASSRLS;
      CREATE ROLE supabase_admin LOGIN SUPERUSER;
      CREATE ROLE supabase_postgres LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS;
      GRANT pg_monitor TO supabase_postgres WITH ADMIN OPTION;
      GRANT ALL ON DATABASE %1$s TO supabase_postgres;
      ALTER SCHEMA public OWNER TO supabase_postgres;
      CREATE SCHEMA auth; CREATE SCHEMA storage; CREATE SCHEMA extensions AUTHORIZATION supabase_postgres;
      GRANT USAGE ON SCHEMA extensions TO anon, authenticated, service_role;
      CREATE EXTENSION pg_stat_statements SCHEMA extensions;
      CREATE TABLE auth.users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text, created_at timestamptz DEFAULT now(),
        email_confirmed_at timestamptz, last_sign_in_at timestamptz);
      CREATE TABLE storage.objects (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), bucket_id text, created_at timestamptz DEFAULT now());
      ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
      ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
      GRANT USAGE ON SCHEMA auth, storage TO supabase_postgres WITH GRANT OPTION;
      GRANT SELECT ON auth.users, storage.objects TO supabase_postgres WITH GRANT OPTION;
      INSERT INTO auth.users (email) VALUES ('anna@example.com');
      SET ROLE supabase_postgres;
      CREATE SCHEMA supabase_migrations;
      CREATE TABLE supabase_migrations.schema_migrations (version text PRIMARY KEY, statements text[], name text);
      ALTER TABLE supabase_migrations.schema_migrations ENABLE ROW LEVEL SECURITY;
      INSERT INTO supabase_migrations.schema_migrations VALUES ('20261101120000', '{}', 'orders');
      CREATE TABLE public.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id uuid, created_at timestamptz DEFAULT now());
      ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own ON public.orders FOR ALL TO authenticated USING (user_id::text = current_setting('request.jwt.claim.sub', true));
      INSERT INTO public.orders (user_id) SELECT id FROM auth.users;
      RESET ROLE;
      """;

  private static final String CRON =
      """
      CREATE EXTENSION pg_cron;
      GRANT USAGE ON SCHEMA cron TO supabase_postgres WITH GRANT OPTION;
      GRANT SELECT ON cron.job, cron.job_run_details TO supabase_postgres WITH GRANT OPTION;
      SELECT cron.schedule('nightly-rollup', '0 3 * * *', 'SELECT 1');
      """;

  @TempDir Path folder;
  @TempDir Path server;
  private final FakeSlack slack = new FakeSlack();

  @AfterEach
  void close() {
    slack.close();
  }

  @Test
  void the_role_that_reads_is_made_by_one_that_is_no_superuser() throws Exception {
    // a server of its own: roles belong to the server
    try (EmbeddedServer own = EmbeddedServer.start(server, _ -> {})) {
      own.createDatabaseIfMissing("shop");
      TestPostgres project =
          new TestPostgres(own.url("shop") + "?loggerLevel=OFF", own.username(), own.password());
      project.execute(PROJECT.formatted("shop"));

      asPostgres(project, blocks("sql").getFirst());

      project.execute("SET ROLE assay; SELECT count(*) FROM public.orders");
      assertThat(
              new Ledger(project)
                  .rows(
                      "SELECT rolsuper || ' ' || rolbypassrls FROM pg_roles WHERE rolname = 'assay'"))
          .containsExactly("false true");
    }
  }

  @Test
  void from_the_empty_project_to_the_first_alert() throws Exception {
    Service.PG_CRON.needed();
    try (InstalledPostgres installed =
        InstalledPostgres.start(
            server, Map.of("shared_preload_libraries", "pg_cron,pg_stat_statements"))) {
      TestPostgres project = installed.database("postgres");
      project.execute(PROJECT.formatted("postgres"), CRON);
      String role = blocks("sql").getFirst();
      // before PostgreSQL 16, supautils does this in the name of `postgres`
      String create =
          role.lines().filter(line -> line.startsWith("CREATE ROLE")).findFirst().orElseThrow();
      project.execute(create);
      asPostgres(project, role.replace(create, ""));
      asPostgres(project, blocks("sql").get(1));

      try (PgBouncer pooler = pooler(project)) {
        Map<String, String> secrets = files(pooler);
        AssayProcess.Ended all = AssayProcess.run(folder, secrets, "run");
        assertThat(all.exitCode()).as(all.output()).isZero();
        assertThat(all.output()).contains("8 pass", "1 unknown").doesNotContain(PASSWORD);

        try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
          FlippingShop.ready(assay);
          project.execute("INSERT INTO public.orders (user_id) VALUES (NULL)");
          FlippingShop.soon().until(() -> !slack.messages().isEmpty());
          assertThat(slack.messages().getFirst().text()).contains("1 of 2 rows");
        }

        // without BYPASSRLS nothing is counted that was not shown, until a policy shows it
        project.execute("ALTER ROLE assay NOBYPASSRLS");
        Path one = folder.resolve("checks/under-policies.yaml");
        String asRole = Files.readString(one);
        Files.writeString(one, asRole.replace("    row_security: as_role\n", ""));
        AssayProcess.Ended hidden = AssayProcess.run(folder, secrets, "run", one.toString());
        assertThat(hidden.exitCode()).as(hidden.output()).isEqualTo(2);
        assertThat(hidden.output()).contains("row security");
        asPostgres(project, blocks("sql").get(2));
        Files.writeString(one, asRole);
        AssayProcess.Ended shown = AssayProcess.run(folder, secrets, "run", one.toString());
        assertThat(shown.exitCode()).as(shown.output()).isZero();
      }
    }
  }

  /// The role `postgres` of the page has another name here.
  private static void asPostgres(TestPostgres project, String sql) {
    project.execute("SET SESSION AUTHORIZATION supabase_postgres; " + sql);
  }

  /// A pooler that knows the project by the name behind the dot, and has a certificate.
  private PgBouncer pooler(TestPostgres project) {
    Path key = folder.resolve("pooler.key");
    Path authority = folder.resolve("supabase-ca.crt");
    Program.Ended made =
        new Program(Path.of("/usr/bin/openssl"))
            .run(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key.toString(),
                "-out",
                authority.toString());
    assertThat(made.exitCode()).as(made.output()).isZero();
    assertThat(
            key.toFile().setReadable(true, false)
                && folder.toFile().setExecutable(true, false)
                && folder.toFile().setReadable(true, false))
        .isTrue();
    String port = project.url().replaceAll(".*:(\\d+)/.*", "$1");
    return PgBouncer.before(
        project,
        Map.of(TENANT, PASSWORD),
        2,
        "client_tls_sslmode = require",
        "client_tls_key_file = " + key,
        "client_tls_cert_file = " + authority,
        "[databases]",
        "postgres = host=localhost port=" + port + " user=assay");
  }

  /// Writes the files of the page, with the addresses of what plays Supabase and Slack, and a state
  /// database; checks run every second.
  private Map<String, String> files(PgBouncer pooler) throws IOException {
    TestPostgres state = TestPostgres.create();
    String port = pooler.url().replaceAll(".*:(\\d+)/.*", "$1");
    for (String block : blocks("yaml")) {
      Path file = folder.resolve(block.lines().findFirst().orElseThrow().substring("# ".length()));
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          block
              .replace("aws-0-eu-central-1.pooler.supabase.com:6543", "localhost:" + port)
              .replace("/etc/assay/supabase-ca.crt", folder.resolve("supabase-ca.crt").toString())
              .replace("schedule: 5m", "schedule: 1s")
              .replace(
                  "${SLACK_BOT_TOKEN}\"", "${SLACK_BOT_TOKEN}\", api: \"" + slack.api() + "\""));
    }
    return Map.of(
        "SHOP_PASSWORD", PASSWORD,
        "SLACK_BOT_TOKEN", "xoxb-test",
        "ASSAY_STATE_URL", state.url(),
        "ASSAY_STATE_USERNAME", state.username(),
        "ASSAY_STATE_PASSWORD", state.password());
  }

  /// Returns the blocks of the page that are in this language.
  private static List<String> blocks(String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(match -> blocks.add(match.group(1)));
    return blocks;
  }
}
