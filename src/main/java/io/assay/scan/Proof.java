package io.assay.scan;

import io.assay.check.Measured;

/// A check whose failing rows the schema rules out: its measured value, which is 0, and why.
///
/// @param words `guaranteed by constraint orders_pkey`; the same as in the measured value's cost
record Proof(String words, Measured measured) {}
