package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Heartbeat;
import io.assay.alert.Heartbeat.Watcher;
import io.assay.alert.Match;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Routing;
import io.assay.alert.Secret;
import io.assay.check.ActiveHours;
import io.assay.check.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingLoaderTest {
  private static final RoutingScope SET =
      new RoutingScope(
          Map.of("BOT", "b", "HOOK", "https://hooks.example.com/x", "KEY", "k"),
          Optional.empty(),
          false,
          Instant.EPOCH);
  private static final SourceFile GOOD =
      SourceFile.of(
          "alerts/a.yaml",
          """
          receivers:
            data: {slack: {channel: "#data", token: "${BOT}", api: "http://localhost:1/api"}}
            old: {slack: {webhook: "${HOOK}"}}
            oncall: {pagerduty: {routing_key: "${KEY}", region: eu}}
            proxy: {pagerduty: {routing_key: "${KEY}", url: "http://localhost:1/v2/enqueue"}}
          routes:
            - match: {severity: critical, table: "public.*", team: x, labels: {tier: gold}}
              to: [oncall, data]
              continue: true
            - to: data
          mutes:
            - match: {database: shop}
              every: "Sat 02:00-04:00"
              zone: Europe/Rome
              why: maintenance
          """);

  @Test
  void a_routing_file_is_read_whole() {
    LoadedRouting loaded = RoutingLoader.load(Sources.of(GOOD), Map.of(), SET);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.routing().receivers().values())
        .containsExactlyInAnyOrder(
            new Receiver(
                "data",
                new Address.SlackBot(
                    "#data", new Secret("b"), Optional.of("http://localhost:1/api/"))),
            new Receiver(
                "old", new Address.SlackWebhook(new Secret("https://hooks.example.com/x"))),
            new Receiver(
                "oncall",
                new Address.PagerDuty(
                    new Secret("k"), "https://events.eu.pagerduty.com/v2/enqueue")),
            new Receiver(
                "proxy", new Address.PagerDuty(new Secret("k"), "http://localhost:1/v2/enqueue")));
    assertThat(loaded.routing().routes())
        .containsExactly(
            new Routing.Route(
                new Match(
                    Map.of(
                        "severity", "critical", "table", "public.*", "team", "x", "tier", "gold")),
                List.of("oncall", "data"),
                true,
                new Source("alerts/a.yaml", 7, 5)),
            new Routing.Route(
                Match.EVERYTHING, List.of("data"), false, new Source("alerts/a.yaml", 10, 5)));
    assertThat(loaded.routing().mutes())
        .containsExactly(
            new Routing.Mute(
                new Match(Map.of("database", "shop")),
                new ActiveHours(
                    Set.of(DayOfWeek.SATURDAY),
                    LocalTime.of(2, 0),
                    LocalTime.of(4, 0),
                    ZoneId.of("Europe/Rome")),
                "maintenance"));
    assertThat(loaded.good()).isEqualTo(Map.of(GOOD.path(), GOOD));
  }

  @Test
  void in_the_demo_a_receiver_without_its_secret_is_the_console() {
    RoutingScope demo = new RoutingScope(Map.of("KEY", "k"), Optional.empty(), true, Instant.EPOCH);
    Routing routing = RoutingLoader.load(Sources.of(GOOD), Map.of(), demo).routing();
    assertThat(routing.receivers())
        .containsEntry("data", new Receiver("data", new Address.Console("slack", "#data")))
        .containsEntry("old", new Receiver("old", new Address.Console("slack", "webhook")));
    assertThat(routing.receivers().get("oncall"))
        .extracting("address")
        .isInstanceOf(Address.PagerDuty.class);
  }

  @Test
  void a_secret_may_stand_in_a_file(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("key"), "from-file\n");
    SourceFile file =
        SourceFile.of(
            "a.yaml",
            "receivers: {a: {pagerduty: {routing_key: '${file:%s}'}}}\nroutes: [{to: a}]\n"
                .formatted(secret));
    assertThat(RoutingLoader.load(Sources.of(file), Map.of(), SET).routing().receivers())
        .containsEntry(
            "a",
            new Receiver(
                "a",
                new Address.PagerDuty(
                    new Secret("from-file"), "https://events.pagerduty.com/v2/enqueue")));
  }

  @Test
  void routes_of_one_file_name_receivers_of_another() {
    SourceFile more = SourceFile.of("alerts/b.yaml", "routes: [{to: old}]\n");
    LoadedRouting loaded = RoutingLoader.load(Sources.of(GOOD, more), Map.of(), SET);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.routing().routes()).hasSize(3);
  }

  @Test
  void the_example_of_the_reference_is_good() throws IOException {
    String page = Files.readString(Path.of("src/docs/reference/routing.md"));
    int begin = page.indexOf("```yaml\n") + "```yaml\n".length();
    SourceFile file =
        SourceFile.of("alerts/routes.yaml", page.substring(begin, page.indexOf("```", begin)));
    RoutingScope scope =
        new RoutingScope(
            Map.of(
                "SLACK_BOT_TOKEN", "b",
                "PAGERDUTY_ROUTING_KEY", "k",
                "WEBHOOK_SECRET", "s",
                "OPS_WEBHOOK", "https://hooks.example.com/x",
                "HEALTHCHECKS_URL", "https://hc.example.com/x"),
            Optional.empty(),
            false,
            Instant.EPOCH);
    LoadedRouting loaded = RoutingLoader.load(Sources.of(file), Map.of(), scope);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.routing().fallback()).contains("ops");
    assertThat(loaded.routing().heartbeat()).isPresent();
  }

  @Test
  void the_sort_that_a_route_matches_is_one_that_there_is() {
    String routes =
        """
        receivers:
          a: {slack: {webhook: "${HOOK}"}}
        routes:
          - match: {sort: eror}
            to: [a]
          - match: {labels: {sort: express}}
            to: [a]
          - match: {sort: error, port: "5432"}
            to: [a]
          - to: [a]
        """;
    assertThat(
            RoutingLoader.load(Sources.of(SourceFile.of("alerts/a.yaml", routes)), Map.of(), SET)
                .problems())
        .extracting(Problem::toString)
        .containsExactly(
            "alerts/a.yaml:4:19: unknown sort 'eror'; did you mean 'error'?",
            "alerts/a.yaml:6:22: 'sort' is not a label; write it beside 'labels'");
  }

  @Test
  void what_is_hardly_meant_is_a_warning_and_in_force() {
    SourceFile file =
        SourceFile.of(
            "alerts/a.yaml",
            """
            receivers:
              a: {slack: {webhook: "${HOOK}"}}
              b: {slack: {webhook: "${HOOK}"}}
              last: {slack: {webhook: "${HOOK}"}}
            routes:
              - match: {table: "public.*", severity: critical}
                to: [a]
                continue: true
              - match: {table: "public.*"}
                to: [a]
              - match: {table: public.orders, owner: x}
                to: [a]
              - match: {table: orders}
                to: [a]
              - to: [a]
              - match: {severity: info}
                to: [a]
              - to: [a]
            fallback: last
            """);
    LoadedRouting loaded = RoutingLoader.load(Sources.of(file), Map.of(), SET);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.routing().fallback()).contains("last");
    assertThat(loaded.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "alerts/a.yaml:3:3: no route names the receiver 'b', so it is never told anything; name"
                + " it in a 'to' or remove it",
            "alerts/a.yaml:11:5: this route is never reached: the one at alerts/a.yaml:9 takes all"
                + " it matches; move it up, or write 'continue: true' there",
            "alerts/a.yaml:16:5: this route is never reached: the one at alerts/a.yaml:15 takes all"
                + " it matches; move it up, or write 'continue: true' there",
            "alerts/a.yaml:18:5: this route is never reached: the one at alerts/a.yaml:15 takes all"
                + " it matches; move it up, or write 'continue: true' there");
  }

  @Test
  void a_mute_that_is_over_and_one_of_everything_are_warnings_and_in_force() {
    String mutes =
        """
        receivers:
          a: {slack: {webhook: "${HOOK}"}}
        routes:
          - to: [a]
        mutes:
          - match: {database: shop}
            from: 2026-11-20 22:00
            for: 4h
            zone: Europe/Rome
          - every: Sat 02:00-04:00
          - match: {}
            from: 2026-11-21 22:00
            for: 4h
          - from: 2026-11-20 22:00
            to: 2026-11-20 23:00
          - match: {database: "*"}
            every: Sat 02:00-04:00
          - match: {database: shop}
            from: 2026-11-21 00:00
            to: 2026-11-21 10:01
        """;
    RoutingScope scope =
        new RoutingScope(
            SET.environment(), Optional.empty(), false, Instant.parse("2026-11-21T10:00:00Z"));
    LoadedRouting loaded =
        RoutingLoader.load(Sources.of(SourceFile.of("alerts/a.yaml", mutes)), Map.of(), scope);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.routing().mutes()).hasSize(6);
    String over =
        " UTC and holds nothing back any more; remove it, or give it a time that is to come";
    String all =
        "this mute has no 'match', so nobody is told of anything while it holds; name what it is"
            + " about, such as match: {database: shop}, or write match: {database: \"*\"} if that is"
            + " meant";
    assertThat(loaded.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "alerts/a.yaml:6:5: this mute ended at 2026-11-21 01:00:00" + over,
            "alerts/a.yaml:10:5: " + all,
            "alerts/a.yaml:11:5: " + all,
            "alerts/a.yaml:14:5: this mute ended at 2026-11-20 23:00:00" + over);
  }

  @Test
  void a_heartbeat_has_a_watcher_of_one_of_three_sorts() {
    assertThat(heartbeat("{url: \"${HOOK}\", method: post, every: 5m}"))
        .isEqualTo(
            new Heartbeat(
                Duration.ofMinutes(5),
                new Watcher.Page(new Secret("https://hooks.example.com/x"), true)));
    assertThat(heartbeat("{alertmanager: {url: \"http://am:9093/\", token: \"${KEY}\"}}"))
        .isEqualTo(
            new Heartbeat(
                Duration.ofMinutes(1),
                new Watcher.Server(
                    new Address.Alertmanager(
                        "http://am:9093", new Address.Login.Bearer(new Secret("k"))))));
    assertThat(heartbeat("{pagerduty: {routing_key: \"${KEY}\", region: eu}}"))
        .isEqualTo(
            new Heartbeat(
                Duration.ofMinutes(1),
                new Watcher.Service(
                    new Address.PagerDuty(
                        new Secret("k"), "https://events.eu.pagerduty.com/v2/enqueue"))));
  }

  private static Heartbeat heartbeat(String written) {
    LoadedRouting loaded =
        RoutingLoader.load(
            Sources.of(SourceFile.of("a.yaml", "heartbeat: " + written)), Map.of(), SET);
    assertThat(loaded.problems()).isEmpty();
    return loaded.routing().heartbeat().orElseThrow();
  }

  @Test
  void a_receiver_that_two_files_declare_is_told_with_both_places() {
    SourceFile again =
        SourceFile.of("alerts/b.yaml", "receivers: {old: {slack: {webhook: '${HOOK}'}}}\n");
    assertThat(RoutingLoader.load(Sources.of(GOOD, again), Map.of(), SET).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "alerts/b.yaml:1:13: the receiver 'old' is declared at alerts/a.yaml:3 already; rename"
                + " one of them");
  }

  @Test
  void with_a_problem_all_files_keep_their_last_good_version() {
    LoadedRouting first = RoutingLoader.load(Sources.of(GOOD), Map.of(), SET);
    LoadedRouting second =
        RoutingLoader.load(Sources.of(SourceFile.of(GOOD.path(), "routes: 5")), first.good(), SET);
    assertThat(second.routing()).isEqualTo(first.routing());
    assertThat(second.problems()).hasSize(1);
    assertThat(second.good()).isEqualTo(first.good());
  }

  @Test
  void no_file_is_no_problem_and_tells_nobody() {
    assertThat(RoutingLoader.load(Sources.NONE, Map.of(), SET))
        .isEqualTo(new LoadedRouting(Routing.NONE, List.of(), List.of(), Map.of()));
  }
}
