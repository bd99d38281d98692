package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.Edge;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import io.assay.check.Unit;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// `range`: rows whose number or time lies below the one edge or above the other; the edges
/// themselves are inside. NULL is neither inside nor outside.
public record Range(
    Column column, Optional<Edge> least, Optional<Edge> most, ZoneId zone, Limits limits)
    implements Counting {
  private static final Parameter<Column> COLUMN =
      Parameter.required(
          "range",
          new Parameter.Shape.OneColumn(),
          "the column of numbers, dates or timestamps, or an expression");
  private static final Parameter<Edge> AT_LEAST =
      Parameter.optional(
          "at_least", new Parameter.Shape.AnEdge(), "the least good value: a number or a date");
  private static final Parameter<Edge> AT_MOST =
      Parameter.optional(
          "at_most", new Parameter.Shape.AnEdge(), "the greatest good value: a number or a date");
  private static final Parameter<Limits> TOLERATE =
      Parameter.optional(
          "tolerate",
          new Parameter.Shape.CeilingOrLimit(List.of(Unit.COUNT, Unit.SHARE)),
          "how many rows may be outside, or which share of the rows; none when left out");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          COLUMN,
          KindLanguage.Place.TABLE,
          List.of(AT_LEAST, AT_MOST, TOLERATE),
          written ->
              List.of(
                  new Range(
                      written.get(COLUMN),
                      written.find(AT_LEAST),
                      written.find(AT_MOST),
                      written.zone(),
                      written.find(TOLERATE).orElseGet(() -> CountedRows.none(written)))));

  public Range {
    if (least.isEmpty() && most.isEmpty()) {
      throw new IllegalArgumentException("'range' needs 'at_least', 'at_most' or both");
    }
    if (least.isPresent() && most.isPresent() && swapped(least.get(), most.get(), zone)) {
      throw new IllegalArgumentException("'at_least' is above 'at_most'; swap the two");
    }
  }

  private static boolean swapped(Edge least, Edge most, ZoneId zone) {
    return switch (least) {
      case Edge.Figure(var low) when most instanceof Edge.Figure(var high) ->
          low.compareTo(high) > 0;
      case Edge.Moment low when most instanceof Edge.Moment high ->
          low.in(zone).isAfter(high.in(zone));
      case Edge.Figure _, Edge.Moment _ ->
          throw new IllegalArgumentException(
              "'at_least' and 'at_most' are a number and a date; write two of one sort");
    };
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return column.written();
  }

  @Override
  public Measure.OutOfRange counted() {
    return new Measure.OutOfRange(column, least, most, zone);
  }

  @Override
  public CountedRows.Wording wording() {
    String where = where();
    return new CountedRows.Wording("is " + where, "are " + where, "none of %s is " + where);
  }

  private String where() {
    if (least.isPresent() && most.isPresent()) {
      return "outside " + least.get().words() + " to " + most.get().words();
    }
    return least
        .map(edge -> "below " + edge.words())
        .orElseGet(() -> "above " + most.orElseThrow().words());
  }
}
