package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.FaultyFront;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `assay route test`: no database is asked for it.
class RouteCommandTest {
  private static final String NO_DAEMON = "http://127.0.0.1:1";

  @TempDir private Path folder;
  private String routes = "";

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    Files.writeString(
        folder.resolve("assay.yml"),
        """
        assay:
          checks: %1$s/checks
          alerts: %1$s/alerts
          databases:
            shop: {url: "jdbc:postgresql://127.0.0.1:1/shop"}
        """
            .formatted(folder));
    Files.writeString(
        folder.resolve("checks/shop.yaml"),
        """
        database: shop
        owner: payments-team
        labels: {tier: gold}
        tables:
          public.orders:
            checks:
              - id: orders-come
                rows: {at_least: 1}
              - id: orders-grow
                drop: 50%
                depends_on: orders-come
        """);
    Path file =
        Files.writeString(
            folder.resolve("alerts/routes.yaml"),
            """
            receivers:
              audit: {alertmanager: {url: "http://127.0.0.1:9093"}}
              oncall: {alertmanager: {url: "http://127.0.0.1:9093"}}
              payments: {alertmanager: {url: "http://127.0.0.1:9093"}}
            routes:
              - to: [audit]
                continue: true
              - match: {severity: critical, database: shop}
                to: [oncall]
              - match: {owner: "payments-*", tier: gold}
                to: [payments]
              - to: [audit]
            mutes:
              - match: {table: orders}
                every: "Sat 02:00-04:00"
                why: weekly maintenance
            """);
    routes = file.toString();
  }

  @Test
  void each_route_says_what_it_does_with_the_incident() {
    Ended ended =
        run(
            "--labels",
            "severity=critical,database=shop,table=public.orders",
            "--at",
            "2026-11-23T12:00:00Z");
    assertThat(ended.out.lines().map(String::strip))
        .containsExactly(
            "critical breach",
            routes + ":6 takes it and reads on: everything -> audit",
            routes + ":8 takes it: database=shop, severity=critical -> oncall",
            routes + ":10 is not read",
            routes + ":12 is not read",
            "told: audit, oncall");
    assertThat(ended.code).isZero();
  }

  @Test
  void a_check_is_asked_for_with_each_severity() {
    Ended ended = run("orders-come", "--at", "2026-11-21T03:00:00Z");
    assertThat(ended.out)
        .contains("info breach of orders-come\n")
        .contains(routes + ":8 does not take it: it is not severity=critical\n")
        .contains(routes + ":10 takes it: owner=payments-*, tier=gold -> payments\n")
        .contains("critical breach of orders-come\n")
        .contains("  told: audit, payments\n  but muted until 2026-11-21 04:00:00 UTC")
        .contains("weekly maintenance");
    assertThat(ended.code).isZero();
  }

  @Test
  void labels_take_the_place_of_the_checks_own() {
    Ended ended = run("orders-come", "--labels", "severity=info,owner=other", "--format", "json");
    assertThat(ended.out)
        .startsWith("[{\"check\":\"orders-come\",\"severity\":\"info\",\"sort\":\"breach\",")
        .contains("\"outcome\":\"passes\",\"unmet\":[\"owner\"]")
        .contains("\"receivers\":[\"audit\"]");
  }

  @Test
  void what_a_check_depends_on_is_told() {
    Ended text = run("orders-grow", "--labels", "severity=info");
    assertThat(text.out)
        .endsWith(
            "  told: audit, payments\n"
                + "  but not while what it depends on is in incident: orders-come\n");
    assertThat(run("orders-grow", "--format", "json").out)
        .contains("\"dependsOn\":[\"orders-come\"]");
  }

  @Test
  void a_label_that_is_called_like_a_key_has_a_prefix() {
    Ended ended = run("--labels", "owner=payments-eu,labels.tier=gold");
    assertThat(ended.out).contains("  told: audit, payments\n");
  }

  @Test
  void nobody_to_be_told_is_told_and_ends_with_1() throws IOException {
    Files.delete(folder.resolve("alerts/routes.yaml"));
    Ended ended = run("--labels", "severity=critical");
    assertThat(ended.out).isEqualTo("critical breach\n  nobody is told: no route takes it\n");
    assertThat(ended.code).isEqualTo(1);
  }

  @Test
  void what_is_not_there_or_not_known_is_told_in_a_sentence() {
    assertThat(run().err).startsWith("assay: say of what: name a check's id, or --labels");
    assertThat(run("--labels", "severity=dire").err)
        .startsWith("assay: unknown severity 'dire'; write one of critical, info, warning");
    assertThat(run("--labels", "sort=alarm").err).startsWith("assay: unknown sort 'alarm'");
    assertThat(run("--labels", "owner=x", "--at", "noon").err)
        .startsWith("assay: 'noon' is no time; write one such as 2026-11-21T02:30:00Z");
    assertThat(run("--labels", "owner").err)
        .isEqualTo(
            "assay: --labels takes NAME=VALUE, such as severity=critical, and not 'owner'\n");
    assertThat(run("--labels", "=x").err).contains("and not '=x'");
    assertThat(run("--labels", "table=").err).contains("and not 'table='");
    assertThat(run("--labels", "owner=x,owner=y").err)
        .isEqualTo("assay: --labels names 'owner' twice; write it once\n");
    assertThat(run("--labels", "sevrity=critical").err)
        .startsWith("assay: unknown key 'sevrity'; did you mean 'severity'?");
    assertThat(run("--labels", "database=shp").err)
        .startsWith("assay: unknown database 'shp'; did you mean 'shop'?");
    assertThat(run("orders-cme").err)
        .startsWith("assay: there is no check 'orders-cme' in ")
        .endsWith("; did you mean 'orders-come'?\n");
    assertThat(run("--labels", "owner").code).isEqualTo(2);
  }

  @Test
  void a_routing_file_with_a_problem_is_told_first() throws IOException {
    Files.writeString(folder.resolve("alerts/routes.yaml"), "routes: [{to: [nobody]}]\n");
    Ended ended = run("--labels", "severity=info");
    assertThat(ended.err).contains("routes.yaml:1:16: unknown receiver 'nobody'");
    assertThat(ended.code).isEqualTo(2);
  }

  @Test
  void a_dead_letter_cannot_be_tried_again_without_a_daemon() {
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute(
                "alert",
                "retry",
                "x",
                "--url",
                "http://127.0.0.1:1",
                "--config=" + folder.resolve("assay.yml"));
    assertThat(err.toString())
        .startsWith("assay: no daemon answers at http://127.0.0.1:1; start it");
    assertThat(code).isEqualTo(2);
  }

  @Test
  void mutes_and_the_daemons_silences_are_told_with_their_ends() {
    try (FaultyFront daemon =
        new FaultyFront(request ->
            FaultyFront.Reply.of(
                request.path().equals("/api/silences?all=true") ? 200 : 404,
                """
                [{"id":"0b9c7a1e-0000-4000-8000-000000000001","match":{"database":"shop"},
                  "author":"anna","reason":"release 4.2","created":"2026-11-21T02:00:00Z",
                  "starts":"2026-11-21T02:00:00Z","ends":"2026-11-21T09:00:00Z",
                  "over":"2026-11-21T09:00:00Z"},
                 {"id":"0b9c7a1e-0000-4000-8000-000000000002","match":{"database":"shop"},
                  "author":"bob","reason":"over by then","created":"2026-11-21T02:00:00Z",
                  "starts":"2026-11-21T02:00:00Z","ends":"2026-11-21T09:00:00Z",
                  "over":"2026-11-21T02:30:00Z","endedBy":"bob"},
                 {"id":"0b9c7a1e-0000-4000-8000-000000000003","match":{"database":"crm"},
                  "author":"eve","reason":"elsewhere","created":"2026-11-21T02:00:00Z",
                  "starts":"2026-11-21T02:00:00Z","ends":"2026-11-21T09:00:00Z",
                  "over":"2026-11-21T09:00:00Z"}]
                """))) {
      String url = "http://127.0.0.1:" + daemon.port();
      String at = "2026-11-21T03:00:00Z";
      Ended text = runAt(url, "--labels", "database=shop,table=public.orders", "--at", at);
      assertThat(text.err).isEmpty();
      assertThat(text.out)
          .endsWith(
              """
                but silenced until 2026-11-21 09:00:00 UTC by the silence of anna: release 4.2
                but muted until 2026-11-21 04:00:00 UTC by the mute: weekly maintenance
              """);
      Ended json =
          runAt(
              url, "--labels", "database=shop,table=public.orders", "--at", at, "--format", "json");
      assertThat(json.out)
          .contains(
              "\"held\":[{\"reason\":\"silenced\",\"until\":\"2026-11-21T09:00:00Z\",\"why\":",
              "{\"reason\":\"muted\",\"until\":\"2026-11-21T04:00:00Z\",",
              "\"silencesKnown\":true");
    }
  }

  @Test
  void without_a_daemon_it_says_that_silences_are_left_out() {
    Ended ended = run("--labels", "database=shop", "--format", "json");
    assertThat(ended.err)
        .startsWith("assay: silences are left out: no daemon answers at http://127.0.0.1:1");
    assertThat(ended.out).contains("\"held\":[]", "\"silencesKnown\":false");
    assertThat(ended.code).isZero();
  }

  private Ended run(String... arguments) {
    return runAt(NO_DAEMON, arguments);
  }

  private Ended runAt(String url, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> whole = new ArrayList<>(List.of("route", "test"));
    whole.addAll(List.of(arguments));
    whole.add("--url=" + url);
    whole.add("--config=" + folder.resolve("assay.yml"));
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(whole.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }
}
