package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/// What scripts rely on: where each command prints, in which form, and its exit code.
class CommandLineTest {
  private static final String ORDERS =
      """
      database: shop
      tables:
        public.orders:
          checks:
            - id: %s
              rows: {at_least: 1}
              where: "%s"
      """;

  private static TestPostgres postgres;
  @TempDir private Path folder;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void fill() {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TABLE orders (id int, total int, email text)",
        "INSERT INTO orders SELECT g, g, 'a' FROM generate_series(1, 100) g",
        "CREATE TABLE empty (id int)");
  }

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    write(
        "assay.yml",
        """
        assay:
          checks: %1$s/checks
          alerts: %1$s/alerts
          databases:
            shop:
              url: %2$s
              username: %3$s
        """
            .formatted(folder, postgres.url(), postgres.username()));
  }

  @Test
  void what_people_do_needs_a_daemon_and_says_so_in_a_sentence() {
    for (String[] command :
        new String[][] {
          {"silence", "list"},
          {"silence", "add", "--match", "database=shop", "--for", "1h", "--reason", "deploy"},
          {"incident", "ack", "6f1d2c3b-0000-0000-0000-000000000000"}
        }) {
      List<String> arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of("--url", "http://localhost:1/"));
      Ended ended = run(arguments.toArray(String[]::new));
      assertThat(ended.code).isEqualTo(2);
      assertThat(ended.err)
          .isEqualTo(
              "assay: no daemon answers at http://localhost:1; start it, or name it with --url\n");
    }
  }

  @Test
  void a_part_of_the_files_is_validated_with_the_rest_in_mind() throws IOException {
    write("checks/shop.yaml", ORDERS.formatted("first", "total > 0"));
    Path second =
        write(
            "checks/more.yaml",
            ORDERS.formatted("second", "total > 1") + "        depends_on: first\n");
    assertThat(run("validate", second.toString()).out).isEmpty();

    write("checks/shop.yaml", ORDERS.formatted("other", "total > 0"));
    assertThat(run("validate", second.toString()).out)
        .startsWith(second + ":8:21: no check has the id 'first'");
  }

  @Test
  void validate_tells_what_the_planner_says_beside_what_is_wrong_in_the_same_file()
      throws IOException {
    Path file =
        write(
            "checks/shop.yaml",
            ORDERS.formatted("typo", "totl > 0")
                + """
                      - nulls: emial
                      - id: out
                        rows: {at_least: 1}
                        where: "1=1) or (1=1"
                  public.ordres:
                    checks:
                      - rows: {at_least: 1}
                checks:
                  - refresh: public.no_such_view
                    every: 1h
                  - id: dear
                    sql: SELECT count(*) FROM orders
                    at_least: 1
                    budget: 1
                """);
    Ended ended = run("validate");
    assertThat(ended.code).isEqualTo(2);
    assertThat(ended.out.lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(file + ":5:9: orders [typo]: column \"totl\" does not exist"),
            line ->
                assertThat(line)
                    .startsWith(file + ":8:16: unknown column 'emial' in public.orders"),
            line ->
                assertThat(line)
                    .startsWith(file + ":9:9: orders [out]: the check's SQL is refused"),
            line -> assertThat(line).startsWith(file + ":12:3: unknown table 'public.ordres'"),
            line ->
                assertThat(line)
                    .startsWith(file + ":16:5: ")
                    .endsWith("there is no materialized view public.no_such_view in this database"),
            line ->
                assertThat(line)
                    .startsWith(file + ":18:5: dear: the planner expects a cost of")
                    .contains("above the budget of 1"));
    assertThat(ended.err).isEqualToIgnoringNewLines("6 problems.");
  }

  @Test
  void a_parameter_in_a_query_is_its_own_problem_and_nobody_elses() throws IOException {
    Path file =
        write(
            "checks/shop.yaml",
            ORDERS.formatted("good", "total > 0")
                + """
                checks:
                  - id: bad
                    sql: SELECT count(*) FROM orders WHERE total = $1
                    at_least: 1
                """);
    assertThat(run("validate").out.lines())
        .containsExactly(
            file
                + ":9:5: bad: the check's SQL is refused: write a value in place of the parameter $1");
    assertThat(run("run").out).contains("1 pass").contains("1 could not be measured");
  }

  @Test
  void a_name_without_a_schema_is_found_in_public_and_json_operators_are_no_parameters()
      throws IOException {
    write(
        "checks/shop.yaml",
        """
        database: shop
        checks:
          - sql: |
              SELECT count(*) FROM orders WHERE total < 0
            at_most: 0
          - sql: SELECT count(*) FROM orders WHERE '{"a":1}'::jsonb ? 'a';
            equals: 100
        """);
    assertThat(run("validate").code).isZero();
    assertThat(run("run").code).isZero();
  }

  @Test
  void a_file_that_is_named_twice_is_read_once() throws IOException {
    Path file = write("checks/shop.yaml", ORDERS.formatted("one", "total > 0"));
    Ended ended =
        run(
            "validate",
            file.toString(),
            folder + "/checks/../checks",
            folder.toString() + "/checks");
    assertThat(ended.code).isZero();
    assertThat(ended.err).isEqualToIgnoringNewLines("No problem: 1 check, 0 receivers.");
  }

  @Test
  void a_broken_configuration_still_says_where_the_files_are_and_which_databases_there_are()
      throws IOException {
    write("assay.yml", Files.readString(folder.resolve("assay.yml")) + "  web: {port: no}\n");
    Path file = write("checks/shop.yaml", "database: shp\nchecks:\n  - sql: SELECT 1\n");
    assertThat(run("validate").out.lines())
        .containsExactly(
            folder.resolve("assay.yml") + ":8:15: 'port' needs a whole number, not 'no'",
            file + ":1:11: unknown database 'shp'; did you mean 'shop'?");
  }

  @Test
  void a_database_that_does_not_answer_is_told_where_it_is_declared() throws IOException {
    write(
        "assay.yml",
        """
        assay:
          checks: %1$s/checks
          alerts: %1$s/alerts
          databases:
            shop: {url: "jdbc:postgresql://127.0.0.1:1/shop"}
        """
            .formatted(folder));
    write("checks/shop.yaml", ORDERS.formatted("one", "total > 0"));
    Ended online = run("validate");
    assertThat(online.code).isEqualTo(2);
    assertThat(online.out)
        .startsWith(folder.resolve("assay.yml") + ":5:5: the database 'shop' could not be asked");
    assertThat(run("validate", "--offline").code).isZero();
    Ended measured = run("run");
    assertThat(measured.code).isEqualTo(2);
    assertThat(measured.out).contains("shop does not answer");
  }

  @Test
  void run_ends_with_the_worst_and_keeps_its_problems_out_of_the_report() throws IOException {
    write("checks/shop.yaml", ORDERS.formatted("one", "total > 0"));
    assertThat(run("run").code).isZero();
    write("checks/shop.yaml", ORDERS.formatted("one", "total > 1000"));
    Ended breach = run("run", "--format", "json");
    assertThat(breach.code).isEqualTo(1);
    assertThat(breach.out).startsWith("[{").contains("\"status\":\"breach\"");
    write("checks/shop.yaml", "database: shop\nchecks:\n  - sqll: SELECT 1\n");
    Ended problem = run("run", "--format", "junit");
    assertThat(problem.code).isEqualTo(2);
    assertThat(problem.out).isEmpty();
    assertThat(problem.err).contains("shop.yaml:3:5: unknown kind 'sqll'; did you mean 'sql'?");
  }

  @Test
  void a_junit_report_with_hostile_names_is_xml_in_any_encoding() throws Exception {
    write(
        "checks/shop.yaml",
        """
        database: shop
        checks:
          - id: 'evil ]]> & <x> "é" 😀'
            sql: SELECT 1
            at_most: 0
        """);
    String report = run("run", "--format", "junit").out;
    assertThat(report).isASCII();
    assertThat(
            DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(report)))
                .getElementsByTagName("testcase")
                .item(0)
                .getAttributes()
                .getNamedItem("name")
                .getTextContent())
        .isEqualTo("evil ]]> & <x> \"é\" 😀");
  }

  @Test
  void recording_into_a_state_database_that_is_away_is_told_as_that() throws IOException {
    write("checks/shop.yaml", ORDERS.formatted("one", "total > 0"));
    write(
        "assay.yml",
        Files.readString(folder.resolve("assay.yml"))
            + "  state: {url: \"jdbc:postgresql://127.0.0.1:1/assay\"}\n");
    Ended ended = run("run", "--record");
    assertThat(ended.code).isEqualTo(2);
    assertThat(ended.out).isEmpty();
    assertThat(ended.err).startsWith("assay: the state database cannot be reached: ");
  }

  @Test
  void explain_finds_a_check_by_any_line_of_it_however_the_path_is_written() throws IOException {
    write("checks/shop.yaml", ORDERS.formatted("an id", "total > 0"));
    for (String which :
        List.of(
            "an id", folder + "/checks/shop.yaml:7", folder + "/checks/./../checks/shop.yaml:5")) {
      Ended ended = run("explain", which);
      assertThat(ended.code).as(which + ended.err).isZero();
      assertThat(ended.out).startsWith("an id\n").contains("total > 0").contains("nobody is told");
    }
    assertThat(run("explain", "no such").code).isEqualTo(2);
  }

  @Test
  void explain_says_which_groups_are_judged_and_what_is_kept() throws IOException {
    write(
        "checks/shop.yaml",
        """
        database: shop
        tables:
          public.orders:
            checks:
              - nulls: email
                by: [total, (id % 2)]
                keep: [id, (upper(email))]
        """);
    Ended ended = run("explain", "shop/public.orders/nulls/email");
    assertThat(ended.code).as(ended.err).isZero();
    assertThat(ended.out)
        .contains("  by         each group of total, (id % 2)\n")
        .contains("  keeps      id, (upper(email)) of up to 10 failing rows\n")
        .contains("GROUP BY");
    write(
        "checks/shop.yaml",
        Files.readString(folder.resolve("checks/shop.yaml"))
            .replace("upper(email)", "uper(email)"));
    assertThat(run("validate").out + run("validate").err).contains("'keep' cannot be read: ");
  }

  @Test
  void explain_does_not_say_nobody_when_the_routing_could_not_be_read() throws IOException {
    write("checks/shop.yaml", ORDERS.formatted("one", "total > 0"));
    write("alerts/routes.yaml", "routes:\n  - to: [nobody-knows]\n");
    Ended ended = run("explain", "one");
    assertThat(ended.code).isZero();
    assertThat(ended.out)
        .contains("not known while the routing files have problems")
        .doesNotContain("nobody is told");
    assertThat(ended.err).contains("routes.yaml:2:10: unknown receiver 'nobody-knows'");
  }

  @Test
  void a_slip_in_the_usage_is_one_sentence_and_the_way_to_the_help() {
    for (String wrong :
        List.of("validate --ofline", "vaildate", "run --format xml", "alert test")) {
      Ended ended = run(wrong.split(" "));
      assertThat(ended.code).isEqualTo(2);
      assertThat(ended.out).isEmpty();
      assertThat(ended.err).startsWith("assay: ").contains("--help").doesNotContain("Usage:");
    }
    assertThat(run("validate", "--ofline").err).contains("--offline");
  }

  @Test
  void a_log_variable_that_means_nothing_is_told() {
    assertThat(LogVariables.problem(Map.of("ASSAY_LOG_FORMAT", "jsn")))
        .contains("ASSAY_LOG_FORMAT must be text or json, not 'jsn'");
    assertThat(LogVariables.problem(Map.of("ASSAY_LOG_LEVEL", "loud")).orElseThrow())
        .startsWith("ASSAY_LOG_LEVEL must be one of TRACE, DEBUG");
    assertThat(LogVariables.problem(Map.of("ASSAY_LOG_FORMAT", "json", "ASSAY_LOG_LEVEL", "debug")))
        .isEmpty();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /// Runs a command; those that take a configuration are given the one of this test.
  private Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> whole = new ArrayList<>(List.of(arguments));
    if (List.of("validate", "run", "explain").contains(arguments[0])) {
      whole.add("--config=" + folder.resolve("assay.yml"));
    }
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(whole.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }
}
