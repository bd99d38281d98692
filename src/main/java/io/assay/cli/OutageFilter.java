package io.assay.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import io.assay.run.StateWatch;

/// Leaves out what libraries log, again and again, about a state database that does not answer, of
/// which [StateWatch] tells once, and about a turn that another replica took over while this
/// process stood still, of which that one tells. Named in the files of `logging/`.
public final class OutageFilter extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean known =
        !event.getLoggerName().startsWith("io.assay.")
            && event.getThrowableProxy() instanceof ThrowableProxy proxy
            && (StateWatch.isOutage(proxy.getThrowable())
                || proxy.getThrowable() instanceof ExecutionException);
    return known ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
