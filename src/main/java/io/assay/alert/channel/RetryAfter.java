package io.assay.alert.channel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The header Retry-After: seconds, or an HTTP date (RFC 9110, 10.2.3).
final class RetryAfter {
  private static final int DIGITS = 9;

  private RetryAfter() {}

  /// Returns how long to wait from `now`; empty when the header is missing or says nothing.
  static Optional<Duration> parse(@Nullable String header, Instant now) {
    if (header == null || header.isBlank()) {
      return Optional.empty();
    }
    String text = header.strip();
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.length() > DIGITS
          ? Optional.empty()
          : Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
