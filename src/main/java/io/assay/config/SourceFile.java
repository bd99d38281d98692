package io.assay.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A file as it was read: its path as the user gave it, and its bytes.
public final class SourceFile {
  private final String path;
  private final byte[] content;

  public SourceFile(String path, byte[] content) {
    this.path = path;
    this.content = content.clone();
  }

  /// Returns a file that holds a text.
  public static SourceFile of(String path, String text) {
    return new SourceFile(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Returns the path as the user gave it, or as it follows from the folder they gave.
  public String path() {
    return path;
  }

  /// Returns a copy of the bytes.
  public byte[] content() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceFile file
        && path.equals(file.path)
        && Arrays.equals(content, file.content);
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return path + " (" + content.length + " bytes)";
  }
}
