package io.assay.check.kind;

import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import java.util.List;

/// A kind that counts the rows which are not as they should be, and holds their number, or their
/// share of the rows looked at, against limits.
interface Counting extends Kind {

  /// Returns what counts the rows.
  Measure.OfRows<Long> counted();

  Limits limits();

  /// Returns the words for what is the case with the counted rows.
  CountedRows.Wording wording();

  @Override
  default List<Measure<?>> measures() {
    return List.of(counted(), new Measure.Rows());
  }

  @Override
  default List<Limit> limitsOfFigure() {
    return limits().charted();
  }

  @Override
  default Judgement judge(Evidence evidence) {
    return Judgement.of(CountedRows.of(evidence.measured(), counted(), wording()).judge(limits()));
  }
}
