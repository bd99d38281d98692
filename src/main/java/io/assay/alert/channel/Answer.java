package io.assay.alert.channel;

import io.assay.alert.Outcome;
import io.assay.alert.Secret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// What an HTTP status means for a notice. No text here quotes an address, which may hold a secret;
/// of a body only a [Remark].
final class Answer {
  /// Statuses below 500 that pass: a slow request, one that reached a server which is not meant,
  /// and one that came too early (RFC 9110, 15.5; RFC 8470, 5.2).
  private static final Set<Integer> PASSING = Set.of(408, 421, 425);

  /// With these a gateway says that it passed the call on and got no whole answer itself.
  private static final Set<Integer> PASSED_ON = Set.of(502, 504);

  /// Without a connection nothing leaves.
  private static final List<Class<? extends IOException>> NEVER_LEFT =
      List.of(
          JsonPost.Unsent.class,
          UnknownHostException.class,
          ConnectException.class,
          SSLHandshakeException.class);

  private Answer() {}

  /// Returns what to make of a status that does not mean success: too many requests, what passes
  /// and trouble of the server's own are worth another try, all else would be refused the same way
  /// again. `remark` is what the server said about it.
  static Outcome refused(String who, int status, Optional<Duration> after, String remark) {
    if (status == 429) {
      return new Outcome.Retry("rate_limited", who + " asks to be called less often", after);
    }
    if (status < 200) {
      return garbled(who);
    }
    boolean elsewhere = status >= 300 && status < 400;
    String text =
        who
            + " answered with HTTP status "
            + status
            + (elsewhere ? ", a redirect, which is not followed" : "")
            + remark;
    Outcome.Fate fate = PASSED_ON.contains(status) ? Outcome.Fate.UNKNOWN : Outcome.Fate.SETTLED;
    return PASSING.contains(status) || status >= 500
        ? new Outcome.Retry("http_" + status, text, after, fate)
        : new Outcome.Rejected("http_" + status, text);
  }

  /// Returns the same of a whole answer; `secrets` are what was sent to get it.
  static Outcome refused(String who, JsonPost.Reply reply, Instant now, Set<Secret> secrets) {
    return refused(who, reply.status(), reply.after(now), Remark.of(reply.body(), secrets));
  }

  /// Returns what to make of an answer that did not come, or came in part. Says why in words of its
  /// own, since an exception's may quote the address.
  static Outcome.Retry lost(String who, Throwable failure) {
    Outcome.Retry why = why(who, failure);
    boolean settled = NEVER_LEFT.stream().anyMatch(sort -> isOf(failure, sort));
    return settled
        ? why
        : new Outcome.Retry(why.reason(), why.text(), why.after(), Outcome.Fate.UNKNOWN);
  }

  private static Outcome.Retry why(String who, Throwable failure) {
    if (isOf(failure, UnknownHostException.class)
        || isOf(failure, UnresolvedAddressException.class)) {
      return retry("network", "the name in the address of " + who + " could not be resolved");
    }
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InterruptedIOException || e instanceof HttpTimeoutException) {
        return retry("timeout", who + " did not answer in time");
      }
      if (e instanceof ConnectException) {
        return retry("network", "nobody answers at the address of " + who);
      }
      if (e instanceof SSLException) {
        return retry(
            "network", "a secure connection to " + who + " could not be made" + because(failure));
      }
    }
    return retry("network", "the connection to " + who + " broke");
  }

  /// Returns what to make of an answer that is not in the form of the protocol.
  static Outcome.Retry garbled(String who) {
    return retry("bad_answer", who + " answered something that is not its protocol");
  }

  private static String because(Throwable failure) {
    if (isOf(failure, CertificateExpiredException.class)) {
      return ": its certificate has expired";
    }
    if (isOf(failure, CertPathBuilderException.class)) {
      return ": nobody who is trusted here vouches for its certificate";
    }
    return isOf(failure, SSLPeerUnverifiedException.class)
            || isOf(failure, CertificateException.class)
        ? ": its certificate is for another name"
        : "";
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
