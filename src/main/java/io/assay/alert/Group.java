package io.assay.alert;

import io.assay.check.TableName;
import io.assay.incident.Subject;

/// What shares a message: the incidents of one table, and without a table those of one check.
///
/// @param key names it among all groups; stored with the deliveries
/// @param name what people call it: `orders in shop`
public record Group(String key, String name) {

  /// Returns the group that an incident about `subject` belongs to.
  public static Group of(Subject subject) {
    String database = subject.place().database();
    String what = subject.place().table().map(TableName::toString).orElse(subject.check().value());
    String name = subject.place().table().map(TableName::display).orElse(subject.title());
    return new Group(
        database + " " + what, name.equals(database) ? database : name + " in " + database);
  }
}
