package io.assay.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A plan as `EXPLAIN (FORMAT JSON)` tells it: the nodes with their properties.
record Plan(Map<String, Object> properties) {

  /// Returns what the rows of an EXPLAIN, lines of one JSON text, say of the topmost node.
  static Plan of(List<List<@Nullable String>> rows) {
    StringBuilder json = new StringBuilder();
    rows.forEach(row -> json.append(row.getFirst()));
    return of(json.toString());
  }

  private static Plan of(String json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      if (read(parser) instanceof List<?> all
          && all.getFirst() instanceof Map<?, ?> explained
          && explained.get("Plan") instanceof Map<?, ?> plan) {
        return of(plan);
      }
    } catch (IOException e) {
      throw new IllegalStateException("EXPLAIN did not answer with JSON", e);
    }
    throw new IllegalStateException("EXPLAIN did not answer with a plan");
  }

  private static Plan of(Map<?, ?> node) {
    Map<String, Object> properties = new LinkedHashMap<>();
    node.forEach((key, value) -> properties.put(String.valueOf(key), value));
    return new Plan(properties);
  }

  /// Returns this node and all below it.
  Stream<Plan> nodes() {
    return Stream.concat(
        Stream.of(this),
        list("Plans").stream()
            .filter(Map.class::isInstance)
            .flatMap(child -> of((Map<?, ?>) child).nodes()));
  }

  /// Returns the expressions that the node hands on, as PostgreSQL writes them.
  List<String> output() {
    return list("Output").stream().map(String::valueOf).toList();
  }

  /// Returns whether the planner has proven that no row comes of the node.
  boolean nothing() {
    return "false".equals(properties.get("One-Time Filter"));
  }

  /// Returns what the planner expects it to cost in its own units; 0 when costs were not asked for.
  double cost() {
    return properties.get("Total Cost") instanceof String cost ? Double.parseDouble(cost) : 0;
  }

  private List<?> list(String key) {
    return properties.get(key) instanceof List<?> list ? list : List.of();
  }

  private static Object read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, read(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(parser));
        }
        yield list;
      }
      default -> parser.getText();
    };
  }
}
