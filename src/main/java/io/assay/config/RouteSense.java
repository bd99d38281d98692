package io.assay.config;

import io.assay.alert.Match;
import io.assay.alert.Routing;
import io.assay.alert.Window;
import io.assay.check.Source;
import io.assay.check.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is allowed in routing files and is hardly meant: a route that is never reached, a receiver
/// that nobody names, a mute of nothing or of everything.
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
    return warnings;
  }

  /// A mute and where it stands.
  record Muted(Routing.Mute mute, Source at) {}

  /// Returns what to tell of mutes that are read at `now`.
  static List<Problem> warnings(List<Muted> mutes, Instant now) {
    List<Problem> warnings = new ArrayList<>();
    for (Muted muted : mutes) {
      if (muted.mute().when() instanceof Window.Once(_, var to) && !to.isAfter(now)) {
        warnings.add(
            Problem.at(
                muted.at(),
                "this mute ended at %s and holds nothing back any more; remove it, or give it a time that is to come"
                    .formatted(Words.moment(to))));
      } else if (muted.mute().match().equals(Match.EVERYTHING)) {
        warnings.add(
            Problem.at(
                muted.at(),
                "this mute has no 'match', so nobody is told of anything while it holds; name what it is about, such as match: {database: shop}, or write match: {database: \"*\"} if that is meant"));
      }
    }
    return warnings;
  }
}
