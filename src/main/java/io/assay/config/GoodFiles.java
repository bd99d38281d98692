package io.assay.config;

import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The last good versions of check and routing files, kept in the state database.
@Singleton
public class GoodFiles {
  private final GoodFileRows rows;

  GoodFiles(GoodFileRows rows) {
    this.rows = rows;
  }

  /// What the files of a folder declare.
  public enum Sort {
    CHECKS("checks"),
    ALERTS("alerts");

    private final String word;

    Sort(String word) {
      this.word = word;
    }
  }

  /// Returns the good versions by path.
  public Map<String, SourceFile> all(Sort sort) {
    Map<String, SourceFile> files = new HashMap<>();
    rows.all(sort.word)
        .forEach(row -> files.put(row.path(), new SourceFile(row.path(), row.content())));
    return files;
  }

  /// Makes `files` the good versions of this sort; what is not among them is forgotten.
  @Transactional
  public void replace(Sort sort, Collection<SourceFile> files) {
    Map<String, SourceFile> old = all(sort);
    for (SourceFile file : files) {
      SourceFile before = old.remove(file.path());
      if (before == null || !before.equals(file)) {
        rows.keep(sort.word, file.path(), file.content());
      }
    }
    old.keySet().forEach(path -> rows.drop(sort.word, path));
  }
}
