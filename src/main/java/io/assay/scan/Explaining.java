package io.assay.scan;

import io.assay.check.CheckId;
import io.assay.check.Measure;
import io.assay.check.Measured;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Has the planner read the statement of a scan; reads no row.
final class Explaining {
  private Explaining() {}

  /// Returns for each check of the scan the statement, its cost, and how it would be answered.
  static Map<CheckId, Explanation> explained(
      Conversation conversation, RelationAnswers relations, Scan scan) throws Unanswered {
    return conversation.inTransaction(
        scan.guard(),
        scan.path(),
        switch (scan) {
          case Scan.OfRelation one -> Optional.of(one.table());
          case Scan.OfRelations _ -> Optional.empty();
          case Scan.Grouped grouped -> Optional.of(grouped.table());
          case Scan.Alone alone -> alone.table();
        },
        transaction -> {
          Measured.How how = Measured.How.SCAN;
          String sql;
          switch (scan) {
            case Scan.OfRelation one -> {
              sql = relations.sql(transaction, List.of(one));
              transaction.withinBudget(sql);
              how = RelationAnswers.how(List.of(one));
            }
            case Scan.OfRelations many -> {
              sql = relations.sql(transaction, many.relations());
              transaction.withinBudget(sql);
              how = RelationAnswers.how(many.relations());
            }
            case Scan.Grouped grouped -> {
              sql = GroupedSql.of(grouped, transaction.server()).select();
              transaction.withinBudget(sql);
            }
            case Scan.Alone alone -> {
              sql = AloneSql.sql(transaction, alone);
              if (alone.measure() instanceof Measure.Query
                  || alone.measure() instanceof Measure.QueryTime) {
                transaction.withinBudget(sql);
              }
            }
          }
          Explanation planned =
              new Explanation.Planned(
                  sql,
                  transaction.cost(sql),
                  how,
                  scan.checks().size(),
                  switch (scan) {
                    case Scan.OfRelation _, Scan.OfRelations _ -> Optional.empty();
                    case Scan.Grouped _ -> Optional.of("its groups are not kept");
                    case Scan.Alone _ -> Optional.of("it is not known what it depends on");
                  });
          Map<CheckId, Explanation> all = new HashMap<>();
          scan.checks().forEach(check -> all.put(check.id(), planned));
          return all;
        });
  }
}
