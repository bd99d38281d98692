package io.assay.cli;

import io.assay.check.About;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.check.Terms.Dependency;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An incident that there might be, to ask the routes about.
///
/// @param dependsOn the checks whose incidents keep it back
record Supposed(Incident incident, List<CheckId> dependsOn) {
  /// The id of the check when none is supposed.
  static final String NO_CHECK = "-";

  private static final List<String> SORTS = List.of("breach", "error");

  Supposed {
    dependsOn = List.copyOf(dependsOn);
  }

  /// Returns the incident with these labels; a breach of severity warning unless they say
  /// otherwise.
  static List<Supposed> of(Map<String, String> labels) {
    Map<String, String> left = new HashMap<>(labels);
    String severity = Optional.ofNullable(left.remove("severity")).orElse("warning");
    return List.of(new Supposed(incident(severity(severity), subject(left)), List.of()));
  }

  /// Returns the incidents that the check can have, one of each severity, with these labels in
  /// place of its own; one alone when they name the severity.
  static List<Supposed> of(Check check, Map<String, String> labels) {
    Map<String, String> all = new HashMap<>(check.about().labels());
    all.put("check", check.id().value());
    all.put("database", check.target().database());
    all.put("kind", check.kind().keyword());
    check.target().table().ifPresent(table -> all.put("table", table.toString()));
    check.about().owner().ifPresent(owner -> all.put("owner", owner));
    all.putAll(labels);
    Optional<String> severity = Optional.ofNullable(all.remove("severity"));
    List<CheckId> dependsOn =
        check.terms().restraint().dependsOn().stream().map(Dependency::check).toList();
    return severity
        .map(word -> List.of(severity(word)))
        .orElseGet(() -> List.of(Severity.values()))
        .stream()
        .map(each -> new Supposed(incident(each, subject(all)), dependsOn))
        .toList();
  }

  private static Incident incident(Severity severity, Subject subject) {
    return new Incident(
        new UUID(0, 0),
        subject,
        severity,
        new Incident.Span(Instant.EPOCH, Optional.empty()),
        new Incident.Seen("", "", "", List.of()),
        1);
  }

  private static Subject subject(Map<String, String> labels) {
    Map<String, String> left = new HashMap<>(labels);
    String check = Optional.ofNullable(left.remove("check")).orElse(NO_CHECK);
    String database = Optional.ofNullable(left.remove("database")).orElse("");
    Optional<TableName> table = Optional.ofNullable(left.remove("table")).map(Supposed::table);
    String kind = Optional.ofNullable(left.remove("kind")).orElse("");
    Optional<String> owner = Optional.ofNullable(left.remove("owner"));
    String sort = Optional.ofNullable(left.remove("sort")).orElse("breach");
    return new Subject(
        new CheckId(check),
        "",
        Subject.Sort.valueOf(known("sort", sort, SORTS).toUpperCase(Locale.ROOT)),
        check,
        new Subject.Place(database, table, kind),
        new About(owner, Optional.empty(), Optional.empty(), left, new Source("", 1, 1)));
  }

  private static TableName table(String written) {
    int dot = written.indexOf('.');
    return dot > 0 && dot < written.length() - 1
        ? new TableName(written.substring(0, dot), written.substring(dot + 1))
        : new TableName("public", written);
  }

  private static Severity severity(String word) {
    List<String> words = Arrays.stream(Severity.values()).map(Severity::word).toList();
    return Severity.valueOf(known("severity", word, words).toUpperCase(Locale.ROOT));
  }

  private static String known(String label, String word, List<String> words) {
    if (!words.contains(word)) {
      throw new CannotStart(
          "unknown %s '%s'; write one of %s".formatted(label, word, String.join(", ", words)));
    }
    return word;
  }
}
