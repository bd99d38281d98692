package io.assay.web.story;

import java.time.Instant;

/// One line of a story; `text` is one sentence without a final full stop, and not escaped.
public record Entry(Instant at, Sort sort, String text) {

  /// What the line is about.
  public enum Sort {
    /// The incident itself.
    INCIDENT,
    /// Who was told.
    TOLD,
    /// What a person did.
    PERSON,
    /// What else happened in the database.
    AROUND
  }
}
