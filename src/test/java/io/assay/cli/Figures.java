package io.assay.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a long test counted: printed, and with `-Dassay.test.figures=true` written into its section
/// of the page about reliability.
final class Figures {
  private static final Path PAGE = Path.of("src/docs/reliability.md");

  private final String title;
  private final String command;
  private final List<String> lines = new ArrayList<>();

  /// `title` is the section's, `command` what made the figures.
  Figures(String title, String command) {
    this.title = title;
    this.command = command;
  }

  /// Returns the length that a property gives, such as `10m`, or another.
  static Duration length(String property, Duration otherwise) {
    String written = System.getProperty(property);
    return written == null ? otherwise : Duration.parse("PT" + written.toUpperCase(Locale.ROOT));
  }

  Figures count(String what, Object number) {
    lines.add("| " + what + " | " + number + " |");
    return this;
  }

  void publish() {
    String section =
        """
        ## %s

        Measured on %s by `%s -Dassay.test.figures=true`.

        | | |
        |---|---|
        %s
        """
            .formatted(title, LocalDate.now(), command, String.join("\n", lines));
    System.out.println(section);
    if (Boolean.getBoolean("assay.test.figures")) {
      write(section);
    }
  }

  private void write(String section) {
    try {
      String page = Files.readString(PAGE);
      Pattern old =
          Pattern.compile("## " + Pattern.quote(title) + "\n.*?(?=\n## |\\z)", Pattern.DOTALL);
      String next =
          old.matcher(page).replaceFirst(java.util.regex.Matcher.quoteReplacement(section));
      Files.writeString(
          PAGE, next.equals(page) && !page.contains(section) ? page + "\n" + section : next);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
