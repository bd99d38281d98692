package io.assay.alert;

import io.assay.check.ActiveHours;
import java.util.List;
import java.util.Map;

/// Everything the routing files say.
public record Routing(Map<String, Receiver> receivers, List<Route> routes, List<Mute> mutes) {
  public static final Routing NONE = new Routing(Map.of(), List.of(), List.of());

  public Routing {
    receivers = Map.copyOf(receivers);
    routes = List.copyOf(routes);
    mutes = List.copyOf(mutes);
  }

  /// One route: who is told of the incidents that match, and whether the routes below are read too.
  public record Route(Match match, List<String> to, boolean goOn) {
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
