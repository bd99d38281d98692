package io.assay.check;

/// One bound, the unit of its figures, and how bad it is when the bound does not hold.
public record Limit(Severity severity, Unit unit, Bound bound) {}
