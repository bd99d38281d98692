package io.assay.web;

import java.util.Optional;
import java.util.UUID;

/// Where the pages are for those who read messages.
///
/// @param url the daemon's public address, without a final slash; none when it has none
public record Links(Optional<String> url) {

  /// Returns the address of the page about an incident; empty without a public address.
  public String incident(UUID id) {
    return url.map(base -> base + "/incidents/" + id).orElse("");
  }
}
