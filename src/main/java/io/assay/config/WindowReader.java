package io.assay.config;

import io.assay.alert.Window;
import io.assay.check.Edge;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/// Reads when a mute holds: `every` week, or once `from` a moment `to` another or `for` a while.
final class WindowReader {
  static final List<String> KEYS = List.of("match", "every", "from", "to", "for", "zone", "why");
  private static final String MOMENT = "a moment such as 2026-12-24 22:00";

  private final ValueReader values;

  WindowReader(ValueReader values) {
    this.values = values;
  }

  Optional<Window> read(Yaml.Fields mute) {
    ZoneId zone = mute.find("zone").flatMap(values::zone).orElse(ZoneId.of("UTC"));
    Optional<Yaml.Field> every = mute.find("every");
    Optional<Yaml.Field> from = mute.find("from");
    if (every.isPresent()) {
      for (String key : List.of("from", "to", "for")) {
        mute.find(key)
            .ifPresent(field ->
                values.wrong(
                    field.at(), "'%s' does not go with 'every'; remove one".formatted(key)));
      }
      return every.flatMap(field -> values.hours(field, zone)).map(Window.Weekly::new);
    }
    if (from.isEmpty()) {
      return values.wrong(
          mute.at(),
          "this mute has no 'every'; write when it holds: every: Sat 02:00-04:00, or from:"
              + " 2026-12-24 22:00 and for: 4h");
    }
    return moment(from.get(), zone)
        .flatMap(local -> {
          // an hour that comes twice: from its first coming
          Instant begins = local.withEarlierOffsetAtOverlap().toInstant();
          return end(mute, from.get(), begins, zone).map(ends -> new Window.Once(begins, ends));
        });
  }

  private Optional<Instant> end(Yaml.Fields mute, Yaml.Field from, Instant begins, ZoneId zone) {
    Optional<Yaml.Field> to = mute.find("to");
    Optional<Yaml.Field> length = mute.find("for");
    if (to.isPresent() == length.isPresent()) {
      return values.wrong(
          length.map(Yaml.Field::at).orElse(from.at()),
          "a mute with 'from' needs either 'to' or 'for'; write when it ends");
    }
    if (length.isPresent()) {
      return values.duration(length.get()).map(begins::plus);
    }
    // until its last coming
    return moment(to.get(), zone)
        .map(local -> local.withLaterOffsetAtOverlap().toInstant())
        .flatMap(ends ->
            ends.isAfter(begins)
                ? Optional.of(ends)
                : values.wrong(to.get().valueAt(), "'to' must be after 'from'"));
  }

  /// A moment without an offset is one on the wall clock of `zone`; one that the clock skips is the
  /// next that exists.
  private Optional<ZonedDateTime> moment(Yaml.Field field, ZoneId zone) {
    return values
        .text(field, MOMENT)
        .flatMap(text ->
            EdgeText.parse(text.value().strip()).orElse(null) instanceof Edge.Moment moment
                ? Optional.of(moment.in(zone))
                : values.wrong(
                    text.at(),
                    "%s is not a moment; write %s".formatted(Quotes.of(text.value()), MOMENT)));
  }
}
