package io.assay.check;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The wall-clock times that a five-field cron expression names, without a zone. Parsing costs far
/// more than asking for the next time, so that each expression is parsed once; there are only as
/// many as people wrote.
final class CronTimes {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final Map<String, CronTimes> PARSED = new ConcurrentHashMap<>();

  /// A turn asks for the slot after its own, for the one after that, and goes back for its own; in
  /// another zone it is another local time.
  private static final int REMEMBERED = 16;

  private final ExecutionTime times;
  private final boolean everyHour;
  private final boolean everyFewMinutes;

  /// The last answers: looking takes long, and groups with the same schedule ask the same.
  private volatile List<Span> found = List.of();

  /// After every time from `from` on, `next` is the first one named.
  private record Span(LocalDateTime from, LocalDateTime next) {
    boolean holds(LocalDateTime local) {
      return !local.isBefore(from) && local.isBefore(next);
    }
  }

  private CronTimes(Cron cron) {
    this.times = ExecutionTime.forCron(cron);
    String hour = field(cron, CronFieldName.HOUR);
    this.everyHour = hour.equals("*") || hour.equals("*/1") || hour.equals("0-23");
    this.everyFewMinutes = field(cron, CronFieldName.MINUTE).startsWith("*");
  }

  /// Returns the times of an expression. Throws IllegalArgumentException, with a text for the
  /// author, when it is not a cron expression or names no time at all.
  static CronTimes of(String expression) {
    return PARSED.computeIfAbsent(expression.strip(), CronTimes::parse);
  }

  private static CronTimes parse(String expression) {
    int fields = expression.isEmpty() ? 0 : expression.split("\\s+").length;
    if (fields != 5) {
      throw new IllegalArgumentException(
          "a cron expression has five fields, minute hour day-of-month month day-of-week, as in"
              + " '0 2 * * *'; this one has "
              + fields);
    }
    CronTimes times;
    try {
      times = new CronTimes(PARSER.parse(expression).validate());
    } catch (IllegalArgumentException invalid) {
      String why = String.valueOf(invalid.getMessage());
      throw new IllegalArgumentException(
          "not a cron expression: "
              + why.replace("Failed to parse cron expression. ", "").replaceFirst("\\.$", "")
              + "; write minute hour day-of-month month day-of-week, as in '0 2 * * *'",
          invalid);
    }
    if (times.after(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
      throw new IllegalArgumentException("it names no time that ever comes");
    }
    return times;
  }

  /// Returns the first time after `local`, or nothing when none ever comes.
  Optional<LocalDateTime> after(LocalDateTime local) {
    List<Span> before = found;
    Optional<Span> known = before.stream().filter(span -> span.holds(local)).findFirst();
    if (known.isPresent()) {
      return known.map(Span::next);
    }
    Optional<LocalDateTime> next =
        times.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    next.ifPresent(time ->
        found =
            Stream.concat(Stream.of(new Span(local, time)), before.stream())
                .limit(REMEMBERED)
                .toList());
    return next;
  }

  /// Returns whether every hour of a due day has a time, so that an hour which the clock skips
  /// needs no replacement.
  boolean everyHour() {
    return everyHour;
  }

  /// Returns whether the expression means a pace rather than times of day, so that it goes on when
  /// the clock repeats an hour.
  boolean keepsPace() {
    return everyHour || everyFewMinutes;
  }

  private static String field(Cron cron, CronFieldName name) {
    return cron.retrieve(name).getExpression().asString();
  }
}
