package io.assay.cli.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The demo company's daily life: each second events come in, jobs run, gateways report, and people
/// look at their dashboards, one of which got slow. Once an hour the story begins anew, so that its
/// troubles stay where they belong on a demo that runs for days. Ends when its thread is
/// interrupted.
public final class DemoTraffic implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoTraffic.class);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration RENEWAL = Duration.ofHours(1);

  private final String url;
  private final String username;
  private final String password;
  private final InstantSource clock;

  DemoTraffic(String url, String username, String password, InstantSource clock) {
    this.url = url;
    this.username = username;
    this.password = password;
    this.clock = clock;
  }

  @Override
  public void run() {
    Instant begun = clock.instant();
    Instant renewed = begun;
    while (!Thread.currentThread().isInterrupted()) {
      try (Connection connection = DriverManager.getConnection(url, username, password)) {
        while (!Thread.currentThread().isInterrupted()) {
          Instant now = clock.instant();
          if (Duration.between(renewed, now).compareTo(RENEWAL) >= 0) {
            DemoStory.begin(connection);
            renewed = now;
          }
          live(connection, Duration.between(begun, now));
          Thread.sleep(SECOND);
        }
      } catch (SQLException e) {
        if (Thread.currentThread().isInterrupted()) {
          return; // an interrupt closes the socket that a virtual thread reads from
        }
        LOG.warn("The demo's traffic was interrupted and goes on in a second: {}", e.getMessage());
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void live(Connection connection, Duration running) throws SQLException {
    try (PreparedStatement tick =
            connection.prepareStatement("SELECT story.tick(now(), make_interval(secs => ?))");
        Statement dashboard = connection.createStatement()) {
      tick.setLong(1, running.toSeconds());
      tick.execute();
      for (int i = 0; i < 3; i++) {
        dashboard.execute("SELECT public.dashboard_revenue() AS revenue_tile");
      }
      dashboard.execute("SELECT public.invoice_search('INV-%') AS search_box");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SECOND);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
