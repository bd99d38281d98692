package io.assay.cli;

import io.assay.alert.DeliveryLog;
import io.assay.alert.HeartbeatLog;
import io.assay.alert.Quiet;
import io.assay.check.Check;
import io.assay.check.Measured;
import io.assay.check.Verdict;
import io.assay.history.Result;
import io.assay.incident.Decision;
import io.assay.incident.Incident;
import io.assay.incident.Lifecycle;
import io.assay.incident.LoggedChange;
import io.assay.metrics.CheckSeries;
import io.assay.metrics.DaemonMeters;
import io.assay.run.CheckGroup;
import io.assay.run.Gap;
import io.assay.run.RunLog;
import io.assay.scan.StatementLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Connects what the rooms report to the metrics.
final class Observers {
  private Observers() {}

  /// Returns every reason for which a notice is held back.
  static List<String> reasonsToHold() {
    return Stream.concat(
            Arrays.stream(Quiet.Reason.values()).map(Quiet.Reason::word),
            Arrays.stream(Decision.Held.values()).map(Decision.Held::word))
        .toList();
  }

  /// Returns one that counts and measures runs.
  static RunLog runs(CheckSeries series, DaemonMeters meters) {
    return new RunLog() {
      @Override
      public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {
        if (check.kind().keyword().equals(Lifecycle.ANSWERS)) {
          meters.databaseUp(check.target().database(), verdict instanceof Verdict.Pass);
        }
        series.ran(check, verdict, taking.at());
      }

      @Override
      public void changed(Incident incident, List<LoggedChange> changes) {
        incident
            .span()
            .resolved()
            .ifPresent(at -> meters.resolved(Duration.between(incident.span().opened(), at)));
      }

      @Override
      public void held(Check check, Decision.Held why) {
        meters.suppressed(why.word()).increment();
      }

      @Override
      public void ran(CheckGroup group, Duration lag, Duration took) {
        meters.ran(took, lag);
      }

      @Override
      public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {
        meters.missed(gap.slots());
      }
    };
  }

  /// Returns one that counts what monitored databases are asked, and what they are spared.
  static StatementLog statements(DaemonMeters meters) {
    return new StatementLog() {
      @Override
      public void sent(String database, Measured.How how) {
        meters.statements(database, how).increment();
      }

      @Override
      public void took(String database, Duration time, long rows) {
        meters.statement(database, time, rows);
      }

      @Override
      public void deferred(String database, int checks) {
        meters.deferred(database, checks);
      }
    };
  }

  /// Returns one that counts signs of life.
  static HeartbeatLog heartbeats(DaemonMeters meters, InstantSource clock) {
    return new HeartbeatLog() {
      @Override
      public void sent() {
        meters.heartbeat(DaemonMeters.Heartbeat.SENT, clock.instant());
      }

      @Override
      public void failed() {
        meters.heartbeat(DaemonMeters.Heartbeat.FAILED, clock.instant());
      }

      @Override
      public void withheld() {
        meters.heartbeat(DaemonMeters.Heartbeat.WITHHELD, clock.instant());
      }
    };
  }

  /// Returns one that counts what receivers were told.
  static DeliveryLog deliveries(DaemonMeters meters) {
    return new DeliveryLog() {
      @Override
      public void told(String receiver) {
        meters.told(receiver).increment();
      }

      @Override
      public void failed(String receiver, String reason) {
        meters.failed(receiver, reason).increment();
      }

      @Override
      public void dead(String receiver) {
        meters.dead(receiver).increment();
      }

      @Override
      public void suppressed(String receiver, Quiet.Reason reason) {
        meters.suppressed(reason.word()).increment();
      }
    };
  }
}
