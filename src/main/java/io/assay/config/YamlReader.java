package io.assay.config;

import io.assay.check.Source;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// From bytes to a [Yaml] tree, or to the problems why there is none: encoding, syntax, size and
/// depth. No input makes it throw.
final class YamlReader {
  /// The language needs 8 levels; recursion over the tree is safe far beyond this.
  static final int DEEPEST = 40;

  private final Problems problems;

  private YamlReader(Problems problems) {
    this.problems = problems;
  }

  /// Returns the tree of the file's one document; nothing when that is empty or cannot be read, and
  /// then there is a problem. A tree may come with problems too.
  static Optional<Yaml> read(SourceFile file, Problems problems) {
    return new YamlReader(problems).read(file.content());
  }

  private Optional<Yaml> read(byte[] content) {
    if (content.length > SourceFolder.LARGEST) {
      problems.add(problems.start(), "the file is larger than 1 MB; split it into several");
      return Optional.empty();
    }
    return decode(content).filter(this::printable).flatMap(this::parse);
  }

  private Optional<String> decode(byte[] content) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(content.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(content), text, true);
    String read = text.flip().toString();
    if (result.isError()) {
      problems.add(place(read, read.length()), "this is not UTF-8 text; save the file as UTF-8");
      return Optional.empty();
    }
    return Optional.of(read.startsWith("\uFEFF") ? read.substring(1) : read);
  }

  private boolean printable(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      if (!StreamReader.isPrintable(character)) {
        problems.add(
            place(text, i),
            "the character U+%04X cannot stand in a text file; remove it".formatted(character));
        return false;
      }
    }
    return true;
  }

  private Optional<Yaml> parse(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    try {
      if (!shallow(new Parse(settings).parseString(text))) {
        return Optional.empty();
      }
      Optional<Node> node = new Compose(settings).composeString(text);
      return new YamlTree(problems).convert(node);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = SyntaxWords.atContext(e) ? e.getContextMark() : e.getProblemMark();
      problems.add(place(mark), SyntaxWords.of(e));
    } catch (YamlEngineException e) {
      problems.add(problems.start(), "this is not YAML: " + SyntaxWords.line(e.getMessage()));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ClassCastException e) {
      // what the parser throws for input that its author did not think of
      problems.add(problems.start(), "this is not YAML that can be read; look for stray symbols");
    }
    return Optional.empty();
  }

  /// The composer recurses: depth and the number of documents are judged on the flat events before.
  private boolean shallow(Iterable<Event> events) {
    int depth = 0;
    int documents = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        problems.add(
            place(event.getStartMark()),
            "lists and mappings are nested deeper than " + DEEPEST + " levels; make it flatter");
        return false;
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (event instanceof DocumentStartEvent && ++documents > 1) {
        problems.add(
            place(event.getStartMark()),
            "a second document begins here; put it into a file of its own");
        return false;
      }
    }
    return true;
  }

  private Source place(Optional<Mark> mark) {
    return mark.map(
            found -> new Source(problems.path(), found.getLine() + 1, found.getColumn() + 1))
        .orElse(problems.start());
  }

  private Source place(String text, int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Source(problems.path(), line, text.codePointCount(lineStart, offset) + 1);
  }
}
