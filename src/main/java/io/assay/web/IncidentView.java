package io.assay.web;

import io.assay.check.KeptRows;
import io.assay.check.TableName;
import io.assay.incident.Incident;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An incident in the API; `resolved` is null while it is open.
@Serdeable
record IncidentView(
    UUID id,
    String check,
    String database,
    Optional<String> table,
    String sort,
    String severity,
    String sentence,
    String observed,
    String expected,
    Instant opened,
    Optional<Instant> resolved,
    Optional<String> owner,
    Optional<String> runbook,
    String declared,
    List<String> groups,
    Optional<RowsView> failingRows) {

  /// Rows that fail, in the columns of the check's `keep`.
  @Serdeable
  record RowsView(List<String> columns, List<List<@Nullable String>> rows) {
    static RowsView of(KeptRows kept) {
      List<List<@Nullable String>> rows = new ArrayList<>();
      for (List<Optional<String>> row : kept.rows()) {
        List<@Nullable String> values = new ArrayList<>();
        row.forEach(value -> values.add(value.orElse(null)));
        rows.add(values);
      }
      return new RowsView(kept.columns(), rows);
    }
  }

  static IncidentView of(Incident incident) {
    var subject = incident.subject();
    return new IncidentView(
        incident.id(),
        subject.check().value(),
        subject.place().database(),
        subject.place().table().map(TableName::toString),
        subject.sort().name().toLowerCase(Locale.ROOT),
        incident.severity().word(),
        subject.title() + ": " + incident.seen().sentence(),
        incident.seen().observed(),
        incident.seen().expected(),
        incident.span().opened(),
        incident.span().resolved(),
        subject.about().owner(),
        subject.about().runbook(),
        subject.about().declared().place(),
        incident.seen().details().groups(),
        incident.seen().details().rows().map(RowsView::of));
  }
}
