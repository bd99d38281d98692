package io.assay.config;

import io.assay.check.Terms.Flapping;
import java.util.List;
import java.util.Optional;

/// Reads `flapping`: `off`, or how many changes within how long are still told one by one.
final class FlappingReader {
  static final int MOST = 100;

  private FlappingReader() {}

  /// Returns when a check flaps; nothing when it never does.
  static Optional<Flapping> read(Yaml.Field field, ValueReader values) {
    if (field.value() instanceof Yaml.Text text
        && List.of("off", "false").contains(text.value().strip())) {
      return Optional.empty();
    }
    return values
        .fields(field, "off, or changes and within such as {changes: 4, within: 1h}")
        .map(fields -> {
          values.onlyKeys(fields, List.of("changes", "within"));
          int changes =
              fields
                  .find("changes")
                  .flatMap(each -> changes(each, values))
                  .orElse(Flapping.USUAL.changes());
          return new Flapping(
              changes,
              fields.find("within").flatMap(values::duration).orElse(Flapping.USUAL.within()));
        });
  }

  private static Optional<Integer> changes(Yaml.Field field, ValueReader values) {
    return values
        .whole(field, 1)
        .flatMap(changes ->
            changes <= MOST
                ? Optional.of(changes.intValue())
                : values.wrong(field.valueAt(), "'changes' is at most " + MOST));
  }
}
