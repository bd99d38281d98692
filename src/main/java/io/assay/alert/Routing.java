package io.assay.alert;

import io.assay.check.ActiveHours;
import io.assay.check.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything the routing files say.
///
/// @param fallback the receiver that hears of what others could not be told
/// @param heartbeat the sign of life for an outside watcher
public record Routing(
    Map<String, Receiver> receivers,
    List<Route> routes,
    List<Mute> mutes,
    Optional<String> fallback,
    Optional<Heartbeat> heartbeat) {
  public static final Routing NONE = new Routing(Map.of(), List.of(), List.of());

  public Routing {
    receivers = Map.copyOf(receivers);
    routes = List.copyOf(routes);
    mutes = List.copyOf(mutes);
  }

  /// One without a fallback and a heartbeat.
  public Routing(Map<String, Receiver> receivers, List<Route> routes, List<Mute> mutes) {
    this(receivers, routes, mutes, Optional.empty(), Optional.empty());
  }

  /// One route: who is told of the incidents that match, whether the routes below are read too, and
  /// where it stands.
  public record Route(Match match, List<String> to, boolean goOn, Source declared) {
    public Route {
      to = List.copyOf(to);
    }
  }

  /// Planned quiet time for the incidents that match.
  public record Mute(Match match, Window when, String why) {
    /// One that comes every week.
    public Mute(Match match, ActiveHours every, String why) {
      this(match, new Window.Weekly(every), why);
    }
  }
}
