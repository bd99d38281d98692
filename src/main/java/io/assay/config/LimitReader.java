package io.assay.config;

import io.assay.check.Bound;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads limits: a bare figure counts for the severity in force, a mapping of severities to figures
/// for each of them.
final class LimitReader {
  /// The keys of a limit, in the order of the reference.
  static final List<String> KEYS = List.of("at_least", "at_most", "equals", "between");

  private final ValueReader values;
  private final Severity severity;

  LimitReader(ValueReader values, Severity severity) {
    this.values = values;
    this.severity = severity;
  }

  /// Returns the limits that the keys of `fields` make; nothing when none of them is written.
  Optional<Limits> keys(Yaml.Fields fields, List<Unit> units) {
    List<Limit> limits = new ArrayList<>();
    for (String key : KEYS) {
      fields.find(key).ifPresent(field -> limits.addAll(bounds(field, units)));
    }
    return limits.isEmpty() ? Optional.empty() : Optional.of(new Limits(limits));
  }

  /// Returns the limits under a key that is a ceiling (`at_most`) or a floor (`at_least`).
  Optional<Limits> single(Yaml.Field field, String bound, List<Unit> units) {
    List<Limit> limits =
        severities(field).stream().flatMap(graded -> limit(graded, bound, units).stream()).toList();
    return limits.isEmpty() ? Optional.empty() : Optional.of(new Limits(limits));
  }

  /// Returns the limits under a key that is a ceiling, or a mapping of the keys of a limit.
  Optional<Limits> ceilingOrKeys(Yaml.Field field, List<Unit> units) {
    if (field.value() instanceof Yaml.Fields fields
        && fields.fields().keySet().stream().anyMatch(KEYS::contains)) {
      values.onlyKeys(fields, KEYS);
      return keys(fields, units);
    }
    return single(field, "at_most", units);
  }

  private record Graded(Severity severity, Yaml.Field field) {}

  private List<Limit> bounds(Yaml.Field field, List<Unit> units) {
    return severities(field).stream()
        .flatMap(graded -> limit(graded, field.key(), units).stream())
        .toList();
  }

  private List<Graded> severities(Yaml.Field field) {
    if (!(field.value() instanceof Yaml.Fields fields)) {
      return List.of(new Graded(severity, field));
    }
    List<String> words = ValueReader.words(Severity.class);
    if (fields.fields().isEmpty()) {
      values.wrong(fields.at(), "'" + field.key() + "' needs a value");
    }
    List<Graded> graded = new ArrayList<>();
    for (Yaml.Field each : fields.fields().values()) {
      if (words.contains(each.key())) {
        graded.add(new Graded(Severity.valueOf(each.key().toUpperCase(Locale.ROOT)), each));
      } else {
        values.unknownKey(each, words);
      }
    }
    return graded;
  }

  private Optional<Limit> limit(Graded graded, String bound, List<Unit> units) {
    Yaml.Field field = graded.field();
    if (bound.equals("between")) {
      return between(graded, units);
    }
    return figure(field, units)
        .map(figure ->
            new Limit(
                graded.severity(),
                figure.unit(),
                switch (bound) {
                  case "at_least" -> new Bound.AtLeast(figure.value());
                  case "at_most" -> new Bound.AtMost(figure.value());
                  default -> new Bound.Exactly(figure.value());
                }));
  }

  private Optional<Limit> between(Graded graded, List<Unit> units) {
    Yaml.Field field = graded.field();
    if (!(field.value() instanceof Yaml.Items items) || items.items().size() != 2) {
      return values.wrong(field.valueAt(), "'between' needs two values such as [10, 20]");
    }
    List<Optional<NumberText.Figure>> ends =
        items.items().stream()
            .map(item -> figure(new Yaml.Field(field.key(), item.at(), item), units))
            .toList();
    if (ends.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    NumberText.Figure least = ends.getFirst().orElseThrow();
    NumberText.Figure most = ends.getLast().orElseThrow();
    if (least.unit() != most.unit()) {
      return values.wrong(field.valueAt(), "'between' needs two values of the same unit");
    }
    if (least.value().compareTo(most.value()) > 0) {
      return values.wrong(field.valueAt(), "'between' needs the smaller value first; swap the two");
    }
    return Optional.of(
        new Limit(graded.severity(), least.unit(), new Bound.Between(least.value(), most.value())));
  }

  private Optional<NumberText.Figure> figure(Yaml.Field field, List<Unit> units) {
    String wanted = wanted(units);
    Optional<Yaml.Text> text = values.text(field, wanted);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Source at = text.get().at();
    Optional<NumberText.Figure> read = NumberText.figure(text.get().value().strip());
    if (read.isEmpty() || !units.contains(read.get().unit())) {
      return values.wrong(
          at, "'%s' needs %s, not %s".formatted(field.key(), wanted, text.get().what()));
    }
    NumberText.Figure figure = read.get();
    // a count or a share and nothing else: the figure is a number of rows
    boolean ofRows = Set.copyOf(units).equals(Set.of(Unit.COUNT, Unit.SHARE));
    if (figure.value().signum() < 0 && (ofRows || figure.unit() != Unit.COUNT)) {
      return values.wrong(at, "'%s' must not be negative".formatted(field.key()));
    }
    if (ofRows && figure.unit() == Unit.SHARE && figure.value().compareTo(BigDecimal.ONE) > 0) {
      return values.wrong(at, "'%s' must not be more than 100%%".formatted(field.key()));
    }
    if (ofRows && figure.unit() == Unit.COUNT && figure.value().stripTrailingZeros().scale() > 0) {
      return values.wrong(
          at,
          "'%s' needs a whole number of rows; for a share write %s%%"
              .formatted(
                  field.key(),
                  figure.value().movePointRight(2).stripTrailingZeros().toPlainString()));
    }
    return read;
  }

  private static String wanted(List<Unit> units) {
    return String.join(
        " or ",
        units.stream()
            .map(unit ->
                switch (unit) {
                  case COUNT -> "a number such as 10";
                  case SHARE -> "a share such as 5%";
                  case SECONDS -> "a duration such as 3s";
                  case BYTES -> "a size such as 500 MB";
                })
            .toList());
  }
}
