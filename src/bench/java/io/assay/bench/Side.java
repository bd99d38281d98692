package io.assay.bench;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/// What one side of a pair cost.
///
/// @param wall from the start of psql to its end; of the daemon, from the moment that all checks
///   were made due until all their results were stored
/// @param rows that were read; only in the round that counts them
/// @param cpu of the daemon
/// @param memory of the daemon afterwards, in MB
/// @param how many checks were answered in which way
record Side(
    Usage usage,
    Duration wall,
    OptionalLong rows,
    Duration cpu,
    long memory,
    Map<String, Integer> how) {}
