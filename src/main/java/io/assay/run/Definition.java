package io.assay.run;

import io.assay.check.Source;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Digests of what is declared, the same in every process: whether two replicas mean the same by a
/// check. Where in a file it stands does not count.
final class Definition {
  private Definition() {}

  /// Returns the digest of one group.
  static String of(CheckGroup group) {
    return digest(text(group));
  }

  /// Returns the digest of all groups, given theirs by their keys.
  static String of(Map<String, String> definitions) {
    return digest(text(definitions));
  }

  /// Records by their components; sets and maps, which have no order, by their entries sorted.
  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Source _ -> "";
      case Record each -> each.getClass().getSimpleName() + components(each);
      case Optional<?> each -> "[" + each.map(Definition::text).orElse("") + "]";
      case Map<?, ?> each ->
          each.entrySet().stream()
              .map(entry -> text(entry.getKey()) + "=" + text(entry.getValue()))
              .sorted()
              .collect(Collectors.joining(",", "{", "}"));
      case Set<?> each ->
          each.stream().map(Definition::text).sorted().collect(Collectors.joining(",", "{", "}"));
      case Collection<?> each ->
          each.stream().map(Definition::text).collect(Collectors.joining(",", "[", "]"));
      default -> value.getClass().getSimpleName() + "'" + value + "'";
    };
  }

  private static String components(Record value) {
    return Stream.of(value.getClass().getRecordComponents())
        .map(component -> component.getName() + "=" + text(read(component, value)))
        .collect(Collectors.joining(",", "(", ")"));
  }

  private static @Nullable Object read(RecordComponent component, Record value) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
