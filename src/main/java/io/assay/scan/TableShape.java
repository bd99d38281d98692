package io.assay.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a table looked like at one moment: `relation/` its oid, `column/3` the name, type and
/// whether it is NOT NULL of its third column, `constraint/NAME` and `index/NAME` what they say.
record TableShape(Map<String, String> facts) {
  private static final String SEPARATOR = "\u001f";
  private static final int MOST = 10;

  TableShape {
    facts = Map.copyOf(facts);
  }

  private record ShapedColumn(String name, String type, boolean notNull) {
    static ShapedColumn of(String written) {
      String[] parts = written.split(SEPARATOR, -1);
      return new ShapedColumn(parts[0], parts[1], parts[2].equals("t"));
    }
  }

  /// Returns what is different in `now`, in words; nothing when that is nothing that is told.
  Optional<String> changes(TableShape now) {
    boolean same = Objects.equals(facts.get("relation/"), now.facts.get("relation/"));
    List<String> words = new ArrayList<>();
    if (!same) {
      words.add("it was dropped and made anew");
    }
    columns(columns(same), now.columns(same), words);
    named("constraint", now, words);
    named("index", now, words);
    if (words.size() > MOST) {
      int more = words.size() - MOST + 1;
      words.subList(MOST - 1, words.size()).clear();
      words.add("and " + more + " more changes");
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
  }

  /// A column that keeps its number is the same one under another name; in another table of the
  /// name, it is the name that counts.
  private Map<String, ShapedColumn> columns(boolean byNumber) {
    Map<String, ShapedColumn> columns = new TreeMap<>();
    facts.forEach((key, written) -> {
      if (key.startsWith("column/")) {
        ShapedColumn column = ShapedColumn.of(written);
        columns.put(byNumber ? "%6s".formatted(key.substring(7)) : column.name(), column);
      }
    });
    return columns;
  }

  private static void columns(
      Map<String, ShapedColumn> before, Map<String, ShapedColumn> now, List<String> words) {
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      ShapedColumn was = before.get(key);
      ShapedColumn is = now.get(key);
      if (was == null && is != null) {
        words.add("column " + is.name() + " was added (" + is.type() + ")");
      } else if (was != null && is == null) {
        words.add("column " + was.name() + " was dropped");
      } else if (was != null && is != null) {
        column(was, is, words);
      }
    }
  }

  private static void column(ShapedColumn was, ShapedColumn is, List<String> words) {
    if (!was.name().equals(is.name())) {
      words.add("column " + was.name() + " was renamed to " + is.name());
    }
    if (!was.type().equals(is.type())) {
      words.add("column " + is.name() + " changed from " + was.type() + " to " + is.type());
    }
    if (was.notNull() != is.notNull()) {
      words.add("column " + is.name() + (is.notNull() ? " became NOT NULL" : " lost its NOT NULL"));
    }
  }

  private void named(String sort, TableShape now, List<String> words) {
    Map<String, String> before = named(sort);
    Map<String, String> after = now.named(sort);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String was = before.get(name);
      String is = after.get(name);
      if (was == null && is != null) {
        words.add(sort + " " + name + " was added: " + is);
      } else if (was != null && is == null) {
        words.add(sort + " " + name + " was dropped: " + was);
      } else if (!Objects.equals(was, is)) {
        words.add(sort + " " + name + " changed from " + was + " to " + is);
      }
    }
  }

  private Map<String, String> named(String sort) {
    Map<String, String> named = new HashMap<>();
    facts.forEach((key, written) -> {
      if (key.startsWith(sort + "/")) {
        named.put(key.substring(sort.length() + 1), written);
      }
    });
    return named;
  }
}
