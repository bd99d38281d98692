package io.assay.scan;

import io.assay.check.Unmeasurable;

/// A database's catalog, or why it cannot be read.
public sealed interface CatalogAnswer {
  record Read(Catalog catalog) implements CatalogAnswer {}

  record Unread(Unmeasurable why) implements CatalogAnswer {}
}
