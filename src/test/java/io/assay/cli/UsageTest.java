package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What the command line says of itself, and to who writes it wrong.
class UsageTest {
  private record Ended(int code, String err) {}

  @Test
  void what_help_says_below_the_options_is_whole_sentences_that_wrap_by_themselves() {
    assertThat(commands(Main.commandLine()))
        .hasSizeGreaterThan(15)
        .allSatisfy(command ->
            assertThat(command.getCommandSpec().usageMessage().footer())
                .allMatch(line -> line.isEmpty() || line.endsWith(".")));
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(UsageTest::commands));
  }

  @Test
  void what_is_no_id_is_told_without_a_word_of_java() {
    Ended ended = run("silence", "end", "mine");
    assertThat(ended.code).isEqualTo(2);
    assertThat(ended.err)
        .startsWith("assay: ")
        .contains("'mine' is no id")
        .doesNotContain("java.", "UUID");
    assertThat(run("silence", "add", "--match", "database").err)
        .isEqualTo(
            "assay: --match takes NAME=VALUE, such as severity=critical, and not 'database'\n");
  }

  private static Ended run(String... arguments) {
    StringWriter err = new StringWriter();
    int code = Main.commandLine().setErr(new PrintWriter(err)).execute(arguments);
    return new Ended(code, err.toString());
  }
}
