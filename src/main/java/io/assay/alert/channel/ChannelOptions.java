package io.assay.alert.channel;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;

/// What the channels need of their surroundings.
///
/// @param timeout how long one call to a receiver may take; four of them end within the courier's
///   lease of 30 s
/// @param console where the demo shows what would have been sent
/// @param colour whether the console takes colours
/// @param clock the time
public record ChannelOptions(
    Duration timeout, PrintStream console, boolean colour, InstantSource clock) {
  /// The timeout outside of tests.
  public static final Duration TIMEOUT = Duration.ofSeconds(7);
}
