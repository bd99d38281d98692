package io.assay.config;

import io.assay.check.Source;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Makes a [Yaml] tree of the parser's nodes. What YAML allows and the language does not is a
/// problem here: equal keys, keys that are no words, tags, aliases that unfold without measure.
final class YamlTree {
  /// A file of the largest size holds fewer values than this unless aliases multiply them.
  private static final long LARGEST = 250_000;

  private static final Set<Tag> PLAIN =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ, Tag.ENV_TAG);

  private record Measured(Yaml yaml, long size, int depth) {}

  private final Problems problems;
  private final Map<Node, Measured> done = new IdentityHashMap<>();
  private final Map<Node, Boolean> open = new IdentityHashMap<>();
  private boolean unfit;

  YamlTree(Problems problems) {
    this.problems = problems;
  }

  Optional<Yaml> convert(Optional<Node> root) {
    Optional<Yaml> tree =
        root.map(node -> measured(node).yaml()).filter(yaml -> !(yaml instanceof Yaml.Nothing));
    if (tree.isEmpty() && !unfit) {
      problems.add(problems.start(), "the file is empty; write something into it, or delete it");
    }
    return unfit ? Optional.empty() : tree;
  }

  /// An alias always names a node that was met before, so this recurses no deeper than the text is
  /// nested, however deep and large the aliases make the tree.
  private Measured measured(Node node) {
    Measured known = done.get(node);
    if (known != null) {
      return known;
    }
    if (open.put(node, true) != null) {
      unfit(at(node), "an alias names the value that it stands in; write the value out");
      return new Measured(new Yaml.Nothing(at(node)), 1, 1);
    }
    Measured measured =
        switch (node) {
          case ScalarNode scalar -> new Measured(scalar(scalar), 1, 1);
          case SequenceNode sequence -> items(sequence);
          case MappingNode mapping -> fields(mapping);
          default -> new Measured(new Yaml.Nothing(at(node)), 1, 1);
        };
    if (!PLAIN.contains(node.getTag())) {
      problems.add(
          at(node),
          "the tag " + Quotes.of(node.getTag().getValue()) + " means nothing here; remove it");
    }
    if (measured.size > LARGEST || measured.depth > YamlReader.DEEPEST) {
      unfit(at(node), "the aliases in this unfold to far too many values; write them out");
      measured = new Measured(new Yaml.Nothing(at(node)), 1, 1);
    }
    open.remove(node);
    done.put(node, measured);
    return measured;
  }

  private Yaml scalar(ScalarNode node) {
    if (node.getTag().equals(Tag.NULL)) {
      return new Yaml.Nothing(at(node));
    }
    if (SecretLiteral.in(node.getValue())) {
      problems.add(
          at(node),
          "a secret is written out here; take it out of the file, and where a secret belongs"
              + " write ${NAME} or ${file:/path}");
    }
    boolean block =
        node.getScalarStyle() == ScalarStyle.LITERAL || node.getScalarStyle() == ScalarStyle.FOLDED;
    return new Yaml.Text(node.getValue(), block, at(node));
  }

  private Measured items(SequenceNode node) {
    List<Yaml> items = new ArrayList<>();
    long size = 1;
    int depth = 0;
    for (Node each : node.getValue()) {
      Measured item = measured(each);
      items.add(item.yaml);
      size += item.size;
      depth = Math.max(depth, item.depth);
    }
    return new Measured(new Yaml.Items(items, at(node)), size, depth + 1);
  }

  private Measured fields(MappingNode node) {
    Map<String, Yaml.Field> fields = new LinkedHashMap<>();
    long size = 1;
    int depth = 0;
    for (NodeTuple tuple : node.getValue()) {
      Measured value = measured(tuple.getValueNode());
      size += value.size;
      depth = Math.max(depth, value.depth);
      key(tuple.getKeyNode())
          .ifPresent(key -> add(fields, new Yaml.Field(key, at(tuple.getKeyNode()), value.yaml)));
    }
    return new Measured(new Yaml.Fields(fields, at(node)), size, depth + 1);
  }

  private void add(Map<String, Yaml.Field> fields, Yaml.Field field) {
    Yaml.Field first = fields.putIfAbsent(field.key(), field);
    if (first != null) {
      problems.add(
          field.at(),
          "the key %s is here twice, first at %s; keep one"
              .formatted(Quotes.of(field.key()), Quotes.place(first.at())));
    }
  }

  private Optional<String> key(Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(at(node), "a key is a word; this is " + measured(node).yaml.what());
      return Optional.empty();
    }
    if (scalar.getValue().isBlank()) {
      problems.add(at(node), "the word before ':' is missing");
      return Optional.empty();
    }
    if (SecretLiteral.in(scalar.getValue())) {
      scalar(scalar);
      return Optional.empty();
    }
    return Optional.of(scalar.getValue());
  }

  private void unfit(Source at, String message) {
    if (!unfit) {
      problems.add(at, message);
    }
    unfit = true;
  }

  private Source at(Node node) {
    Optional<Mark> mark = node.getStartMark();
    return mark.map(
            found -> new Source(problems.path(), found.getLine() + 1, found.getColumn() + 1))
        .orElse(problems.start());
  }
}
