package io.assay.config;

import io.assay.check.ActiveHours;
import io.assay.check.Edge;
import io.assay.check.Source;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the values of the language. What does not fit is a problem at its place, and nothing is
/// returned.
final class ValueReader {
  private final Problems problems;

  ValueReader(Problems problems) {
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  /// Returns a scalar that is not blank; `wanted` says what belongs here: `a name such as shop`.
  Optional<Yaml.Text> text(Yaml.Field field, String wanted) {
    if (field.value() instanceof Yaml.Text text && !text.value().isBlank()) {
      // a secret in the file is a problem already, wherever it stands
      boolean told = text.at().path().equals(problems.path()) && SecretLiteral.in(text.value());
      return told ? Optional.empty() : Optional.of(text);
    }
    return needs(field, wanted);
  }

  /// Reports that a field does not hold what belongs there.
  <T> Optional<T> needs(Yaml.Field field, String wanted) {
    boolean empty =
        switch (field.value()) {
          case Yaml.Text text -> text.value().isBlank();
          case Yaml.Items items -> items.items().isEmpty();
          case Yaml.Nothing nothing -> true;
          case Yaml.Fields fields -> fields.fields().isEmpty();
        };
    return wrong(
        field.valueAt(),
        empty
            ? "'%s' is empty; write %s".formatted(field.key(), wanted)
            : "'%s' needs %s, not %s".formatted(field.key(), wanted, field.value().what()));
  }

  Optional<String> string(Yaml.Field field, String wanted) {
    return text(field, wanted).map(text -> text.value().strip());
  }

  Optional<Duration> duration(Yaml.Field field) {
    return text(field, "a duration such as 10m").flatMap(text -> duration(field.key(), text));
  }

  Optional<Duration> duration(String key, Yaml.Text text) {
    String written = text.value().strip();
    Optional<Duration> duration = DurationText.parse(written);
    if (written.startsWith("-") && DurationText.parse(written.substring(1)).isPresent()) {
      duration = Optional.of(Duration.ZERO);
    }
    if (duration.isEmpty()) {
      return wrong(
          text.at(),
          NumberText.number(written).isPresent()
              ? "'%s' needs a unit: write a duration such as %ss or %sm"
                  .formatted(key, clip(written), clip(written))
              : "%s is not a duration; write one such as 30s, 10m, 1h30m or 2d"
                  .formatted(Quotes.of(written)));
    }
    if (duration.get().isNegative() || duration.get().isZero()) {
      return wrong(text.at(), "'%s' needs a duration longer than zero".formatted(key));
    }
    return duration;
  }

  Optional<Duration> durationOrZero(Yaml.Field field) {
    boolean zero =
        field.value() instanceof Yaml.Text text
            && DurationText.parse(text.value().strip()).filter(Duration::isZero).isPresent();
    return zero ? Optional.of(Duration.ZERO) : duration(field);
  }

  /// Returns a regular expression, in which every blank counts; the line break that ends block text
  /// is not part of it.
  Optional<String> pattern(Yaml.Field field) {
    return text(field, "a regular expression such as '^[A-Z]{2}[0-9]+$'")
        .map(text -> text.block() ? text.value().stripTrailing() : text.value());
  }

  /// Returns the scalars of a list exactly as they are written; an empty text is one too.
  Optional<List<String>> scalars(Yaml.Field field) {
    String wanted = "a list of values such as [open, paid]";
    List<String> scalars = new ArrayList<>();
    List<Yaml.Field> items = items(field, wanted);
    int before = problems.count();
    for (Yaml.Field item : items) {
      switch (item.value()) {
        case Yaml.Text text -> {
          if (scalars.contains(text.value())) {
            wrong(text.at(), text.what() + " is listed twice; remove one");
          }
          scalars.add(text.value());
        }
        case Yaml.Nothing nothing ->
            wrong(
                nothing.at(),
                "a NULL is neither inside nor outside a list; remove it, and use 'nulls'");
        case Yaml.Items _, Yaml.Fields _ -> needs(item, wanted);
      }
    }
    return items.isEmpty() || problems.count() > before ? Optional.empty() : Optional.of(scalars);
  }

  /// Returns a number, or a date with or without a time of day.
  Optional<Edge> edge(Yaml.Field field) {
    String wanted = "a number or a date such as 2026-01-31";
    return text(field, wanted)
        .flatMap(text -> {
          Optional<Edge> edge = EdgeText.parse(text.value().strip());
          return edge.isPresent()
              ? edge
              : wrong(
                  text.at(), "'%s' needs %s, not %s".formatted(field.key(), wanted, text.what()));
        });
  }

  Optional<Long> whole(Yaml.Field field, long least) {
    return number(field, "a whole number")
        .flatMap(number -> {
          if (number.stripTrailingZeros().scale() > 0
              || number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return wrong(
                field.valueAt(),
                "'%s' needs a whole number, not %s".formatted(field.key(), field.value().what()));
          }
          return atLeast(field, number, BigDecimal.valueOf(least)).map(BigDecimal::longValueExact);
        });
  }

  Optional<Double> number(Yaml.Field field, double least) {
    return number(field, "a number")
        .flatMap(number -> atLeast(field, number, BigDecimal.valueOf(least)))
        .map(BigDecimal::doubleValue);
  }

  private Optional<BigDecimal> number(Yaml.Field field, String wanted) {
    return text(field, wanted)
        .flatMap(text -> {
          Optional<BigDecimal> number = NumberText.number(text.value().strip());
          return number.isPresent()
              ? number
              : wrong(
                  text.at(), "'%s' needs %s, not %s".formatted(field.key(), wanted, text.what()));
        });
  }

  private Optional<BigDecimal> atLeast(Yaml.Field field, BigDecimal number, BigDecimal least) {
    if (number.compareTo(least) < 0) {
      return wrong(
          field.valueAt(),
          "'%s' must be at least %s"
              .formatted(field.key(), least.stripTrailingZeros().toPlainString()));
    }
    return Optional.of(number);
  }

  Optional<Boolean> yesNo(Yaml.Field field) {
    return text(field, "true or false")
        .flatMap(text ->
            switch (text.value()) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default ->
                  wrong(
                      text.at(),
                      "'%s' needs true or false, not %s".formatted(field.key(), text.what()));
            });
  }

