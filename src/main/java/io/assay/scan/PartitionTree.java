package io.assay.scan;

import io.assay.check.TableName;
import io.assay.check.TablePartitions.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table and all below it. What a partition covers is what its own partitions cover, where they
/// are ranges of the same column; else all of its range, as soon as there is one.
record PartitionTree(Node root, List<Node> nodes) {
  PartitionTree {
    nodes = List.copyOf(nodes);
  }

  /// A partition, or the table itself.
  record Node(String oid, Optional<String> parent, TableName name, Key key, Bound bound) {}

  /// What a partitioned table is partitioned by: the column and its type are none for an
  /// expression, and the strategy is none for a table that is not partitioned.
  record Key(
      Optional<String> strategy, long columns, Optional<String> column, Optional<String> type) {
    boolean byTime() {
      return strategy.filter("r"::equals).isPresent()
          && columns == 1
          && type.filter(name -> name.equals("date") || name.startsWith("timestamp")).isPresent();
    }
  }

  /// The range of a partition whose parent is partitioned by time, or that it is the default one.
  record Bound(boolean isDefault, Range range) {}

  /// Returns the ranges of time for which there is a partition that takes rows.
  List<Range> covered() {
    return covered(root);
  }

  /// Returns the default partitions of what is partitioned by the column of the table itself.
  List<Node> defaults() {
    return nodes.stream()
        .filter(node -> node.bound().isDefault())
        .filter(node -> nodes.stream().anyMatch(above -> isParent(above, node) && same(above)))
        .toList();
  }

  private List<Range> covered(Node node) {
    if (node.key().strategy().isEmpty()) {
      return List.of(Range.ALWAYS);
    }
    List<Node> children =
        nodes.stream()
            .filter(child -> isParent(node, child) && !child.bound().isDefault())
            .toList();
    if (!same(node)) {
      boolean takesRows =
          nodes.stream()
              .filter(child -> isParent(node, child))
              .anyMatch(child -> !covered(child).isEmpty());
      return takesRows ? List.of(Range.ALWAYS) : List.of();
    }
    List<Range> ranges = new ArrayList<>();
    for (Node child : children) {
      for (Range range : covered(child)) {
        range.within(child.bound().range()).ifPresent(ranges::add);
      }
    }
    return ranges;
  }

  private boolean same(Node node) {
    return node.key().byTime() && node.key().column().equals(root.key().column());
  }

  private static boolean isParent(Node above, Node node) {
    return node.parent().filter(above.oid()::equals).isPresent();
  }
}
