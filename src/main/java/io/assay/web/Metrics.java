package io.assay.web;

import java.io.InputStream;

/// Everything that can be scraped.
public interface Metrics {

  /// Returns the page in the format of this `Content-Type`, made while it is read.
  InputStream page(String contentType);
}
