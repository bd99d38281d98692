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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The wall-clock times that a five-field cron expression names, without a zone. Parsing costs far
/// more than asking for the next time, so that each expression is parsed once; there are only as
/// many as people wrote.
final class CronTimes {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final Map<String, CronTimes> PARSED = new ConcurrentHashMap<>();

  private final ExecutionTime times;
  private final boolean everyHour;
  private final boolean everyFewMinutes;

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
    return times.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
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