  <E extends Enum<E>> Optional<E> word(Yaml.Field field, Class<E> words) {
    List<String> known = words(words);
    return text(field, "one of " + String.join(", ", known))
        .flatMap(text -> word(field.key(), text, known))
        .map(word -> Enum.valueOf(words, word.toUpperCase(Locale.ROOT)));
  }

  /// Returns the text when it is one of the words.
  Optional<String> word(String key, Yaml.Text text, List<String> known) {
    String written = text.value().strip();
    if (known.contains(written)) {
      return Optional.of(written);
    }
    return wrong(
        text.at(), "unknown " + key + " " + Quotes.of(written) + Nearest.hint(written, known));
  }

  static <E extends Enum<E>> List<String> words(Class<E> words) {
    return Arrays.stream(words.getEnumConstants())
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  Optional<ZoneId> zone(Yaml.Field field) {
    return text(field, "a time zone such as Europe/Rome")
        .flatMap(text -> {
          String written = text.value().strip();
          return ZoneId.getAvailableZoneIds().contains(written)
              ? Optional.of(ZoneId.of(written))
              : wrong(
                  text.at(),
                  "unknown zone "
                      + Quotes.of(written)
                      + Nearest.to(written, ZoneId.getAvailableZoneIds())
                          .map(near -> "; did you mean '" + near + "'?")
                          .orElse("; write an IANA name such as Europe/Rome"));
        });
  }

  Optional<WrittenSchedule> schedule(Yaml.Field field) {
    return text(field, "a duration such as 5m or a cron expression such as 0 2 * * *")
        .flatMap(text -> {
          String written = text.value().strip();
          if (!written.contains(" ") && !written.contains("*")) {
            return duration(field.key(), text).map(WrittenSchedule.Every::new);
          }
          try {
            return Optional.of(WrittenSchedule.Cron.of(written));
          } catch (IllegalArgumentException e) {
            return wrong(
                text.at(),
                "bad cron expression %s: %s"
                    .formatted(Quotes.of(written), SyntaxWords.line(e.getMessage())));
          }
        });
  }

  Optional<ActiveHours> hours(Yaml.Field field, ZoneId zone) {
    return text(field, "hours such as Mon-Fri 08:00-20:00")
        .flatMap(text -> {
          Optional<ActiveHours> hours = HoursText.parse(text.value().strip(), zone);
          return hours.isPresent()
              ? hours
              : wrong(
                  text.at(),
                  "%s is not a weekly time; write one such as Mon-Fri 08:00-20:00"
                      .formatted(Quotes.of(text.value())));
        });
  }

  /// Returns a mapping of names to texts.
  Optional<Map<String, String>> labels(Yaml.Field field) {
    return fields(field, "labels such as {team: payments}")
        .map(fields -> {
          Map<String, String> labels = new LinkedHashMap<>();
          fields
              .fields()
              .values()
              .forEach(
                  each -> string(each, "a text").ifPresent(value -> labels.put(each.key(), value)));
          return labels;
        });
  }

  Optional<Yaml.Fields> fields(Yaml.Field field, String wanted) {
    return field.value() instanceof Yaml.Fields fields ? Optional.of(fields) : needs(field, wanted);
  }

  /// Returns the items of a list that is not empty, each as a field of the same key.
  List<Yaml.Field> items(Yaml.Field field, String wanted) {
    if (!(field.value() instanceof Yaml.Items items) || items.items().isEmpty()) {
      needs(field, wanted);
      return List.of();
    }
    List<Yaml.Field> fields = new ArrayList<>();
    items.items().forEach(item -> fields.add(new Yaml.Field(field.key(), item.at(), item)));
    return fields;
  }

  /// Reports each key that is not one of `valid`.
  void onlyKeys(Yaml.Fields fields, List<String> valid) {
    for (Yaml.Field field : fields.fields().values()) {
      if (!valid.contains(field.key())) {
        unknownKey(field, valid);
      }
    }
  }

  void unknownKey(Yaml.Field field, List<String> valid) {
    wrong(field.at(), "unknown key " + Quotes.of(field.key()) + Nearest.hint(field.key(), valid));
  }

  <T> Optional<T> wrong(Source at, String message) {
    problems.add(at, message);
    return Optional.empty();
  }

  private static String clip(String number) {
    return number.substring(0, Math.min(12, number.length()));
  }
}
