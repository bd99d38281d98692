package io.assay.alert.channel;

import io.assay.alert.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The signature of Standard Webhooks 1.0.0: `v1,` and the HMAC-SHA256 of `ID.TIMESTAMP.BODY` in
/// base64. The key of a secret `whsec_…` is what follows in base64; any other secret is the key
/// itself.
final class WebhookSignature {
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  static String of(Secret secret, String id, long timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(secret), ALGORITHM));
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  private static byte[] key(Secret secret) {
    return secret.value().startsWith(Secret.SIGNING)
        ? Base64.getDecoder().decode(secret.value().substring(Secret.SIGNING.length()))
        : secret.value().getBytes(StandardCharsets.UTF_8);
  }
}
