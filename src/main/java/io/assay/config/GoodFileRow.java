package io.assay.config;

import io.micronaut.core.annotation.Introspected;

/// A row of `assay.good_file`.
@Introspected
record GoodFileRow(String path, byte[] content) {}
