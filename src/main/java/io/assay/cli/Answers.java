package io.assay.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;

/// What a daemon's answer comes to on a terminal.
final class Answers {
  private Answers() {}

  /// Prints what `words` makes of a good answer, or the daemon's own sentence; returns the exit
  /// code.
  static int tell(
      CommandLine command, DaemonCalls.Answer answer, Function<DaemonCalls.Answer, String> words) {
    PrintWriter to = answer.good() ? command.getOut() : command.getErr();
    to.println(answer.good() ? words.apply(answer) : "assay: " + answer.error());
    to.flush();
    return answer.good() ? 0 : 1;
  }

  /// Returns a text of an object; empty when it is not there.
  static String text(Map<String, Object> object, String key) {
    return Optional.ofNullable(object.get(key)).map(Object::toString).orElse("");
  }
}
