package io.assay.alert;

import java.time.Instant;
import java.util.Optional;

/// Where a receiver stands with an incident.
///
/// @param wanted the number of the last change that it should know
/// @param told the number of the last change that it knows, 0 when none
/// @param givenUp when the delivery was given up
/// @param note why the delivery is not where it should be; empty when nothing is known
public record Reached(
    String receiver, long wanted, long told, Optional<Instant> givenUp, String note) {}
