package io.assay.config;

import io.assay.alert.Secret;
import io.assay.check.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Resolves `${ENV_NAME}` and `${file:/path}`. What cannot be resolved is a problem that names the
/// reference, never a value.
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^{}]{0,4096})}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int LARGEST = 64 * 1024;

  private final Map<String, String> environment;
  private final ValueReader values;

  References(Map<String, String> environment, ValueReader values) {
    this.environment = environment;
    this.values = values;
  }

  /// Returns the text with each reference in it resolved.
  Optional<String> text(Yaml.Text text) {
    Matcher matcher = REFERENCE.matcher(text.value());
    StringBuilder resolved = new StringBuilder();
    boolean complete = true;
    while (matcher.find()) {
      Optional<String> value = resolve(matcher.group(1), text.at());
      complete &= value.isPresent();
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value.orElse("")));
    }
    matcher.appendTail(resolved);
    return complete ? Optional.of(resolved.toString().strip()) : Optional.empty();
  }

  /// Returns the secret that the text refers to; a text that is not one reference as a whole is a
  /// secret written out, and a problem.
  Optional<Secret> secret(Yaml.Field field) {
    return values
        .text(field, "a reference such as ${NAME} or ${file:/run/secrets/name}")
        .filter(text -> !SecretLiteral.in(text.value())) // told with every other literal secret
        .flatMap(text -> {
          Matcher matcher = REFERENCE.matcher(text.value().strip());
          return matcher.matches()
              ? resolve(matcher.group(1), text.at()).map(Secret::new)
              : values.wrong(
                  text.at(),
                  ("'%s' must not be written out; write a reference such as ${NAME} or"
                          + " ${file:/run/secrets/name}")
                      .formatted(field.key()));
        });
  }

  /// Returns the variables that the text refers to.
  static List<String> variables(String text) {
    List<String> names = new ArrayList<>();
    Matcher matcher = REFERENCE.matcher(text);
    while (matcher.find()) {
      if (!matcher.group(1).startsWith("file:")) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /// Returns whether the value is one reference as a whole.
  static boolean isReference(Yaml value) {
    return value instanceof Yaml.Text text && REFERENCE.matcher(text.value().strip()).matches();
  }

  /// Returns whether the field is a reference to a variable that is not set.
  boolean unset(Yaml.Field field) {
    return field.value() instanceof Yaml.Text text
        && isReference(text)
        && variables(text.value()).stream()
            .anyMatch(name -> environment.getOrDefault(name, "").isBlank());
  }

  private Optional<String> resolve(String reference, Source at) {
    if (reference.startsWith("file:")) {
      return file(reference.substring("file:".length()), at);
    }
    if (!NAME.matcher(reference).matches()) {
      return values.wrong(
          at,
          "${%s} is no reference; write ${NAME} or ${file:/run/secrets/name}"
              .formatted(reference.isBlank() ? "" : "…"));
    }
    String value = environment.getOrDefault(reference, "");
    return value.isBlank()
        ? values.wrong(at, "the environment variable " + reference + " is not set; set it")
        : Optional.of(value.strip());
  }

  private Optional<String> file(String path, Source at) {
    try {
      Path file = Path.of(path);
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        return values.wrong(
            at,
            "the file %s cannot be read; create it, or check its permissions"
                .formatted(Quotes.of(path)));
      }
      if (Files.size(file) > LARGEST) {
        return values.wrong(at, "the file %s is too large for a secret".formatted(Quotes.of(path)));
      }
      String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
      return content.isEmpty()
          ? values.wrong(
              at, "the file %s is empty; write the secret into it".formatted(Quotes.of(path)))
          : Optional.of(content);
    } catch (IOException | InvalidPathException e) {
      return values.wrong(
          at, "the file %s cannot be read; check its path".formatted(Quotes.of(path)));
    }
  }
}
