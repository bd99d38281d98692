package io.assay.config;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Terms.Dependency;
import io.assay.incident.Lifecycle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What is wrong with the ids under `depends_on`: those that no check has, and those that lead
/// round in a circle, in which everybody would wait for everybody else.
final class Dependencies {
  private final Map<CheckId, List<Dependency>> ways = new HashMap<>();
  private final Set<String> ids = new TreeSet<>();
  private final boolean complete;

  /// `complete` says whether these are all the checks there are, so that what is missing is missing
  /// for sure. A database itself is a check too.
  Dependencies(List<Check> known, boolean complete, Optional<Set<String>> databases) {
    this.complete = complete;
    for (Check check : known) {
      ways.putIfAbsent(check.id(), check.terms().restraint().dependsOn());
      ids.add(check.id().value());
    }
    databases
        .orElseGet(() ->
            known.stream().map(check -> check.target().database()).collect(Collectors.toSet()))
        .forEach(database -> ids.add(database + "/" + Lifecycle.ANSWERS));
  }

  /// Returns the problems of these checks, each once.
  List<Problem> problems(List<Check> checks) {
    Set<Problem> problems = new LinkedHashSet<>();
    Set<Set<CheckId>> told = new HashSet<>();
    for (Check check : checks) {
      for (Dependency dependency : check.terms().restraint().dependsOn()) {
        String id = dependency.check().value();
        if (!ids.contains(id)) {
          if (complete) {
            problems.add(
                Problem.at(
                    dependency.written(),
                    "no check has the id " + Quotes.of(id) + Nearest.hint(id, ids)));
          }
        } else if (dependency.check().equals(check.id())) {
          problems.add(Problem.at(dependency.written(), "a check cannot depend on itself"));
        } else {
          back(dependency.check(), check.id())
              .filter(circle -> told.add(Set.copyOf(circle)))
              .ifPresent(circle -> problems.add(circle(dependency, check.id(), circle)));
        }
      }
    }
    return new ArrayList<>(problems);
  }

  private static Problem circle(Dependency dependency, CheckId from, List<CheckId> circle) {
    return Problem.at(
        dependency.written(),
        "'depends_on' leads round in a circle: %s -> %s; remove one of them"
            .formatted(
                from, circle.stream().map(CheckId::value).collect(Collectors.joining(" -> "))));
  }

  /// Returns the shortest way from one check to another, both included; nothing when there is none.
  private Optional<List<CheckId>> back(CheckId from, CheckId to) {
    Map<CheckId, List<CheckId>> reached = new HashMap<>(Map.of(from, List.of(from)));
    Deque<CheckId> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      CheckId here = next.removeFirst();
      List<CheckId> way = reached.getOrDefault(here, List.of());
      if (here.equals(to)) {
        return Optional.of(way);
      }
      for (Dependency further : ways.getOrDefault(here, List.of())) {
        if (!reached.containsKey(further.check())) {
          List<CheckId> longer = new ArrayList<>(way);
          longer.add(further.check());
          reached.put(further.check(), longer);
          next.add(further.check());
        }
      }
    }
    return Optional.empty();
  }
}
