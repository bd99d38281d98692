package io.assay.check.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.KindLanguage;
import io.assay.check.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reference says what the language says.
class ReferenceTest {
  private static final Path REFERENCE = Path.of("src/docs/reference");

  static List<KindLanguage> kinds() {
    return Kinds.ALL;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void each_kind_has_a_page_whose_table_lists_its_keys(KindLanguage kind) throws IOException {
    List<String> keys =
        Stream.concat(Stream.of(kind.subject()), kind.parameters().stream())
            .flatMap(parameter -> keys(parameter, kind).stream())
            .toList();
    assertThat(listed(page(kind))).containsExactlyElementsOf(keys);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void each_page_answers_the_same_questions(KindLanguage kind) throws IOException {
    assertThat(Files.readAllLines(page(kind)).stream().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## Example",
            "## Parameters",
            "## NULL, empty, zero",
            "## When it is `unknown`",
            "## What it costs",
            "## Gotchas");
  }

  @Test
  void the_index_links_every_page_and_no_other() throws IOException {
    String index = Files.readString(REFERENCE.resolve("README.md"));
    assertThat(Kinds.ALL)
        .allSatisfy(kind -> assertThat(index).contains("(kinds/" + kind.keyword() + ".md)"));
    try (Stream<Path> pages = Files.list(REFERENCE.resolve("kinds"))) {
      assertThat(pages.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Kinds.ALL.stream().map(kind -> kind.keyword() + ".md").toList());
    }
  }

  private static Path page(KindLanguage kind) {
    return REFERENCE.resolve("kinds/" + kind.keyword() + ".md");
  }

  /// A limit has no key of its own: its four keys stand beside the others, or under the keyword.
  private static List<String> keys(Parameter<?> parameter, KindLanguage kind) {
    boolean limit = parameter.shape() instanceof Parameter.Shape.LimitKeys;
    return limit && parameter != kind.subject()
        ? List.of("at_least", "at_most", "equals", "between")
        : List.of(parameter.name());
  }

  /// The first cells of the table under `## Parameters`, without their quotes.
  private static List<String> listed(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .dropWhile(line -> !line.equals("## Parameters"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .toList();
  }
}
