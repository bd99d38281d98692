package io.assay.check;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Constants as words in the state database, where a later version may have written some that this
/// one does not know.
public final class StoredWord {
  private StoredWord() {}

  /// Returns the word that is stored.
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// Returns the constant that is stored as `word`; nothing when there is no word, or one that this
  /// version does not know.
  public static <E extends Enum<E>> Optional<E> read(Class<E> type, @Nullable String word) {
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(word)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
