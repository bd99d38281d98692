package io.assay.history;

/// The tables of what happened.
public record History(Partitions partitions, Results results, KeptFigures kept, Events events) {}
