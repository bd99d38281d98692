package io.assay.web;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a person says of themselves in a call, and what they are answered.
final class Person {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_TEXT = 500;

  private Person() {}

  /// Returns the name on one line; nothing when it is blank.
  static Optional<String> named(@Nullable String name) {
    return Optional.of(clean(name, LONGEST_NAME)).filter(text -> !text.isEmpty());
  }

  /// Returns a reason or a note on one line; empty when there is none.
  static String text(@Nullable String text) {
    return clean(text, LONGEST_TEXT);
  }

  static HttpResponse<?> missing(String key) {
    return HttpResponse.unprocessableEntity()
        .body(Map.of("error", "'" + key + "' is missing: say who does this"));
  }

  static HttpResponse<?> conflict(String why) {
    return HttpResponse.status(HttpStatus.CONFLICT).body(Map.of("error", why));
  }

  static HttpResponse<?> unknown(String why) {
    return HttpResponse.notFound(Map.of("error", why));
  }

  private static String clean(@Nullable String text, int longest) {
    String line =
        Optional.ofNullable(text).orElse("").replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
  }
}
