package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.AssayProcess;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.TcpProxy;
import io.assay.testing.TcpProxy.Weather;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several daemons on one state database, each on a machine with a clock of its own, while machines
/// die and stand still and the network does what networks do.
class ReplicasTest {
  /// Longer than a courier's lease.
  private static final Duration FROZEN = Duration.ofSeconds(33);

  private static final String STRICT = "public.t2:\n    checks:\n      - rows: {at_most: 2}";

  /// Keeps one replica from storing what it found, as long as somebody has the lock.
  private static final String[] SLOW_TO_STORE = {
    """
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF current_setting('application_name') = 'a' THEN
        PERFORM pg_advisory_xact_lock_shared(4711);
      END IF;
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER slow BEFORE UPDATE ON assay.check_state FOR EACH ROW EXECUTE FUNCTION slow()"
  };

  private static final String WAITS =
      "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted";

  @TempDir Path folder;

  /// A daemon, and its way to the state database.
  private record Replica(String name, Path folder, TcpProxy state, Duration ahead) {
    AssayProcess start(FlippingShop shop) {
      return AssayProcess.serve(folder, shop.secrets(), ahead);
    }
  }

  @Test
  void nothing_is_lost_or_doubled_when_one_dies_one_stands_still_and_all_are_cut_off()
      throws Exception {
    try (FlippingShop shop = new FlippingShop(TestPostgres.create(), new Random());
        TcpProxy toPagerDuty = new TcpProxy(shop.pagerDuty.port());
        TcpProxy othersToPagerDuty = new TcpProxy(shop.pagerDuty.port())) {
      Replica a = replica(shop, "a", Duration.ZERO, toPagerDuty.port());
      Replica b = replica(shop, "b", Duration.ofSeconds(30), othersToPagerDuty.port());
      Replica c = replica(shop, "c", Duration.ofSeconds(-30), othersToPagerDuty.port());
      Ledger ledger = new Ledger(shop.state);
      try (AssayProcess first = a.start(shop);
          AssayProcess killed = b.start(shop);
          AssayProcess third = c.start(shop)) {
        List.of(first, killed, third).forEach(FlippingShop::ready);
        shop.flip();
        List.of(first, killed, third).forEach(FlippingShop::takesPart);
        eachChangeWasToldOnce(shop);

        // one stands still in the middle of a call, which comes to all in turn, and of storing what
        // it found; another dies
        List.of(toPagerDuty, othersToPagerDuty).forEach(way -> way.weather(Weather.BLACK_HOLE));
        FlippingShop.soon().until(() -> toPagerDuty.held() > 0);
        try (Connection _ = inTheWay(shop.state)) {
          FlippingShop.soon().until(() -> !ledger.rows(WAITS).isEmpty());
          first.freeze();
          killed.kill();
        }
        othersToPagerDuty.weather(Weather.FINE);
        long away = System.nanoTime();
        String before = ledger.rows("SELECT clock_timestamp()").getFirst();
        FlippingShop.soon().until(() -> silent(ledger, before).isEmpty());
        String takenOver = silence(ledger, before);
        FlippingShop.soon()
            .until(() -> Duration.ofNanos(System.nanoTime() - away).compareTo(FROZEN) > 0);
        // callers that did not wait for it; and what it had begun to say arrives now, after the
        // others have said more, but not the end
        for (int i = 0; i < 5; i++) {
          first.askAndHangUp("/prometheus");
        }
        toPagerDuty.weather(Weather.FINE);
        first.thaw();

        try (AssayProcess second = b.start(shop)) {
          List.of(first, second, third).forEach(FlippingShop::ready);
          a.state().weather(Weather.RESET);
          b.state().weather(Weather.BLACK_HOLE);
          c.state().weather(Weather.COMMITS_UNANSWERED);
          FlippingShop.soon().until(() -> saysItIsCutOff(first));
          FlippingShop.soon().until(() -> saysItIsCutOff(second));
          FlippingShop.soon().until(() -> c.state().withheld() > 5);
          List.of(a, b, c).forEach(each -> each.state().weather(Weather.FINE));
          List.of(first, second, third).forEach(FlippingShop::ready);
          List.of(first, second, third).forEach(FlippingShop::takesPart);

          shop.rest();
          FlippingShop.soon().until(shop::settled);
          Ledger.Found found = ledger.compare(shop.pagerDuty, shop.slack);
          new Figures("Three replicas", "./mvnw test -Dtest=ReplicasTest")
              .count("clocks", "right, 30 s ahead, 30 s behind")
              .count("until all checks of a killed and a frozen replica ran elsewhere", takenOver)
              .count("commits of which no answer came", c.state().withheld())
              .count("incidents", ledger.count("incident"))
              .count("their changes", ledger.count("incident_change"))
              .count("incidents lost, or not told as they are", found.lost().size())
              .count("incidents told twice", found.doubled().size())
              .count("slots neither run nor recorded as missed", ledger.holes().size())
              .publish();
          String logs = first.output() + second.output() + third.output();
          assertThat(logs).doesNotContain("Exception");
          assertThat(third.output())
              .contains("The clock of this machine is 30 s behind the state database's");
          assertThat(first.output())
              .contains("after another courier had taken over")
              .contains("This replica stood still for 3");
          assertThat(found.lost()).isEmpty();
          assertThat(found.doubled()).isEmpty();
          assertThat(ledger.holes()).isEmpty();
        }
      }
    }
  }

  @Test
  void replicas_that_have_read_different_files_do_not_fight() throws Exception {
    String laxer = FlippingShop.checks().replace(STRICT, STRICT.replace("2}", "5}"));
    String files =
        laxer.substring(0, laxer.indexOf("  public.t3:"))
            + laxer.substring(laxer.indexOf("  public.t4:"));
    try (FlippingShop shop = new FlippingShop(TestPostgres.create(), new Random())) {
      Ledger ledger = new Ledger(shop.state);
      List<Replica> replicas =
          List.of(
              replica(shop, "a", Duration.ZERO, shop.pagerDuty.port()),
              replica(shop, "b", Duration.ZERO, shop.pagerDuty.port()),
              replica(shop, "c", Duration.ZERO, shop.pagerDuty.port()));
      List<AssayProcess> running = new ArrayList<>();
      try {
        replicas.forEach(replica -> running.add(replica.start(shop)));
        running.forEach(FlippingShop::ready);
        shop.bad("t2", "rows");
        shop.bad("t3", "y");
        FlippingShop.soon().until(() -> shop.pagerDuty.taken().size() == 2);

        for (int i = 0; i < replicas.size(); i++) {
          assertThat(running.get(i).terminate().exitCode()).isZero();
          FlippingShop.checks(replicas.get(i).folder(), files);
          running.set(i, replicas.get(i).start(shop));
          FlippingShop.ready(running.get(i));
          everyCheckRunsAFewTimes(ledger);
          if (i == 0) {
            // who read its files last decides what a check means; what others declare goes on
            FlippingShop.soon().until(() -> open(ledger, "shop/public.t2/rows") == 0);
            assertThat(open(ledger, "shop/public.t3/nulls/y")).isEqualTo(1);
          }
        }
        FlippingShop.soon().until(() -> open(ledger, "shop/public.t3/nulls/y") == 0);
        FlippingShop.soon().until(() -> shop.pagerDuty.taken().size() == 4);
        everyCheckRunsAFewTimes(ledger);

        eachChangeWasToldOnce(shop);
        assertThat(ledger.rows("SELECT check_id || ' ' || sequence FROM assay.incident ORDER BY 1"))
            .containsExactly("shop/public.t2/rows 2", "shop/public.t3/nulls/y 2");
        assertThat(ledger.rows("SELECT 1 FROM assay.check_state WHERE check_id LIKE '%.t3/%'"))
            .isEmpty();
      } finally {
        running.forEach(AssayProcess::close);
      }
    }
  }

  private static int open(Ledger ledger, String check) {
    return ledger
        .rows("SELECT 1 FROM assay.incident WHERE resolved IS NULL AND check_id = '" + check + "'")
        .size();
  }

  private Replica replica(FlippingShop shop, String name, Duration ahead, int pagerDuty)
      throws IOException {
    TcpProxy state = new TcpProxy(shop.statePort());
    Path files = shop.files(folder.resolve(name), new FlippingShop.Ways(state.port(), pagerDuty));
    Path settings = files.resolve("assay.yml");
    Files.writeString(
        settings,
        Files.readString(settings).replace("=OFF\"", "=OFF&ApplicationName=" + name + "\""));
    return new Replica(name, files, state, ahead);
  }

  private static Connection inTheWay(TestPostgres state) throws SQLException {
    state.execute(SLOW_TO_STORE);
    Connection connection = state.connect();
    try (Statement lock = connection.createStatement()) {
      lock.execute("SELECT pg_advisory_lock(4711)");
    }
    return connection;
  }

  private static void everyCheckRunsAFewTimes(Ledger ledger) {
    for (int i = 0; i < 3; i++) {
      String now = ledger.rows("SELECT clock_timestamp()").getFirst();
      FlippingShop.soon().until(() -> silent(ledger, now).isEmpty());
    }
  }

  private static boolean saysItIsCutOff(AssayProcess assay) {
    return assay.get("/health/readiness").status() == 503
        && assay.get("/prometheus").body().contains("assay_state_up 0.0");
  }

  private static void eachChangeWasToldOnce(FlippingShop shop) {
    assertThat(shop.pagerDuty.events())
        .extracting(FakePagerDuty.Event::action, FakePagerDuty.Event::dedupKey)
        .doesNotHaveDuplicates();
  }

  /// Returns the checks that did not run since.
  private static List<String> silent(Ledger ledger, String since) {
    return ledger.rows(
        """
        SELECT check_id FROM assay.check_state WHERE check_id LIKE 'shop/public.t%%'
          AND (last_run < '%s'::timestamptz OR last_run IS NULL)
        """
            .formatted(since));
  }

  private static String silence(Ledger ledger, String since) {
    return ledger
        .rows(
            """
            SELECT round(extract(epoch FROM max(first) - '%1$s'::timestamptz), 1) || ' s'
            FROM (SELECT min(at) AS first FROM assay.result
              WHERE at >= '%1$s'::timestamptz GROUP BY check_id) AS each
            """
                .formatted(since))
        .getFirst();
  }
}
