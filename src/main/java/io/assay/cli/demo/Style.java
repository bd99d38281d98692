package io.assay.cli.demo;

import io.assay.check.Severity;
import io.assay.check.Verdict;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/// How a terminal wants to be written to: in colour or not, with signs or with plain ASCII.
public record Style(boolean colour, boolean signs) {
  private static final String RESET = "\u001b[0m";

  /// Returns the style of the process's own terminal. Picocli knows of NO_COLOR, of pipes and of
  /// terminals that have no colours.
  public static Style ofTerminal() {
    return of(Ansi.AUTO.enabled(), System.getenv(), System.out.charset());
  }

  static Style of(boolean ansi, Map<String, String> environment, Charset charset) {
    return new Style(
        ansi && !"dumb".equals(environment.get("TERM")), charset.equals(StandardCharsets.UTF_8));
  }

  String sign(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass pass -> green(signs ? "✓" : "ok");
      case Verdict.Breach breach -> bad(breach.severity(), signs ? "✗" : "XX");
      case Verdict.Errored errored -> red(signs ? "!" : "!!");
      case Verdict.Unknown unknown -> dim(signs ? "?" : "??");
    };
  }

  String bad(Severity severity, String text) {
    return switch (severity) {
      case CRITICAL -> red(text);
      case WARNING -> paint("33", text);
      case INFO -> paint("36", text);
    };
  }

  String green(String text) {
    return paint("32", text);
  }

  String red(String text) {
    return paint("31;1", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  String bold(String text) {
    return paint("1", text);
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + RESET : text;
  }

  /// Returns text that came from data or files on one line, without what a terminal would obey;
  /// without signs, everything beyond ASCII becomes a question mark.
  String clean(String text) {
    String line = text.replaceAll("\\s+", " ").replaceAll("[\\p{Cntrl}\\p{Cf}]", "?").strip();
    return signs ? line : line.replace("…", "...").replaceAll("[^\\x20-\\x7e]", "?");
  }
}
