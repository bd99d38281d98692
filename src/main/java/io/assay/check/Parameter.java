package io.assay.check;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One key of a kind's language, or its subject: its name, the shape of its value, and what it is
/// when it is not written.
///
/// @param <T> what the written value is read as
/// @param name the key; for the subject, the kind's keyword
/// @param shape how the value is written
/// @param fallback the value when the key is absent; none when the key is required or, for an
///   optional shape, simply absent
/// @param required whether it must be written
/// @param says one line for the reference and the JSON Schema
public record Parameter<T>(
    String name, Shape<T> shape, Optional<T> fallback, boolean required, String says) {

  /// Returns a parameter that must be written.
  public static <T> Parameter<T> required(String name, Shape<T> shape, String says) {
    return new Parameter<>(name, shape, Optional.empty(), true, says);
  }

  /// Returns a parameter that has a value when it is not written.
  public static <T> Parameter<T> withDefault(String name, Shape<T> shape, T fallback, String says) {
    return new Parameter<>(name, shape, Optional.of(fallback), false, says);
  }

  /// Returns a parameter that may be absent.
  public static <T> Parameter<T> optional(String name, Shape<T> shape, String says) {
    return new Parameter<>(name, shape, Optional.empty(), false, says);
  }

  /// How a value is written, and so what it is read as. Closed: a reader handles every shape.
  public sealed interface Shape<T> {
    /// A column name, or an expression in parentheses.
    record OneColumn() implements Shape<Column> {}

    /// A column, or a list of them.
    record Columns() implements Shape<List<Column>> {}

    /// `30s`, `1h30m`, `PT10M`; always positive.
    record Span() implements Shape<Duration> {}

    /// A duration that may be zero: `0s`, `5m`.
    record SpanOrZero() implements Shape<Duration> {}

    /// A number that is not below `least`.
    record Number(double least) implements Shape<Double> {}

    /// A whole number that is not below `least`.
    record Whole(long least) implements Shape<Long> {}

    /// Any text that is not blank.
    record Text() implements Shape<String> {}

    /// A regular expression, taken exactly as it is written.
    record Pattern() implements Shape<String> {}

    /// A list of texts, numbers or dates, each taken exactly as it is written.
    record Values() implements Shape<List<String>> {}

    /// A number, or a date with or without a time of day.
    record AnEdge() implements Shape<Edge> {}

    /// A function of a column: `avg(total)`, `percentile((a + b), 0.95)`.
    record AnAggregate() implements Shape<Aggregate> {}

    /// `table(column)` or `schema.table(column, column)`.
    record AReference() implements Shape<Reference> {}

    /// An SQL query.
    record Sql() implements Shape<String> {}

    /// One of the words.
    record OneOf<E extends Enum<E>>(Class<E> words) implements Shape<E> {}

    /// A ceiling: one value of one of the units, or a mapping of severities to values. Read as `at
    /// most` that value.
    record Ceiling(List<Unit> units) implements Shape<Limits> {
      public Ceiling {
        units = List.copyOf(units);
      }

      public Ceiling(Unit unit) {
        this(List.of(unit));
      }
    }

    /// Another table: a mapping of `database`, `table` or both.
    record AnotherTable() implements Shape<OtherTable> {}

    /// What of two tables is compared: `rows`, `content`, or an aggregate such as `sum(total)`.
    record Comparison() implements Shape<Compared> {}

    /// A floor: one value of the unit, or a mapping of severities to values. Read as `at least`
    /// that value.
    record Floor(Unit unit) implements Shape<Limits> {}

    /// A [Ceiling], or a mapping of the keys of a limit.
    record CeilingOrLimit(List<Unit> units) implements Shape<Limits> {
      public CeilingOrLimit {
        units = List.copyOf(units);
      }
    }

    /// A limit: the keys `at_least`, `at_most`, `equals`, `between`, each a bare value of one of
    /// the units or one a severity. As a subject it is a mapping of these keys; as a parameter the
    /// keys stand beside the others.
    record LimitKeys(List<Unit> units) implements Shape<Limits> {
      public LimitKeys {
        units = List.copyOf(units);
      }
    }

    /// No value: where the check stands says what it is about.
    record Nothing() implements Shape<Boolean> {}

    /// `true` or `false`.
    record YesNo() implements Shape<Boolean> {}

    /// A name, or a list of names.
    record Names() implements Shape<List<String>> {}

    /// A list whose items are each a name or a list of names.
    record NameLists() implements Shape<List<List<String>>> {}

    /// A mapping of names to texts, in the order in which it is written.
    record TextByName() implements Shape<Map<String, String>> {}

    /// A mapping of keys of its own; none of them is a [LimitKeys].
    record Mapping(List<Parameter<?>> keys) implements Shape<Written> {
      public Mapping {
        keys = List.copyOf(keys);
      }
    }
  }

  /// What is written under several parameters, read in their shapes; absent ones are not in it.
  public record Written(Map<Parameter<?>, Object> written) {
    public Written {
      written = Map.copyOf(new HashMap<>(written));
    }

    /// Returns the written value, else the fallback, else nothing.
    @SuppressWarnings("unchecked") // the reader puts under each parameter a value of its shape
    public <T> Optional<T> find(Parameter<T> parameter) {
      T value = (T) written.get(parameter);
      return value != null ? Optional.of(value) : parameter.fallback();
    }

    /// Returns the written value or the fallback. Throws IllegalArgumentException, naming the key,
    /// when there is neither.
    public <T> T get(Parameter<T> parameter) {
      return find(parameter)
          .orElseThrow(() -> new IllegalArgumentException("'" + parameter.name() + "' is missing"));
    }
  }
}
