package io.assay.cli.demo;

import io.assay.check.Check;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What checks came to, for people: a line for each check, by table, and a summary.
public final class ConsoleReport {
  private static final int WIDEST = 42;

  private final Style style;
  private final List<Line> lines = new ArrayList<>();

  private record Line(Check check, Verdict verdict) {
    /// Tables by name, then what is not about one table, the database's name in their place.
    String group() {
      return check.target().table().map(TableName::display).orElse(check.target().database());
    }

    String order() {
      String place = check.target().database() + "/";
      return place + check.target().table().map(table -> "1" + table).orElse("2");
    }
  }

  public ConsoleReport(Style style) {
    this.style = style;
  }

  /// Adds a check and what it came to. Lines keep the order in which they were added.
  public ConsoleReport add(Check check, Verdict verdict) {
    lines.add(new Line(check, verdict));
    return this;
  }

  /// Returns the whole report; it ends in a line end.
  public String text() {
    Map<String, List<Line>> groups =
        lines.stream()
            .collect(Collectors.groupingBy(Line::order, TreeMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    for (List<Line> group : groups.values()) {
      int width =
          group.stream().mapToInt(line -> style.clean(name(line.check())).length()).max().orElse(0);
      text.append(style.bold(style.clean(group.getFirst().group()))).append('\n');
      for (Line line : group) {
        text.append("  ")
            .append(line(style, line.check(), line.verdict(), Math.min(WIDEST, width)))
            .append('\n');
      }
    }
    return text.append('\n').append(summary()).append('\n').toString();
  }

  /// Returns one check's line: its sign, its name padded to `width`, what is the case, and for what
  /// needs a person, how bad it is and where the check is declared.
  static String line(Style style, Check check, Verdict verdict, int width) {
    String name = style.clean(name(check));
    return style.sign(verdict)
        + " "
        + name
        + " ".repeat(Math.max(0, width - name.length()) + 2)
        + style.clean(sentence(verdict))
        + where(style, check, verdict);
  }

  private static String where(Style style, Check check, Verdict verdict) {
    String place = style.clean(check.about().declared().place());
    return switch (verdict) {
      case Verdict.Pass pass -> "";
      case Verdict.Breach breach ->
          "  " + style.bad(breach.severity(), breach.severity().word()) + style.dim("  " + place);
      case Verdict.Errored errored -> "  " + style.red("error") + style.dim("  " + place);
      case Verdict.Unknown unknown -> "";
    };
  }

  /// Returns the id that the author wrote, else kind and subject, short enough for a line.
  private static String name(Check check) {
    boolean derived = check.id().value().startsWith(check.target().database() + "/");
    String subject = check.kind().subject();
    String what =
        derived
            ? subject.startsWith("(") ? subject : subject.replace(",", ", ")
            : check.id().value();
    String name = (check.kind().keyword() + " " + what).strip();
    return name.length() <= WIDEST ? name : name.substring(0, WIDEST - 1) + "…";
  }

  private static String sentence(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass pass -> pass.seen().inFull();
      case Verdict.Breach breach -> breach.seen().inFull();
      case Verdict.Errored errored -> errored.why().text();
      case Verdict.Unknown unknown -> unknown.why();
    };
  }

  private String summary() {
    long breaches = count("breach");
    String severities =
        Stream.of(Severity.CRITICAL, Severity.WARNING, Severity.INFO)
            .filter(severity -> count(severity) > 0)
            .map(severity -> style.bad(severity, count(severity) + " " + severity.word()))
            .collect(Collectors.joining(", "));
    List<String> parts = new ArrayList<>();
    parts.add(style.green(count("pass") + " pass"));
    parts.add(breaches == 0 ? "none in breach" : breaches + " in breach (" + severities + ")");
    if (count("error") > 0) {
      parts.add(style.red(count("error") + " could not be measured"));
    }
    if (count("unknown") > 0) {
      parts.add(count("unknown") + " unknown yet");
    }
    return style.bold(lines.size() == 1 ? "1 check: " : lines.size() + " checks: ")
        + String.join(", ", parts);
  }

  private long count(String word) {
    return lines.stream().filter(line -> line.verdict().word().equals(word)).count();
  }

  private long count(Severity severity) {
    return lines.stream()
        .filter(line ->
            line.verdict() instanceof Verdict.Breach breach && breach.severity() == severity)
        .count();
  }
}
