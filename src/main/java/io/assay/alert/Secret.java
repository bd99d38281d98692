package io.assay.alert;

/// A secret value that no text form shows.
public record Secret(String value) {
  @Override
  public String toString() {
    return "***";
  }
}
