package io.assay.alert;

import io.assay.check.Severity;
import io.assay.incident.Incident;
import java.util.UUID;

/// Makes letters for tests of channels.
public final class Letters {
  private Letters() {}

  /// Returns what the fallback receiver hears of a Slack token that is not valid any more.
  public static Incident deadToken() {
    return new Letter(
            500,
            new Letter.Worst(
                Severity.CRITICAL,
                "orders.customer_id: 12 of 4310 rows (0.28%) are NULL, expected none"),
            "Slack refused the message: invalid_auth; give the receiver a valid bot token")
        .opened(new UUID(0, 1), "data-slack", "invalid_auth", SampleIncidents.OPENED);
  }
}
