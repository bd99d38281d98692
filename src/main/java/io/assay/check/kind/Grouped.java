package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// `by`: another kind judged for each group of rows by itself. The verdict is that of the worst
/// group, and its figure is the one that is charted; a group that nothing can be said of yet spoils
/// no other's verdict. Groups are those that have a row: of none, and of one whose rows are all
/// gone, nothing is judged.
public record Grouped(Kind kind, List<Column> by) implements Kind {
  private static final int NAMED = 100;
  private static final int SAID = 5;
  private static final int REMEMBERED = 10_000;

  private record Judged(Measure.Group group, Verdict verdict, double harm) {
    static final Comparator<Judged> WORST_FIRST =
        Comparator.<Judged>comparingInt(each ->
                each.verdict instanceof Verdict.Breach(Severity severity, var _)
                    ? -severity.ordinal()
                    : 1)
            .thenComparing(Comparator.comparingDouble(Judged::harm).reversed());
  }

  public Grouped {
    by = List.copyOf(by);
    if (!fits(kind)) {
      throw new IllegalArgumentException("'" + kind.keyword() + "' cannot be judged by groups");
    }
  }

  /// Returns whether the kind can be judged by groups.
  public static boolean fits(Kind kind) {
    return kind.measures().stream().allMatch(Measure.Groupable.class::isInstance);
  }

  @Override
  public String keyword() {
    return kind.keyword();
  }

  @Override
  public String subject() {
    return kind.subject();
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(groups());
  }

  @Override
  public Optional<Measure.Failing<?>> failing() {
    return kind.failing();
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return kind.limitsOfFigure();
  }

  @Override
  public Judgement judge(Evidence evidence) {
    List<Measure.Group> groups = evidence.measured().get(groups());
    int most = REMEMBERED / Math.max(1, kind.passesRemembered());
    if (kind.passesRemembered() > 0 && groups.size() > most) {
      return new Judgement(tooMany(groups.size(), most), evidence.memory());
    }
    GroupMemory memory = GroupMemory.read(evidence.memory());
    List<Judged> judged = new ArrayList<>();
    for (Measure.Group group : groups) {
      Evidence own = memory.evidence(group, of(group, evidence.measured()));
      Judgement judgement = kind.judge(own);
      memory.judged(group, judgement, kind.passesRemembered());
      judged.add(new Judged(group, judgement.verdict(), harm(own, judgement.verdict())));
    }
    List<Optional<String>> worst =
        worst(judged, Verdict.Breach.class::isInstance).stream()
            .findFirst()
            .map(each -> each.group().key())
            .orElse(List.of());
    return new Judgement(verdict(judged), memory.write(most), worst);
  }

  private Measure.Groups groups() {
    List<Measure.Groupable<?>> measures = new ArrayList<>();
    for (Measure<?> measure : kind.measures()) {
      measures.add((Measure.Groupable<?>) measure);
    }
    return new Measure.Groups(by, measures);
  }

  private static Measured of(Measure.Group group, Measured measured) {
    return new Measured(group.values(), measured.moment(), measured.cost());
  }

  private double harm(Evidence evidence, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass(Observation seen) -> kind.harm(evidence, seen);
      case Verdict.Breach(var _, Observation seen) -> kind.harm(evidence, seen);
      case Verdict.Errored _, Verdict.Unknown _ -> 0;
    };
  }

  private Verdict tooMany(int groups, int most) {
    return new Verdict.Errored(
        new Unmeasurable(
            Unmeasurable.Reason.QUERY,
            "'by' makes %s, and '%s' over %s remembers at most %s: group by fewer or coarser columns, or narrow the rows with 'where'"
                .formatted(
                    Words.count(groups, "group"),
                    kind.keyword(),
                    Words.count(kind.passesRemembered(), "run"),
                    Words.count(most, "group"))));
  }

  private Verdict verdict(List<Judged> judged) {
    if (judged.isEmpty()) {
      return new Verdict.Pass(
          new Observation(
              "there are no rows, and so no groups",
              Optional.empty(),
              Unit.COUNT,
              "no groups",
              "judged for each group"));
    }
    Optional<Verdict> errored = first(judged, Verdict.Errored.class::isInstance);
    if (errored.isPresent()) {
      return errored.get();
    }
    List<Judged> breaches = worst(judged, Verdict.Breach.class::isInstance);
    if (!breaches.isEmpty()) {
      return breach(breaches, judged.size());
    }
    List<Judged> passes = worst(judged, Verdict.Pass.class::isInstance);
    return passes.isEmpty() ? unknown(judged) : pass(passes, judged.size());
  }

  private Verdict breach(List<Judged> breaches, int all) {
    Verdict.Breach worst = (Verdict.Breach) breaches.getFirst().verdict();
    return new Verdict.Breach(
        worst.severity(),
        new Observation(
            of(breaches.size(), all) + ": " + String.join("; ", named(breaches, SAID)),
            worst.seen().value(),
            worst.seen().unit(),
            name(breaches.getFirst()) + ": " + worst.seen().observed(),
            worst.seen().expected() + ", in each group",
            named(breaches, NAMED)));
  }

  private Verdict pass(List<Judged> passes, int all) {
    Observation worst = ((Verdict.Pass) passes.getFirst().verdict()).seen();
    return new Verdict.Pass(
        new Observation(
            passing(passes.size(), all) + said(passes.getFirst()),
            worst.value(),
            worst.unit(),
            name(passes.getFirst()) + ": " + worst.observed(),
            worst.expected() + ", in each group"));
  }

  private static String passing(int passes, int all) {
    if (passes < all) {
      return of(passes, all)
          + (passes == 1 ? " passes" : " pass")
          + " and nothing can be said of the others yet; the worst is ";
    }
    return all == 1 ? "the one group passes; " : "all " + of(all) + " pass; the worst is ";
  }

  private Verdict unknown(List<Judged> judged) {
    Verdict.Unknown first = (Verdict.Unknown) judged.getFirst().verdict();
    return new Verdict.Unknown(
        "nothing can be said of any of "
            + of(judged.size())
            + "; "
            + name(judged.getFirst())
            + ": "
            + first.why());
  }

  /// Returns the first of the groups with what was seen of each, and how many more there are.
  private List<String> named(List<Judged> judged, int most) {
    List<String> named = new ArrayList<>(judged.stream().limit(most).map(this::said).toList());
    if (judged.size() > most) {
      named.add(String.format(Locale.ROOT, "and %,d more", judged.size() - most));
    }
    return named;
  }

  private String said(Judged judged) {
    String sentence =
        switch (judged.verdict()) {
          case Verdict.Pass(Observation seen) -> seen.sentence();
          case Verdict.Breach(var _, Observation seen) -> seen.sentence();
          case Verdict.Errored(Unmeasurable why) -> why.text();
          case Verdict.Unknown(String why) -> why;
        };
    return name(judged) + ": " + sentence;
  }

  private String name(Judged judged) {
    return GroupName.of(by, judged.group().key());
  }

  private static String of(int some, int all) {
    return String.format(Locale.ROOT, "%,d of %s", some, of(all));
  }

  private static String of(int groups) {
    return Words.count(groups, "group");
  }

  private static Optional<Verdict> first(List<Judged> judged, Predicate<Verdict> which) {
    return judged.stream().map(Judged::verdict).filter(which).findFirst();
  }

  private static List<Judged> worst(List<Judged> judged, Predicate<Verdict> which) {
    return judged.stream()
        .filter(each -> which.test(each.verdict()))
        .sorted(Judged.WORST_FIRST.thenComparing(each -> each.group().key().toString()))
        .toList();
  }
}
