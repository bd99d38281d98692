package io.assay.metrics;

/// The formats in which metrics are told: the classic text format of Prometheus, and OpenMetrics.
enum Exposition {
  TEXT,
  OPEN_METRICS;

  /// Returns the format of this `Content-Type`.
  static Exposition of(String contentType) {
    return contentType.startsWith("application/openmetrics-text") ? OPEN_METRICS : TEXT;
  }

  /// Returns what stands before the samples of one name. A counter's samples end in `_total`, which
  /// is part of its name in the one format only.
  String head(String name, String type, String help) {
    return switch (this) {
      case TEXT -> {
        String full = type.equals("counter") ? name + "_total" : name;
        yield "# HELP " + full + " " + help + "\n# TYPE " + full + " " + type + "\n";
      }
      case OPEN_METRICS -> "# TYPE " + name + " " + type + "\n# HELP " + name + " " + help + "\n";
    };
  }
}
