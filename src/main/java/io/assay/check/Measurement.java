package io.assay.check;

/// What came of measuring for one check: values, or the reason why there are none.
public sealed interface Measurement permits Measured, Unmeasurable {}
