package io.assay.web;

import io.assay.alert.Secret;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/// Who may do what over HTTP.
///
/// @param token what a caller has to show to change something; none means that nobody may
/// @param publicRead whether anyone may read pages and the API, and not only callers on this
///   machine
public record Access(Optional<Secret> token, boolean publicRead) {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  /// What a request is answered.
  public enum Answer {
    ALLOWED,
    /// No credentials, or wrong ones.
    UNAUTHORIZED,
    /// No credentials would help.
    FORBIDDEN
  }

  /// The facts of a request that decide.
  ///
  /// @param changes whether the request changes something
  /// @param peer the address that the connection comes from
  /// @param host the Host header without its port: a name that is not this machine's may be a web
  ///   page in somebody's browser that had its own name resolved to the loopback address
  /// @param forwarded whether a proxy stands between
  /// @param bearer the bearer token, if one was sent
  public record Caller(
      boolean changes, InetAddress peer, String host, boolean forwarded, Optional<String> bearer) {}

  /// Returns what the caller is answered.
  public Answer decide(Caller caller) {
    boolean known = token.isPresent() && caller.bearer().filter(this::isToken).isPresent();
    if (known) {
      return Answer.ALLOWED;
    }
    if (caller.changes()) {
      return token.isEmpty() ? Answer.FORBIDDEN : Answer.UNAUTHORIZED;
    }
    boolean here =
        caller.peer().isLoopbackAddress()
            && !caller.forwarded()
            && LOOPBACK_NAMES.contains(caller.host());
    if (publicRead || here) {
      return Answer.ALLOWED;
    }
    return token.isEmpty() ? Answer.FORBIDDEN : Answer.UNAUTHORIZED;
  }

  private boolean isToken(String shown) {
    return MessageDigest.isEqual(
        shown.getBytes(StandardCharsets.UTF_8),
        token.orElseThrow().value().getBytes(StandardCharsets.UTF_8));
  }
}
