package io.assay.config;

import io.assay.alert.Routing;
import io.assay.check.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is allowed in routing files and is hardly meant: a route that is never reached, a receiver
/// that nobody names.
final class RouteSense {
  private RouteSense() {}

  /// Returns what to tell; `declared` says where each receiver stands.
  static List<Problem> warnings(Routing routing, Map<String, Source> declared) {
    List<Problem> warnings = new ArrayList<>();
    List<Routing.Route> routes = routing.routes();
    for (int i = 1; i < routes.size(); i++) {
      Routing.Route route = routes.get(i);
      routes.subList(0, i).stream()
          .filter(before -> !before.goOn() && before.match().covers(route.match()))
          .findFirst()
          .ifPresent(before ->
              warnings.add(
                  Problem.at(
                      route.declared(),
                      "this route is never reached: the one at %s takes all it matches; move it up, or write 'continue: true' there"
                          .formatted(Quotes.place(before.declared())))));
    }
    declared.forEach((name, at) -> {
      boolean named =
          routes.stream().anyMatch(route -> route.to().contains(name))
              || routing.fallback().filter(name::equals).isPresent();
      if (!named && !routes.isEmpty()) {
        warnings.add(
            Problem.at(
                at,
                "no route names the receiver %s, so it is never told anything; name it in a 'to' or remove it"
                    .formatted(Quotes.of(name))));
      }
    });
    warnings.sort(null);
    return warnings;
  }
}
