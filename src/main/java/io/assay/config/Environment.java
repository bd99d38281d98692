package io.assay.config;

import java.util.HashMap;
import java.util.Map;

/// The environment variables and system properties that the configuration is read with.
public record Environment(Map<String, String> variables, Map<String, String> properties) {
  public Environment {
    variables = Map.copyOf(variables);
    properties = Map.copyOf(properties);
  }

  /// Returns those of this process.
  public static Environment ofProcess() {
    Map<String, String> properties = new HashMap<>();
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> properties.put(name, System.getProperty(name, "")));
    return new Environment(System.getenv(), properties);
  }

  /// Shows no values: there are secrets among them.
  @Override
  public String toString() {
    return "Environment" + variables.keySet();
  }
}
