package io.assay.alert;

import io.assay.incident.Incident;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who is told of an incident.
public final class Router {
  private Router() {}

  /// Returns the names of the receivers, in the order of the routes, each once: routes are read
  /// from the top, the first that matches takes the incident, and one with `continue: true` reads
  /// on.
  public static List<String> receivers(Routing routing, Incident incident) {
    Set<String> receivers = new LinkedHashSet<>();
    for (Routing.Route route : routing.routes()) {
      if (route.match().accepts(incident)) {
        receivers.addAll(route.to());
        if (!route.goOn()) {
          break;
        }
      }
    }
    return List.copyOf(receivers);
  }
}
