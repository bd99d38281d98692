package io.assay.cli;

import io.assay.alert.Match;
import io.assay.alert.Quiet;
import io.assay.alert.QuietTimes;
import io.assay.alert.Router;
import io.assay.alert.Router.Step;
import io.assay.alert.Routing;
import io.assay.alert.Silence;
import io.assay.check.CheckId;
import io.assay.incident.Incident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Who would be told of an incident, route by route.
///
/// @param held what keeps people from being told at that time, each with its end
/// @param known whether the silences are known
record RouteAnswer(
    Supposed supposed,
    List<Step> steps,
    List<String> receivers,
    List<Quiet.Hold> held,
    boolean known) {

  static RouteAnswer of(
      Routing routing, Optional<List<Silence>> silences, Supposed supposed, Instant at) {
    Incident incident = supposed.incident();
    List<Step> steps = Router.steps(routing, incident);
    QuietTimes times =
        new QuietTimes(
            routing.mutes(), silences.orElse(List.of()), List.of(), Optional.empty(), List.of());
    return new RouteAnswer(
        supposed,
        steps,
        Router.receivers(steps),
        times.holding(incident, at),
        silences.isPresent());
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(title());
    for (Step step : steps) {
      lines.add("  %-24s %s".formatted(step.route().declared().place(), words(step)));
    }
    lines.add(
        "  "
            + (receivers.isEmpty()
                ? "nobody is told: no route takes it"
                : "told: " + String.join(", ", receivers)));
    held.forEach(hold -> lines.add("  but " + hold.why()));
    if (!supposed.dependsOn().isEmpty()) {
      lines.add(
          "  but not while what it depends on is in incident: " + String.join(", ", dependsOn()));
    }
    return String.join("\n", lines);
  }

  private List<String> dependsOn() {
    return supposed.dependsOn().stream().map(CheckId::value).toList();
  }

  private Incident incident() {
    return supposed.incident();
  }

  private String title() {
    String what = incident().severity().word() + " " + sort();
    String check = incident().subject().check().value();
    return check.equals(Supposed.NO_CHECK) ? what : what + " of " + check;
  }

  private static String words(Step step) {
    return switch (step) {
      case Step.Took(var route) ->
          "takes it%s: %s -> %s"
              .formatted(
                  route.goOn() ? " and reads on" : "",
                  written(route.match()),
                  String.join(", ", route.to()));
      case Step.Passed(var route, var unmet) ->
          "does not take it: it is not "
              + unmet.stream()
                  .map(key -> key + "=" + route.match().equalities().get(key))
                  .collect(Collectors.joining(", "));
      case Step.NotRead(_) -> "is not read";
    };
  }

  private static String written(Match match) {
    return match.equals(Match.EVERYTHING)
        ? "everything"
        : new TreeMap<>(match.equalities())
            .entrySet().stream()
                .map(equality -> equality.getKey() + "=" + equality.getValue())
                .collect(Collectors.joining(", "));
  }

  private String sort() {
    return incident().subject().sort().word();
  }

  Map<String, Object> json() {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (!incident().subject().check().value().equals(Supposed.NO_CHECK)) {
      answer.put("check", incident().subject().check().value());
    }
    answer.put("severity", incident().severity().word());
    answer.put("sort", sort());
    answer.put("routes", steps.stream().map(RouteAnswer::json).toList());
    answer.put("receivers", receivers);
    answer.put("held", held.stream().map(RouteAnswer::json).toList());
    answer.put("dependsOn", dependsOn());
    answer.put("silencesKnown", known);
    return answer;
  }

  private static Map<String, Object> json(Quiet.Hold hold) {
    Map<String, Object> held = new LinkedHashMap<>();
    held.put("reason", hold.reason().word());
    hold.until().ifPresent(until -> held.put("until", until.toString()));
    held.put("why", hold.why());
    return held;
  }

  private static Map<String, Object> json(Step step) {
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("declared", step.route().declared().place());
    route.put("match", new TreeMap<>(step.route().match().equalities()));
    route.put("to", step.route().to());
    route.put("continue", step.route().goOn());
    switch (step) {
      case Step.Took _ -> route.put("outcome", "takes");
      case Step.Passed(_, var unmet) -> {
        route.put("outcome", "passes");
        route.put("unmet", unmet);
      }
      case Step.NotRead _ -> route.put("outcome", "not_read");
    }
    return route;
  }
}
