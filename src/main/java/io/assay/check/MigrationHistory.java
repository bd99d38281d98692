package io.assay.check;

import java.util.List;
import java.util.Optional;

/// What a migration tool recorded in its history table.
///
/// @param ordered whether the table tells in which order the migrations were applied
/// @param migrations in the order in which they were applied, where that is known
public record MigrationHistory(TableName table, boolean ordered, List<Migration> migrations) {
  public MigrationHistory {
    migrations = List.copyOf(migrations);
  }

  /// One record of the table.
  ///
  /// @param version none for a migration that is repeated whenever it changes
  /// @param name what the migration is called besides its version; may be empty
  public record Migration(Optional<String> version, String name, Step step) {}

  /// What a record tells.
  public enum Step {
    APPLIED,
    FAILED,
    /// The migration of this version was taken back, or declared not to be there any more.
    REMOVED
  }
}
