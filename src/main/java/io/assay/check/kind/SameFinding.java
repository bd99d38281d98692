package io.assay.check.kind;

import io.assay.check.Bound;
import io.assay.check.Durations;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Observation;
import io.assay.check.Sides;
import io.assay.check.Unit;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What two sides that were compared come to under what is tolerated. A share is one of the larger
/// side. A difference that a standby may only not have replayed yet is none.
record SameFinding(Sides sides, Limits tolerate) {

  Verdict counted(Sides.Counted rows) {
    BigDecimal apart = BigDecimal.valueOf(rows.here()).subtract(BigDecimal.valueOf(rows.there()));
    return verdict(
        apart.signum() == 0
            ? (rows.here() == 0 ? "no rows" : Words.count(rows.here(), "row")) + " on both sides"
            : "%s here and %s in %s"
                .formatted(
                    Words.count(rows.here(), "row"),
                    Words.count(rows.there(), "row"),
                    sides.there()),
        new Apart(apart.abs(), BigDecimal.valueOf(Math.max(rows.here(), rows.there())), "row"));
  }

  Verdict rows(Sides.Rows rows) {
    Sides.Differences found = rows.differences();
    long most = Math.max(rows.here(), rows.there());
    String columns =
        rows.unshared() == 0
            ? ""
            : "; " + Words.count(rows.unshared(), "column") + " on one side only";
    String same =
        most == 0
            ? "there are no rows on either side"
            : Words.count(most, "row") + " are the same here and in " + sides.there();
    return verdict(
        (found.all() == 0 ? same : different(found, most)) + columns,
        new Apart(BigDecimal.valueOf(found.all()), BigDecimal.valueOf(most), "row"));
  }

  private String different(Sides.Differences found, long most) {
    List<String> parts = new ArrayList<>();
    if (found.differing() > 0) {
      parts.add(part(found.differing(), "differs", "differ"));
    }
    if (found.missingThere() > 0) {
      parts.add(part(found.missingThere(), "is", "are") + " missing in " + sides.there());
    }
    if (found.missingHere() > 0) {
      parts.add(part(found.missingHere(), "is", "are") + " missing here");
    }
    return (found.counted() ? "" : "about ")
        + String.join(", ", parts)
        + " of "
        + Words.count(most, "row");
  }

  private static String part(long number, String one, String several) {
    return Words.of(BigDecimal.valueOf(number), Unit.COUNT) + " " + (number == 1 ? one : several);
  }

  Verdict figures(Sides.Figures figures, String what) {
    if (figures.here().isEmpty() && figures.there().isEmpty()) {
      return verdict(what + " is NULL on both sides", Apart.NOTHING);
    }
    String both =
        "%s is %s here and %s in %s"
            .formatted(what, said(figures.here()), said(figures.there()), sides.there());
    if (figures.here().isEmpty() || figures.there().isEmpty()) {
      return unless(behind(), breach(worst(), both));
    }
    Sides.Amount here = figures.here().get();
    Sides.Amount there = figures.there().get();
    if (here instanceof Sides.Number(var one) && there instanceof Sides.Number(var other)) {
      if (limited(Unit.SECONDS)) {
        return unfit(what + " is a number: tolerate a number or a share");
      }
      BigDecimal apart = one.subtract(other).abs();
      return apart.signum() == 0
          ? verdict(what + " is " + said(figures.here()) + " on both sides", Apart.NOTHING)
          : verdict(both, new Apart(apart, one.abs().max(other.abs()), ""));
    }
    if (here instanceof Sides.Time(var one) && there instanceof Sides.Time(var other)) {
      if (limited(Unit.SHARE) || limited(Unit.COUNT) && !exact()) {
        return unfit(what + " is a time: tolerate a duration such as 5m");
      }
      Duration apart = Duration.between(one, other).abs();
      return apart.isZero()
          ? verdict(what + " is " + one + " on both sides", Apart.NOTHING)
          : verdict(both, Apart.of(apart));
    }
    return unfit(what + " is a number on one side and a time on the other");
  }

