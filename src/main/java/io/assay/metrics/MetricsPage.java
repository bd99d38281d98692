package io.assay.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.NoSuchElementException;

/// Everything that can be scraped: the checks' series, then the daemon's own. With many checks the
/// page has megabytes, of which never more than a part is in memory.
public final class MetricsPage {
  private final PrometheusMeterRegistry registry;
  private final CheckSeries checks;

  public MetricsPage(PrometheusMeterRegistry registry, CheckSeries checks) {
    this.registry = registry;
    this.checks = checks;
  }

  /// Returns the page in the format of this `Content-Type`, made while it is read.
  public InputStream read(String contentType) {
    Iterator<String> series = checks.text(Exposition.of(contentType));
    return new SequenceInputStream(
        new Enumeration<>() {
          private boolean own = true;

          @Override
          public boolean hasMoreElements() {
            return own;
          }

          @Override
          public InputStream nextElement() {
            if (series.hasNext()) {
              return bytes(series.next());
            }
            if (!own) {
              throw new NoSuchElementException();
            }
            own = false;
            // comes last, because it ends the page in OpenMetrics
            return bytes(registry.scrape(contentType));
          }
        });
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
