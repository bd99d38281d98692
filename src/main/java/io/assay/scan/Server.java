package io.assay.scan;

import io.assay.check.Measured;
import java.time.Instant;

/// What a transaction read back of the server at its start.
///
/// @param role the role that asks
/// @param version as server_version_num: 180006
/// @param unicode whether texts are UTF-8, so that any character can be named
record Server(Measured.Moment moment, String role, int version, boolean unicode) {
  static final int VERSION_15 = 150_000;
  static final int VERSION_16 = 160_000;

  Instant now() {
    return moment.now();
  }
}
