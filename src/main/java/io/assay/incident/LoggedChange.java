package io.assay.incident;

import java.time.Instant;
import java.util.UUID;

/// A change with its place in its incident's log; `sequence` counts from 1.
public record LoggedChange(UUID incident, long sequence, Instant at, Change change) {}
