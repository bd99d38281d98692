package io.assay.config;

import io.assay.check.Parameter;
import io.assay.check.Parameter.Shape;
import io.assay.check.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the subject and the parameters of a kind in the shapes that its language declares.
final class ShapeReader {
  private final ValueReader values;
  private final ColumnReader columns;
  private final LimitReader limits;
  private final OtherTableReader others;
  private final String database;
  private final NameReader names;

  /// `database` is the one that the check is about.
  ShapeReader(ColumnReader columns, OtherTableReader others, String database, Severity severity) {
    this.values = others.values();
    this.others = others;
    this.database = database;
    this.columns = columns;
    this.limits = new LimitReader(values, severity);
    this.names = new NameReader(values);
  }

  /// Returns the keys under which a parameter is written.
  static List<String> keys(Parameter<?> parameter) {
    return parameter.shape() instanceof Shape.LimitKeys
        ? LimitReader.KEYS
        : List.of(parameter.name());
  }

  /// Returns the values that are written, by parameter; a required one that is not is a problem.
  Map<Parameter<?>, Object> read(
      Yaml.Field kind, Parameter<?> subject, List<Parameter<?>> parameters, Yaml.Fields item) {
    Map<Parameter<?>, Object> read = parameters(kind, parameters, item);
    subject(kind, subject).ifPresent(value -> read.put(subject, value));
    return read;
  }

  private Map<Parameter<?>, Object> parameters(
      Yaml.Field kind, List<Parameter<?>> parameters, Yaml.Fields item) {
    Map<Parameter<?>, Object> read = new HashMap<>();
    for (Parameter<?> parameter : parameters) {
      List<String> keys = keys(parameter);
      if (keys.stream().anyMatch(key -> item.find(key).isPresent())) {
        parameter(parameter, item).ifPresent(value -> read.put(parameter, value));
      } else if (parameter.required() && !misspelt(keys, item)) {
        values.wrong(
            kind.at(),
            "'%s' needs %s: %s"
                .formatted(
                    kind.key(),
                    keys.size() == 1 ? "'" + keys.getFirst() + "'" : "a limit",
                    keys.size() == 1 ? parameter.says() : "write " + or(keys)));
      }
    }
    return read;
  }

  /// A slip of a required key is told as that, and not as its absence too.
  static boolean misspelt(List<String> keys, Yaml.Fields item) {
    return item.fields().keySet().stream().anyMatch(key -> Nearest.to(key, keys).isPresent());
  }

  private Optional<Object> subject(Yaml.Field kind, Parameter<?> subject) {
    if (kind.value() instanceof Yaml.Nothing && !subject.required()) {
      return Optional.empty();
    }
    if (!(subject.shape() instanceof Shape.LimitKeys(var units))) {
      return value(subject.shape(), kind);
    }
    Optional<Yaml.Fields> fields = values.fields(kind, "a limit such as {at_least: 1}");
    fields.ifPresent(found -> values.onlyKeys(found, LimitReader.KEYS));
    if (fields.isPresent() && fields.get().fields().isEmpty()) {
      return values.wrong(
          kind.at(), "'%s' needs a limit: write %s".formatted(kind.key(), or(LimitReader.KEYS)));
    }
    return fields.flatMap(found -> limits.keys(found, units)).map(Object.class::cast);
  }

  private Optional<Object> parameter(Parameter<?> parameter, Yaml.Fields item) {
    if (parameter.shape() instanceof Shape.LimitKeys(var units)) {
      return limits.keys(item, units).map(Object.class::cast);
    }
    return item.find(parameter.name()).flatMap(field -> value(parameter.shape(), field));
  }

  private Optional<Object> value(Shape<?> shape, Yaml.Field field) {
    Optional<?> value =
        switch (shape) {
          case Shape.OneColumn() -> columns.one(field);
          case Shape.Columns() -> columns.many(field);
          case Shape.Span() -> values.duration(field);
          case Shape.SpanOrZero() -> values.durationOrZero(field);
          case Shape.Number(double least) -> values.number(field, least);
          case Shape.Whole(long least) -> values.whole(field, least);
          case Shape.Text() -> values.string(field, "a text");
          case Shape.Pattern() -> values.pattern(field);
          case Shape.Values() -> values.scalars(field);
          case Shape.AnEdge() -> values.edge(field);
          case Shape.AnAggregate() -> new CallReader(values, columns).aggregate(field);
          case Shape.AReference() -> new CallReader(values, columns).reference(field);
          case Shape.Sql() -> values.string(field, "an SQL query");
          case Shape.OneOf<?> words -> values.word(field, words.words());
          case Shape.Ceiling(var units) -> limits.single(field, "at_most", units);
          case Shape.Floor(var unit) -> limits.single(field, "at_least", List.of(unit));
          case Shape.AnotherTable() -> others.table(field, database);
          case Shape.Comparison() -> new ComparisonReader(values, columns).read(field);
          case Shape.CeilingOrLimit(var units) -> limits.ceilingOrKeys(field, units);
          case Shape.LimitKeys(var units) ->
              values
                  .fields(field, "a limit such as {at_least: 1}")
                  .flatMap(fields -> limits.keys(fields, units));
          case Shape.Nothing() ->
              values.wrong(
                  field.valueAt(),
                  "'%s' takes no value of its own: write its keys beside it, in the same column"
                      .formatted(field.key()));
          case Shape.YesNo() -> values.yesNo(field);
          case Shape.Names() -> names.names(field);
          case Shape.NameLists() -> names.lists(field);
          case Shape.TextByName() -> names.texts(field);
          case Shape.Mapping(var keys) -> mapping(keys, field);
        };
    return value.map(Object.class::cast);
  }

  private Optional<Parameter.Written> mapping(List<Parameter<?>> parameters, Yaml.Field field) {
    List<String> known = parameters.stream().map(Parameter::name).toList();
    Optional<Yaml.Fields> fields = values.fields(field, "a mapping of " + or(known));
    fields.ifPresent(found -> values.onlyKeys(found, known));
    return fields.map(found -> new Parameter.Written(parameters(field, parameters, found)));
  }

  private static String or(List<String> keys) {
    return String.join(", ", keys.subList(0, keys.size() - 1)) + " or " + keys.getLast();
  }
}
