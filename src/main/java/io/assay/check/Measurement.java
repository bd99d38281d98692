package io.assay.check;

/// What came of measuring for one check: values, the reason why there are none, or that it was put
/// off.
public sealed interface Measurement permits Measured, Unmeasurable, Deferred {}
