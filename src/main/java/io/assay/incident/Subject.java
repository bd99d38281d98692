package io.assay.incident;

import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.StoredWord;
import io.assay.check.TableName;
import java.util.Optional;

/// What an incident is about: facts of the check as they were when the incident last changed, so
/// that the incident can be told even after the check is gone.
///
/// @param check the check, or `NAME/answers` for a database as a whole
/// @param group the group of a check that is judged by groups; empty otherwise
/// @param sort whether data is wrong or could not be looked at
/// @param title how messages begin: `orders.created_at`
public record Subject(
    CheckId check, String group, Sort sort, String title, Place place, About about) {

  /// Where: the database, the table if there is one, and the kind's keyword.
  public record Place(String database, Optional<TableName> table, String kind) {}

  /// What sort of wrong it is: never mistaken for one another.
  public enum Sort {
    /// The data is outside a limit.
    BREACH,
    /// The check could not be measured, several times in a row.
    ERROR;

    /// Returns how it is written in routes, labels and columns.
    public String word() {
      return StoredWord.of(this);
    }
  }
}
