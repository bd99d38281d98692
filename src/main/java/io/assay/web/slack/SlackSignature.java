package io.assay.web.slack;

import io.assay.alert.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whether a call comes from Slack
/// (https://docs.slack.dev/authentication/verifying-requests-from-slack).
final class SlackSignature {
  /// What was signed longer ago may be a recording that somebody plays again.
  private static final Duration FRESH = Duration.ofMinutes(5);

  private static final String ALGORITHM = "HmacSHA256";

  private SlackSignature() {}

  /// What is known of a call.
  enum Verdict {
    GENUINE,
    /// The headers are missing, or it is signed with none of the secrets.
    FORGED,
    /// It is signed, but too long ago, or in the future.
    OLD
  }

  /// Judges a call by its headers `X-Slack-Request-Timestamp` and `X-Slack-Signature`; `body` is as
  /// it came, byte by byte.
  static Verdict judge(
      Collection<Secret> secrets,
      Optional<String> timestamp,
      Optional<String> signature,
      byte[] body,
      Instant now) {
    if (timestamp.isEmpty() || signature.isEmpty()) {
      return Verdict.FORGED;
    }
    boolean signed = false;
    for (Secret secret : secrets) {
      signed |=
          MessageDigest.isEqual(
              sign(secret, timestamp.get(), body).getBytes(StandardCharsets.US_ASCII),
              signature.get().getBytes(StandardCharsets.US_ASCII));
    }
    if (!signed) {
      return Verdict.FORGED;
    }
    try {
      Instant at = Instant.ofEpochSecond(Long.parseLong(timestamp.get()));
      return Duration.between(at, now).abs().compareTo(FRESH) > 0 ? Verdict.OLD : Verdict.GENUINE;
    } catch (RuntimeException e) {
      return Verdict.OLD; // no number, or one beyond all times
    }
  }

  /// Returns the signature that Slack gives a call.
  static String sign(Secret secret, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
      return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
