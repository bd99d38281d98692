package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The answers to what checks ask of groups of rows; they are read anew each time.
record GroupAnswers(StatementLog log, String database) {

  /// Returns the measurement of each check. Throws when there are too many groups for some of the
  /// checks and perhaps not for others.
  Map<CheckId, Measurement> answer(GuardedTransaction transaction, Scan.Grouped scan)
      throws SQLException, Unanswered {
    GroupedSql select = GroupedSql.of(scan, transaction.server());
    String sql = select.select();
    transaction.withinBudget(sql);
    log.sent(database, Measured.How.SCAN);
    long begin = System.nanoTime();
    List<List<@Nullable String>> rows =
        transaction.figures(sql).stream().map(GuardedTransaction.Figures::cells).toList();
    Map<CheckId, Measurement> measured = new HashMap<>();
    Optional<Unmeasurable> tooMany = GroupedSql.tooMany(rows);
    if (tooMany.isPresent()) {
      if (!select.alike()) {
        throw new Unanswered(tooMany.get());
      }
      scan.checks().forEach(check -> measured.put(check.id(), tooMany.get()));
      return measured;
    }
    Map<CheckId, List<Measure.Group>> groups = select.read(rows);
    Measured.Cost cost =
        new Measured.Cost(Measured.How.SCAN, Duration.ofNanos(System.nanoTime() - begin));
    for (Check check : scan.checks()) {
      measured.put(
          check.id(),
          new Measured(
              Map.of(Scan.Grouped.groups(check), groups.getOrDefault(check.id(), List.of())),
              transaction.server().moment(),
              cost));
    }
    return measured;
  }
}
