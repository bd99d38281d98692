package io.assay.alert;

import io.assay.incident.Incident;
import java.util.Comparator;
import java.util.Optional;

/// An incident in a message.
///
/// @param was the sentence that last said how bad it is; empty while it is open, or when that is
///   not known
/// @param news whether the receiver hears of it for the first time
/// @param link a page about it; empty when there is none
/// @param silence what keeps people from being told more of it
public record Entry(
    Incident incident, String was, boolean news, String link, Optional<Silence> silence) {

  /// One that is not silenced.
  public Entry(Incident incident, String was, boolean news, String link) {
    this(incident, was, news, link, Optional.empty());
  }

  /// What somebody who was woken up reads first: what is open before what is over, the worst first,
  /// then what is oldest; of what is over, the latest first.
  static final Comparator<Incident> WORST_FIRST =
      Comparator.comparing((Incident incident) -> !incident.open())
          .thenComparing(Incident::severity, Comparator.reverseOrder())
          .thenComparing(incident -> incident.subject().sort())
          .thenComparing(incident ->
              incident
                  .span()
                  .resolved()
                  .map(over -> -over.toEpochMilli())
                  .orElse(incident.span().opened().toEpochMilli()))
          .thenComparing(incident -> incident.subject().check().value())
          .thenComparing(Incident::id);
}
