package io.assay.check;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// How one kind is written: its keyword with the subject, its parameters, and what to make of them.
/// It is the single source of the reader, of the JSON Schema and of the nearest-word suggestions.
///
/// @param subject the parameter whose name is the keyword
/// @param place whether the kind is about a table
/// @param parameters the kind's own keys besides the common modifiers
/// @param make makes the kinds of one list item: one, or one for each column of a list; throws
///   IllegalArgumentException with a text for the author when the values do not fit together
public record KindLanguage(
    Parameter<?> subject,
    Place place,
    List<Parameter<?>> parameters,
    Function<Arguments, List<Kind>> make) {
  public KindLanguage {
    parameters = List.copyOf(parameters);
  }

  /// Where a check of the kind may stand.
  public enum Place {
    /// Only under a table of `tables:`.
    TABLE,
    /// Only under the top level's `checks:`.
    DATABASE,
    /// Under either.
    ANYWHERE
  }

  /// Returns the word of the language.
  public String keyword() {
    return subject.name();
  }

  /// The values of one list item, read in the shapes of the parameters.
  ///
  /// @param values the values by parameter; absent ones are not in it
  /// @param time the `time` column of the check or its table
  /// @param zone the zone in force
  /// @param severity the severity in force
  public record Arguments(
      Map<Parameter<?>, Object> values, Optional<Column> time, ZoneId zone, Severity severity) {
    public Arguments {
      values = Map.copyOf(new HashMap<>(values));
    }

    /// Returns the written value, else the fallback, else nothing.
    public <T> Optional<T> find(Parameter<T> parameter) {
      return new Parameter.Written(values).find(parameter);
    }

    /// Returns the time column that is written as the kind's subject, else the one of the check or
    /// its table. Throws IllegalArgumentException, with a text for the author, when there is none.
    public Column time(Parameter<Column> subject) {
      return find(subject)
          .or(this::time)
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "'%s' needs a time column, here or as the table's 'time'"
                      .formatted(subject.name())));
    }

    /// Returns the written value or the fallback. Throws IllegalArgumentException, naming the key,
    /// when there is neither.
    public <T> T get(Parameter<T> parameter) {
      return new Parameter.Written(values).get(parameter);
    }
  }
}
