package io.assay.alert.channel;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.assay.alert.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a server says about a call that it did not take, in its own words: fit to be quoted to
/// whoever has to mend it.
final class Remark {
  private static final int LONGEST = 240;

  /// Under these names servers say what is wrong; the first that is there is quoted, and then what
  /// they list.
  private static final List<String> SUMMARIES =
      List.of("message", "error", "error_description", "detail", "description", "title", "reason");

  private static final String LISTED = "errors";

  /// A part of an address that is shorter is a word that stands anywhere.
  private static final int PART = 4;

  /// Whatever looks like a key, a token, or the id of a request.
  private static final Pattern TOKEN =
      Pattern.compile("\\b(?=[A-Za-z_-]*\\d)(?=[\\d_-]*[A-Za-z])[A-Za-z0-9_-]{20,}");

  private static final String LEFT_OUT = "…";

  private Remark() {}

  /// Returns what `body` says, to be put behind a sentence: `: "Event object is invalid"`; nothing
  /// when it says nothing short in words, as the page of a proxy. Of `secrets`, which a server may
  /// repeat, no part is in it.
  static String of(String body, Set<Secret> secrets) {
    String words = Clean.line(withoutSecrets(said(body.strip()), secrets), LONGEST);
    return words.isEmpty() ? "" : ": \"" + words.replace('"', '\'') + "\"";
  }

  private static String said(String body) {
    if (body.startsWith("<") || body.indexOf('\uFFFD') >= 0) {
      return "";
    }
    if (!body.startsWith("{") && !body.startsWith("[") && !body.startsWith("\"")) {
      return body.lines().findFirst().orElse("");
    }
    try {
      return words(JsonParser.parseString(body));
    } catch (JsonParseException | StackOverflowError e) {
      return "";
    }
  }

  private static String words(JsonElement json) {
    return switch (json) {
      case JsonObject object ->
          Stream.concat(
                  SUMMARIES.stream()
                      .map(object::get)
                      .flatMap(Stream::ofNullable)
                      .map(Remark::words)
                      .filter(words -> !words.isEmpty())
                      .limit(1),
                  Stream.ofNullable(object.get(LISTED)).map(Remark::words))
              .filter(words -> !words.isEmpty())
              .collect(Collectors.joining(": "));
      case JsonArray array ->
          array.asList().stream()
              .map(Remark::words)
              .filter(words -> !words.isEmpty())
              .collect(Collectors.joining("; "));
      case JsonElement other ->
          other.isJsonPrimitive() && other.getAsJsonPrimitive().isString()
              ? other.getAsString()
              : "";
    };
  }

  private static String withoutSecrets(String said, Set<Secret> secrets) {
    String left = said;
    List<String> parts =
        secrets.stream()
            .map(Secret::value)
            .flatMap(secret ->
                Stream.concat(Stream.of(secret), Stream.of(secret.split("[^A-Za-z0-9]+"))))
            .filter(part -> part.length() >= PART && !part.startsWith("http"))
            .distinct()
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
    for (String part : parts) {
      left = left.replace(part, LEFT_OUT);
    }
    return TOKEN.matcher(left).replaceAll(LEFT_OUT);
  }
}
