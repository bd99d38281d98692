package io.assay.config;

/// A pattern under `tables:` that could not be expanded, because the catalog of its database is not
/// known: which checks it stands for is unknown, not none.
public record Unexpanded(String path, String database, String pattern) {}
