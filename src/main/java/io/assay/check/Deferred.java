package io.assay.check;

/// A check that was not measured in this run, to spare its database; `text` says why, without a
/// final full stop. It says nothing about the check.
public record Deferred(String text) implements Measurement {}
