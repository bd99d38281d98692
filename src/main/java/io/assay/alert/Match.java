package io.assay.alert;

import io.assay.check.Glob;
import io.assay.check.TableName;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Equalities that an incident must fulfil, all of them; none match everything. Keys are
/// `severity`, `database`, `table`, `check`, `kind`, `owner`, `sort`, and any label; values may
/// hold `*` and `?`.
public record Match(Map<String, String> equalities) {
  public static final Match EVERYTHING = new Match(Map.of());

  public Match {
    equalities = Map.copyOf(equalities);
  }

  /// Returns whether `incident` fulfils all of them. What an incident does not have, an owner or a
  /// label, equals nothing, not even `*`. A table answers to `schema.name` and to the name that
  /// people see.
  public boolean accepts(Incident incident) {
    return equalities.entrySet().stream()
        .allMatch(wanted ->
            values(incident, wanted.getKey())
                .anyMatch(value -> Glob.matches(wanted.getValue(), value)));
  }

  /// Returns the keys of those that `incident` does not fulfil, in their alphabet.
  public List<String> unmet(Incident incident) {
    return equalities.entrySet().stream()
        .filter(wanted ->
            values(incident, wanted.getKey())
                .noneMatch(value -> Glob.matches(wanted.getValue(), value)))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /// Returns whether it is sure that whatever `other` accepts is accepted here too.
  public boolean covers(Match other) {
    return equalities.entrySet().stream()
        .allMatch(mine -> {
          String theirs = other.equalities.get(mine.getKey());
          return theirs != null
              && (mine.getValue().equals("*")
                  || mine.getValue().equals(theirs)
                  || (!isPattern(theirs) && Glob.matches(mine.getValue(), theirs)));
        });
  }

  /// Returns them as they are written on a command line: `database=shop, table=public.*`.
  public String words() {
    return equalities.entrySet().stream()
        .map(wanted -> wanted.getKey() + "=" + wanted.getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static boolean isPattern(String value) {
    return value.contains("*") || value.contains("?");
  }

  private static Stream<String> values(Incident incident, String key) {
    Subject subject = incident.subject();
    return switch (key) {
      case "severity" -> Stream.of(incident.severity().word());
      case "database" -> Stream.of(subject.place().database());
      case "table" -> subject.place().table().stream().flatMap(Match::names);
      case "check" -> Stream.of(subject.check().value());
      case "kind" -> Stream.of(subject.place().kind());
      case "owner" -> subject.about().owner().stream();
      case "sort" -> Stream.of(subject.sort().word());
      default -> Optional.ofNullable(subject.about().labels().get(key)).stream();
    };
  }

  private static Stream<String> names(TableName table) {
    return Stream.of(table.toString(), table.display());
  }
}
