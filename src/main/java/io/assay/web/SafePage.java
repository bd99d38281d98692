package io.assay.web;

import io.micronaut.http.HttpResponse;
import java.util.regex.Pattern;

/// How pages are sent: nothing on them can run, load or post anything, whatever the data says.
final class SafePage {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  /// What turns the direction of the text around it, hides, or steers a terminal: no page has it of
  /// its own.
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cf}\\p{Cc}&&[^\\u200C\\u200D\\n\\r\\t]]");

  private SafePage() {}

  static HttpResponse<String> of(String html) {
    return HttpResponse.ok(INVISIBLE.matcher(html).replaceAll(""))
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer");
  }

  /// Returns whether a text that an engineer wrote may be a link.
  static boolean isLink(String text) {
    return text.startsWith("https://") || text.startsWith("http://");
  }
}
