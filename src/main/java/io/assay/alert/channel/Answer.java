package io.assay.alert.channel;

import io.assay.alert.Outcome;
import io.micronaut.http.client.exceptions.ReadTimeoutException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// What an HTTP status means for a notice. No text here quotes an address or a body: either may
/// hold a secret.
final class Answer {
  private Answer() {}

  /// Returns what to make of a status that does not mean success: too many requests, a slow request
  /// and trouble of the server's own pass, everything else would be refused the same way again.
  static Outcome refused(String who, int status, Optional<Duration> after) {
    if (status == 429) {
      return new Outcome.Retry("rate_limited", who + " asks to be called less often", after);
    }
    String text = who + " answered with HTTP status " + status;
    return status == 408 || status >= 500
        ? new Outcome.Retry("http_" + status, text, after)
        : new Outcome.Rejected("http_" + status, text);
  }

  /// Returns what to make of an answer that did not come, or came in part. Says why in words of its
  /// own, since an exception's may quote the address.
  static Outcome.Retry lost(String who, Throwable failure) {
    if (isOf(failure, UnknownHostException.class)
        || isOf(failure, UnresolvedAddressException.class)) {
      return retry("network", "the name in the address of " + who + " could not be resolved");
    }
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InterruptedIOException
          || e instanceof ReadTimeoutException
          || e instanceof HttpTimeoutException) {
        return retry("timeout", who + " did not answer in time");
      }
      if (e instanceof ConnectException) {
        return retry("network", "nobody answers at the address of " + who);
      }
      if (e instanceof SSLException) {
        return retry("network", "a secure connection to " + who + " could not be made");
      }
    }
    return retry("network", "the connection to " + who + " broke");
  }

  /// Returns what to make of an answer that is not in the form of the protocol.
  static Outcome.Retry garbled(String who) {
    return retry("bad_answer", who + " answered something that is not its protocol");
  }

  private static boolean isOf(Throwable failure, Class<? extends Throwable> sort) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (sort.isInstance(e)) {
        return true;
      }
    }
    return false;
  }

  private static Outcome.Retry retry(String reason, String text) {
    return new Outcome.Retry(reason, text, Optional.empty());
  }
}
