package io.assay.run;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Deferred;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has checks judged by their kinds. A kind that throws is a bug: the check is in error, and the
/// log has it once.
public final class Judging {
  private static final Logger LOG = LoggerFactory.getLogger(Judging.class);

  private final Set<CheckId> broken = ConcurrentHashMap.newKeySet();

  /// What is known of a check from before: the values of its last passing runs, newest first, and
  /// what its kind remembered.
  public record Past(List<BigDecimal> passes, Memory memory) {
    public static final Past NONE = new Past(List.of(), Memory.NONE);

    public Past {
      passes = List.copyOf(passes);
    }
  }

  /// Returns the judgement on what was measured; on nothing, when the check was left out.
  public Judgement judge(Check check, @Nullable Measurement measurement, Past past) {
    return switch (measurement) {
      case null ->
          errored(
              past,
              new Unmeasurable(Unmeasurable.Reason.QUERY, "it was left out of the measuring"));
      case Unmeasurable unmeasurable -> errored(past, unmeasurable);
      case Deferred(String text) -> new Judgement(new Verdict.Unknown(text), past.memory());
      case Measured measured -> judge(check, measured, past);
    };
  }

  private Judgement judge(Check check, Measured measured, Past past) {
    try {
      int wanted = check.kind().passesRemembered();
      List<BigDecimal> passes = past.passes().subList(0, Math.min(wanted, past.passes().size()));
      Judgement judgement = check.kind().judge(new Evidence(measured, passes, past.memory()));
      broken.remove(check.id());
      return measured
          .cost()
          .because()
          .map(reason ->
              new Judgement(
                  because(judgement.verdict(), reason), judgement.memory(), judgement.worstGroup()))
          .orElse(judgement);
    } catch (RuntimeException e) {
      if (broken.add(check.id())) {
        LOG.error("The check {} could not be judged, which is a bug of its kind.", check.id(), e);
      }
      return errored(
          past,
          new Unmeasurable(
              Unmeasurable.Reason.QUERY,
              "its kind '"
                  + check.kind().keyword()
                  + "' failed on what was measured, see the log"));
    }
  }

  private static Verdict because(Verdict verdict, String reason) {
    return switch (verdict) {
      case Verdict.Pass(Observation seen) -> new Verdict.Pass(seen.because(reason));
      case Verdict.Breach(Severity severity, Observation seen) ->
          new Verdict.Breach(severity, seen.because(reason));
      case Verdict.Errored _, Verdict.Unknown _ -> verdict;
    };
  }

  private static Judgement errored(Past past, Unmeasurable why) {
    return new Judgement(new Verdict.Errored(why), past.memory());
  }
}
