package io.assay.check.kind;

import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Unit;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import java.util.List;
import java.util.Optional;

/// Whether the database answers. The daemon makes one such check for each database by itself; it is
/// no word of the language.
public record Reachable() implements Kind {
  @Override
  public String keyword() {
    return "answers";
  }

  @Override
  public String subject() {
    return "";
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Answers());
  }

  @Override
  public Judgement judge(Evidence evidence) {
    return Judgement.of(
        evidence.measured().get(new Measure.Answers())
            ? new Verdict.Pass(
                new Observation(
                    "the database answers", Optional.empty(), Unit.COUNT, "answers", "answers"))
            : new Verdict.Errored(
                new Unmeasurable(Unmeasurable.Reason.UNREACHABLE, "the database does not answer")));
  }
}
