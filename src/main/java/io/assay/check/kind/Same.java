package io.assay.check.kind;

import io.assay.check.Bound;
import io.assay.check.Column;
import io.assay.check.Compared;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.OtherTable;
import io.assay.check.Parameter;
import io.assay.check.Sides;
import io.assay.check.Unit;
import java.math.BigDecimal;
import java.util.List;

/// `same`: a table has what another one has, in another monitored database or in its own: as many
/// rows, the same sum, or the same rows.
public record Same(Measure.BothSides sides, Limits tolerate) implements Kind {
  private static final Parameter<OtherTable> OTHER =
      Parameter.required(
          "same",
          new Parameter.Shape.AnotherTable(),
          "the other side: `{database: …, table: …}`; what is left out is as on this side");
  private static final Parameter<Compared> COMPARE =
      Parameter.withDefault(
          "compare",
          new Parameter.Shape.Comparison(),
          new Compared.Rows(),
          "`rows`, an aggregate such as `sum(total)`, or `content` for every row by its key");
  private static final Parameter<List<Column>> KEY =
      Parameter.withDefault(
          "key",
          new Parameter.Shape.Columns(),
          List.of(),
          "of `content`: by what a row is found again; the primary key when left out");
  private static final Parameter<List<Column>> COLUMNS =
      Parameter.withDefault(
          "columns",
          new Parameter.Shape.Columns(),
          List.of(),
          "of `content`: what is compared; the columns that both sides have when left out");
  private static final Parameter<Limits> TOLERATE =
      Parameter.optional(
          "tolerate",
          new Parameter.Shape.Ceiling(List.of(Unit.COUNT, Unit.SHARE, Unit.SECONDS)),
          "by how much the sides may differ; not at all when left out");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          OTHER,
          KindLanguage.Place.TABLE,
          List.of(COMPARE, KEY, COLUMNS, TOLERATE),
          written -> List.of(read(written)));

  private static Same read(KindLanguage.Arguments written) {
    Compared compared = written.get(COMPARE);
    Limits tolerate =
        written
            .find(TOLERATE)
            .orElseGet(
                () -> Limits.of(written.severity(), Unit.COUNT, new Bound.AtMost(BigDecimal.ZERO)));
    refuse(compared, written);
    refuse(compared, tolerate);
    return new Same(
        new Measure.BothSides(written.get(OTHER), compared, written.get(KEY), written.get(COLUMNS)),
        tolerate);
  }

  private static void refuse(Compared compared, KindLanguage.Arguments written) {
    for (Parameter<List<Column>> parameter : List.of(KEY, COLUMNS)) {
      if (!written.get(parameter).isEmpty() && !(compared instanceof Compared.Content)) {
        throw new IllegalArgumentException(
            "'%s' does nothing for 'compare: %s'; write 'compare: content', or remove it"
                .formatted(parameter.name(), compared.written()));
      }
    }
  }

  private static void refuse(Compared compared, Limits tolerate) {
    if (tolerate.all().stream().anyMatch(limit -> !limit.bound().holds(BigDecimal.ZERO))) {
      throw new IllegalArgumentException("'tolerate' must not be negative");
    }
    boolean figure = compared instanceof Compared.Figure;
    if (!figure && tolerate.all().stream().anyMatch(limit -> limit.unit() == Unit.SECONDS)) {
      throw new IllegalArgumentException(
          "'tolerate' is a number of rows or a share of them here, as 10 or 1%");
    }
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return sides.compared().written() + " as in " + sides.other().written();
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(sides);
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Sides seen = evidence.measured().get(sides);
    return Judgement.of(
        switch (seen.found()) {
          case Sides.Counted counted -> new SameFinding(seen, tolerate).counted(counted);
          case Sides.Rows rows -> new SameFinding(seen, tolerate).rows(rows);
          case Sides.Figures figures ->
              new SameFinding(seen, tolerate).figures(figures, sides.compared().written());
        });
  }
}
