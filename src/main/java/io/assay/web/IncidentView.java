package io.assay.web;

import io.assay.alert.HeldBack;
import io.assay.check.KeptRows;
import io.assay.check.TableName;
import io.assay.incident.Incident;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An incident in the API; `resolved` is null while it is open, and `sentence` is what is wrong,
/// or, once it is over, what was wrong when it opened.
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
    Optional<RowsView> failingRows,
    Optional<AcknowledgedView> acknowledged,
    boolean flapping,
    List<HeldView> heldBack) {

  /// Who takes care of an incident.
  @Serdeable
  record AcknowledgedView(String by, Instant at, String note) {}

  /// Who is not told of it for now, and why.
  @Serdeable
  record HeldView(String receiver, String reason, String why) {}

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

  /// Returns an incident and those of `held` that are about it; `wrong` is its sentence.
  static IncidentView of(Incident incident, String wrong, List<HeldBack> held) {
    var subject = incident.subject();
    return new IncidentView(
        incident.id(),
        subject.check().value(),
        subject.place().database(),
        subject.place().table().map(TableName::toString),
        subject.sort().word(),
        incident.severity().word(),
        wrong,
        incident.seen().observed(),
        incident.seen().expected(),
        incident.span().opened(),
        incident.span().resolved(),
        subject.about().owner(),
        subject.about().runbook(),
        subject.about().declared().place(),
        incident.seen().details().groups(),
        incident.seen().details().rows().map(RowsView::of),
        incident.care().acknowledged().map(by -> new AcknowledgedView(by.by(), by.at(), by.note())),
        incident.care().flapping(),
        held.stream()
            .filter(each -> each.incident().equals(incident.id()))
            .map(each -> new HeldView(each.receiver(), each.reason(), each.why()))
            .toList());
  }
}