  private static String said(Optional<Sides.Amount> amount) {
    return amount
        .map(each ->
            switch (each) {
              case Sides.Number(BigDecimal value) -> Words.of(value, Unit.COUNT);
              case Sides.Time(var value) -> value.toString();
            })
        .orElse("NULL");
  }

  private boolean limited(Unit unit) {
    return tolerate.all().stream().anyMatch(limit -> limit.unit() == unit);
  }

  private boolean exact() {
    return tolerate.all().stream()
        .allMatch(
            limit -> limit.bound() instanceof Bound.AtMost(BigDecimal most) && most.signum() == 0);
  }

  private static Verdict unfit(String why) {
    return new Verdict.Errored(new Unmeasurable(Unmeasurable.Reason.QUERY, why));
  }

  /// How far the sides are apart.
  ///
  /// @param of the larger side, to tell a share of
  /// @param noun what is counted; empty for a bare number, `s` for seconds
  private record Apart(BigDecimal value, BigDecimal of, String noun) {
    static final Apart NOTHING = new Apart(BigDecimal.ZERO, BigDecimal.ZERO, "");

    static Apart of(Duration apart) {
      BigDecimal seconds =
          BigDecimal.valueOf(apart.toSeconds()).add(BigDecimal.valueOf(apart.getNano(), 9));
      return new Apart(seconds, seconds, "s");
    }

    BigDecimal in(Unit unit) {
      if (unit != Unit.SHARE) {
        return value;
      }
      return value.signum() == 0 ? BigDecimal.ZERO : value.divide(of, MathContext.DECIMAL64);
    }

    String say(Unit unit) {
      if (unit == Unit.SHARE) {
        return Words.of(in(unit), unit);
      }
      return switch (noun) {
        case "" -> Words.of(value, Unit.COUNT);
        case "s" -> Words.of(value, Unit.SECONDS);
        default -> Words.count(value.longValue(), noun);
      };
    }

    String said() {
      return noun.equals("s")
          ? say(Unit.SECONDS) + " apart"
          : Words.of(value, Unit.COUNT) + " apart (" + say(Unit.SHARE) + ")";
    }
  }

  private Verdict verdict(String sentence, Apart apart) {
    Optional<Limit> broken = tolerate.broken(apart::in);
    boolean rows = sides.found() instanceof Sides.Rows;
    String told = sentence + (rows || apart.value().signum() == 0 ? "" : ", " + apart.said());
    Limit quoted = broken.orElseGet(tolerate::first);
    Observation seen =
        new Observation(
            told + broken.map(limit -> ", " + Words.of(limit) + " is tolerated").orElse(""),
            Optional.of(apart.in(tolerate.first().unit())),
            tolerate.first().unit(),
            apart.say(quoted.unit()),
            Words.of(quoted));
    return broken
        .map(limit -> unless(behind(), new Verdict.Breach(limit.severity(), seen)))
        .orElseGet(() -> new Verdict.Pass(seen));
  }

  private Limit worst() {
    return tolerate.all().stream().max(Comparator.comparing(Limit::severity)).orElseThrow();
  }

  private static Verdict breach(Limit limit, String sentence) {
    return new Verdict.Breach(
        limit.severity(),
        new Observation(sentence, Optional.empty(), limit.unit(), "NULL", Words.of(limit)));
  }

  private Optional<String> behind() {
    return sides
        .behind()
        .map(behind ->
            "the sides differ, but %s is a standby that was %s behind and may not have replayed it yet"
                .formatted(behind.database(), Durations.say(behind.lag())));
  }

  private static Verdict unless(Optional<String> why, Verdict verdict) {
    return why.<Verdict>map(Verdict.Unknown::new).orElse(verdict);
  }
}
