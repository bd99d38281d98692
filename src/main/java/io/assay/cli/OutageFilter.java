package io.assay.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.assay.run.StateWatch;

/// Leaves out what libraries log, again and again, about a state database that does not answer:
/// [StateWatch] says it once. Named in the files of `logging/`.
public final class OutageFilter extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean known =
        !event.getLoggerName().startsWith("io.assay.")
            && event.getThrowableProxy() instanceof ThrowableProxy proxy
            && StateWatch.isOutage(proxy.getThrowable());
    return known ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
