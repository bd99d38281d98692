package io.assay.alert;

import io.assay.incident.Incident;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who is told of an incident.
public final class Router {
  private Router() {}

  /// What became of one route for an incident.
  public sealed interface Step {
    /// The route.
    Routing.Route route();

    /// It matches: its receivers are told, and the routes below are read only if it goes on.
    record Took(Routing.Route route) implements Step {}

    /// It does not match, for these keys.
    record Passed(Routing.Route route, List<String> unmet) implements Step {
      public Passed {
        unmet = List.copyOf(unmet);
      }
    }

    /// A route above took the incident for good.
    record NotRead(Routing.Route route) implements Step {}
  }

  /// Returns the names of the receivers, in the order of the routes, each once: routes are read
  /// from the top, the first that matches takes the incident, and one with `continue: true` reads
  /// on.
  public static List<String> receivers(Routing routing, Incident incident) {
    return receivers(steps(routing, incident));
  }

  /// Returns the names of the receivers that the steps come to.
  public static List<String> receivers(List<Step> steps) {
    Set<String> receivers = new LinkedHashSet<>();
    for (Step step : steps) {
      if (step instanceof Step.Took took) {
        receivers.addAll(took.route().to());
      }
    }
    return List.copyOf(receivers);
  }

  /// Returns what becomes of each route, in their order.
  public static List<Step> steps(Routing routing, Incident incident) {
    List<Step> steps = new ArrayList<>();
    boolean taken = false;
    for (Routing.Route route : routing.routes()) {
      List<String> unmet = taken ? List.of() : route.match().unmet(incident);
      if (taken) {
        steps.add(new Step.NotRead(route));
      } else if (unmet.isEmpty()) {
        steps.add(new Step.Took(route));
        taken = !route.goOn();
      } else {
        steps.add(new Step.Passed(route, unmet));
      }
    }
    return steps;
  }
}
