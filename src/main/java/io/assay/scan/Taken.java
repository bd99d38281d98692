package io.assay.scan;

import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measurement;
import java.util.Map;

/// What came of measuring: a measurement for each check, and what to hand in when the same checks
/// are measured again.
public record Taken(Map<CheckId, Measurement> measurements, Kept kept) {
  public Taken {
    measurements = Map.copyOf(measurements);
  }
}
