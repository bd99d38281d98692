package io.assay.check.kind;

import io.assay.check.Evidence;
import io.assay.check.Glob;
import io.assay.check.JobRuns;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `jobs`: a pg_cron job whose last finished run failed, of which a run is due and left no record,
/// or that is still running at its next slot. A job that is switched off is in breach when it is
/// named, and left out when a pattern names several.
public record Jobs(String pattern, Optional<Duration> every, Severity severity) implements Kind {
  private static final Parameter<String> NAME =
      Parameter.required(
          "jobs",
          new Parameter.Shape.Text(),
          "the name of the pg_cron job, with `*` and `?` for several");
  private static final Parameter<Duration> EVERY =
      Parameter.optional(
          "every",
          new Parameter.Shape.Span(),
          "how often a run has to start; the job's own schedule when left out");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          NAME,
          KindLanguage.Place.DATABASE,
          List.of(EVERY),
          written -> List.of(new Jobs(written.get(NAME), written.find(EVERY), written.severity())));

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return pattern;
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Jobs(pattern));
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Instant now = evidence.measured().now();
    boolean several = Glob.isPattern(pattern);
    List<Finding> findings = new ArrayList<>();
    Map<String, String> remembered = new HashMap<>();
    for (JobRuns job : evidence.measured().get(new Measure.Jobs(pattern))) {
      String key = Long.toString(job.job().id());
      JobWatch watch =
          JobWatch.of(job, Optional.ofNullable(evidence.memory().entries().get(key)), now);
      remembered.put(key, watch.remember());
      if (job.job().active() || !several) {
        findings.add(new Finding(name(job), watch.judge(every, severity, now)));
      }
    }
    Verdict verdict =
        findings.isEmpty()
            ? new Verdict.Breach(
                severity,
                new Observation(
                    several ? "there is no such job that is switched on" : "there is no such job",
                    Optional.empty(),
                    Unit.SECONDS,
                    "missing",
                    "a job"))
            : Finding.worst(findings, several, "job");
    return new Judgement(verdict, new Memory(remembered));
  }

  private static String name(JobRuns job) {
    return job.job().name().isBlank() ? "job " + job.job().id() : job.job().name();
  }
}
