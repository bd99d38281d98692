package io.assay.alert;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/// What a receiver has not been told yet: for how many incidents, and since when the oldest waits.
@Introspected
public record Pending(String receiver, long count, Instant oldest) {}
