package io.assay.alert;

/// A secret value that no text form shows.
public record Secret(String value) {
  /// How a signing secret of Standard Webhooks begins; the rest is its key in base64.
  public static final String SIGNING = "whsec_";

  @Override
  public String toString() {
    return "***";
  }
}
