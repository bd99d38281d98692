package io.assay.config;

import io.assay.alert.Heartbeat;
import io.assay.alert.Match;
import io.assay.alert.Receiver;
import io.assay.alert.Routing;
import io.assay.check.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the routing files one after the other, then what holds only for all of them together.
final class RoutingReader {
  private final RoutingScope scope;
  private final Map<String, Receiver> receivers = new LinkedHashMap<>();
  private final Map<String, Source> declared = new LinkedHashMap<>();
  private final List<Routing.Route> routes = new ArrayList<>();
  private final List<Yaml.Text> named = new ArrayList<>();
  private final List<RouteSense.Muted> mutes = new ArrayList<>();
  private final List<Problem> joint = new ArrayList<>();
  private Optional<Yaml.Text> fallback = Optional.empty();
  private Optional<Yaml.Field> heartbeatAt = Optional.empty();
  private Optional<Heartbeat> heartbeat = Optional.empty();

  RoutingReader(RoutingScope scope) {
    this.scope = scope;
  }

  void read(Yaml yaml, ValueReader values) {
    if (!(yaml instanceof Yaml.Fields file)) {
      values.wrong(
          yaml.at(),
          "a routing file begins with 'receivers:', 'routes:' or 'mutes:', not with "
              + yaml.what());
      return;
    }
    values.onlyKeys(file, List.of("receivers", "routes", "mutes", "fallback", "heartbeat"));
    file.find("receivers")
        .flatMap(field -> values.fields(field, "receivers by their names"))
        .ifPresent(found -> found.fields().values().forEach(each -> receiver(each, values)));
    list(file, "routes", values).forEach(route -> route(route, values));
    list(file, "mutes", values).forEach(mute -> mute(mute, values));
    file.find("fallback").ifPresent(field -> fallback(field, values));
    file.find("heartbeat").ifPresent(field -> heartbeat(field, values));
  }

  /// Returns the routing; `whole` says whether every file could be read, so that what is missing is
  /// missing for sure.
  Routing finish(boolean whole) {
    for (Yaml.Text name : named) {
      String written = name.value().strip();
      if (!declared.containsKey(written)) {
        joint.add(
            Problem.at(
                name.at(),
                "unknown receiver "
                    + Quotes.of(written)
                    + (declared.isEmpty()
                        ? "; declare it under 'receivers'"
                        : Nearest.hint(written, declared.keySet()))));
      }
    }
    if (whole && !routes.isEmpty() && !routes.getLast().match().equals(Match.EVERYTHING)) {
      joint.add(
          Problem.at(
              routes.getLast().declared(),
              "the last route must match everything, or nobody gets the other incidents; add a"
                  + " route with 'to' and without 'match'"));
    }
    if (whole && routes.isEmpty() && !declared.isEmpty()) {
      joint.add(
          Problem.at(
              declared.values().iterator().next(),
              "there are receivers but no 'routes'; nobody would be told anything"));
    }
    return new Routing(
        receivers,
        routes,
        mutes.stream().map(RouteSense.Muted::mute).toList(),
        fallback.map(name -> name.value().strip()),
        heartbeat);
  }

  /// Returns what is no problem and yet hardly meant.
  List<Problem> warnings(Routing routing) {
    return Stream.concat(
            RouteSense.warnings(routing, declared).stream(),
            RouteSense.warnings(mutes, scope.now()).stream())
        .sorted()
        .toList();
  }

  List<Problem> joint() {
    return joint;
  }

  private static List<Yaml.Field> list(Yaml.Fields file, String key, ValueReader values) {
    return file.find(key).map(field -> values.items(field, "a list")).orElse(List.of());
  }

  private void receiver(Yaml.Field field, ValueReader values) {
    Source first = declared.putIfAbsent(field.key(), field.at());
    if (first != null) {
      values.wrong(
          field.at(),
          "the receiver %s is declared at %s already; rename one of them"
              .formatted(Quotes.of(field.key()), Quotes.place(first)));
    }
    new ReceiverReader(values, new References(scope.environment(), values), scope.demo())
        .read(field)
        .ifPresent(address -> receivers.put(field.key(), new Receiver(field.key(), address)));
  }

  private void fallback(Yaml.Field field, ValueReader values) {
    Optional<Yaml.Text> name = values.text(field, "the name of a receiver");
    if (name.isPresent() && fallback.isPresent()) {
      values.wrong(
          field.at(),
          "the fallback is named at %s already; keep one"
              .formatted(Quotes.place(fallback.get().at())));
    }
    name.ifPresent(named::add);
    fallback = fallback.or(() -> name);
  }

  private void heartbeat(Yaml.Field field, ValueReader values) {
    if (heartbeatAt.isPresent()) {
      values.wrong(
          field.at(),
          "there is a heartbeat at %s already; keep one"
              .formatted(Quotes.place(heartbeatAt.get().at())));
    }
    heartbeatAt = Optional.of(field);
    heartbeat =
        new HeartbeatReader(values, new References(scope.environment(), values)).read(field);
  }

  private void route(Yaml.Field item, ValueReader values) {
    if (!(item.value() instanceof Yaml.Fields route)) {
      values.wrong(
          item.at(), "a route is a 'to' with an optional 'match', not " + item.value().what());
      return;
    }
    values.onlyKeys(route, List.of("match", "to", "continue"));
    Match match = match(route, values);
    Set<String> to = new LinkedHashSet<>();
    Optional<Yaml.Field> names = route.find("to");
    if (names.isEmpty()) {
      values.wrong(route.at(), "this route has no 'to'; name its receivers");
    }
    names.ifPresent(field -> {
      List<Yaml.Field> items =
          field.value() instanceof Yaml.Text
              ? List.of(field)
              : values.items(field, "a list of receivers");
      for (Yaml.Field each : items) {
        values
            .text(each, "the name of a receiver")
            .ifPresent(text -> {
              named.add(text);
              to.add(text.value().strip());
            });
      }
    });
    boolean goOn = route.find("continue").flatMap(values::yesNo).orElse(false);
    routes.add(new Routing.Route(match, List.copyOf(to), goOn, route.at()));
  }

  private void mute(Yaml.Field item, ValueReader values) {
    if (!(item.value() instanceof Yaml.Fields mute)) {
      values.wrong(
          item.at(),
          "a mute is an 'every' or a 'from' with an optional 'match', not " + item.value().what());
      return;
    }
    values.onlyKeys(mute, WindowReader.KEYS);
    Match match = match(mute, values);
    String why = mute.find("why").flatMap(field -> values.string(field, "a text")).orElse("");
    new WindowReader(values)
        .read(mute)
        .map(window -> new Routing.Mute(match, window, why))
        .ifPresent(read -> mutes.add(new RouteSense.Muted(read, mute.at())));
  }

  private Match match(Yaml.Fields item, ValueReader values) {
    return item.find("match")
        .flatMap(field -> values.fields(field, "keys and values such as {severity: critical}"))
        .map(fields -> new MatchReader(values, scope.databases()).read(fields))
        .orElse(Match.EVERYTHING);
  }
}
