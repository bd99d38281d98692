package io.assay.web;

import io.assay.incident.Incident;
import java.util.List;
import java.util.Map;

/// What the status page shows; every text is plain and escaped by the template.
///
/// @param look when the page was made, and whether it makes itself anew
/// @param summary one line: how many checks are in which state
/// @param problems the problems of the last load
/// @param incidents the open incidents, the worst first
/// @param dead what receivers were not told and will not be, the latest first
/// @param silences what people asked for quiet about, each in a line
/// @param tables the checks by what they are about
public record StatusPage(
    Look look,
    String summary,
    List<String> problems,
    List<IncidentRow> incidents,
    List<DeadRow> dead,
    List<String> silences,
    Map<String, List<CheckRow>> tables) {

  /// A look at how things are; a page that does not refresh keeps the place of who reads it by
  /// keyboard or screen reader.
  public record Look(String at, boolean refreshing) {}

  /// An open incident; `runbook` is a web address or empty, `notes` say who takes care of it and
  /// who is not told, and why.
  public record IncidentRow(
      String id,
      String severity,
      String sentence,
      String since,
      String declared,
      String runbook,
      List<String> notes,
      Incident.Details details) {}

  /// A delivery that was given up; `id` is what another try is asked for with.
  public record DeadRow(String id, String receiver, String summary, String why, String died) {}

  /// A check and what its last run came to; `status` is `waiting` before its first run.
  public record CheckRow(String id, String title, String status, String lastRun) {}
}
