package io.assay.scan;

import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measurement;
import java.util.List;
import java.util.Map;

/// What came of measuring: a measurement for each check, what to hand in when the same checks are
/// measured again, and what was noticed of their tables beside.
public record Taken(Map<CheckId, Measurement> measurements, Kept kept, List<Noticed> noticed) {
  public Taken {
    measurements = Map.copyOf(measurements);
    noticed = List.copyOf(noticed);
  }

  public Taken(Map<CheckId, Measurement> measurements, Kept kept) {
    this(measurements, kept, List.of());
  }
}
