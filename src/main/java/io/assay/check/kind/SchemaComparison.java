package io.assay.check.kind;

import io.assay.check.Memory;
import io.assay.check.TableStructure;
import io.assay.check.TableStructure.Guarantee;
import io.assay.check.TableStructure.Sort;
import io.assay.check.TableStructure.StructuredColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// A contract beside what the catalog says, and what the catalog said when each part of the
/// contract was last right.
record SchemaComparison(
    SchemaContract contract, TableStructure found, Map<String, String> remembered) {
  private static final int LONGEST = 200;
  private static final Pattern NOT_NOW = Pattern.compile("( NOT VALID| NOT ENFORCED)+$");

  /// Returns what differs, each as a clause, the worst first: what is gone, what no longer holds,
  /// what looks different.
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    contract.columns().keySet().forEach(name -> missing(name).ifPresent(differences::add));
    rowSecurity(differences);
    contract.keys().forEach(key -> key(key).ifPresent(differences::add));
    contract.constraints().forEach(name -> constraint(name).ifPresent(differences::add));
    contract
        .columns()
        .forEach((name, agreed) ->
            column(name)
                .ifPresent(now -> {
                  type(agreed, now).ifPresent(differences::add);
                  if (agreed.notNull() && !now.notNull()) {
                    differences.add(
                        "column " + name + " may hold NULL, the contract says not null");
                  }
                }));
    if (contract.only()) {
      extra().ifPresent(differences::add);
    }
    return differences;
  }

  /// Returns what to remember: of what is right what it is now, of the rest what it was.
  Memory remember() {
    Map<String, String> memory = new HashMap<>();
    contract
        .columns()
        .forEach((name, agreed) ->
            keep(
                memory,
                "column " + name,
                column(name)
                    .filter(
                        now -> type(agreed, now).isEmpty() && (now.notNull() || !agreed.notNull()))
                    .map(now -> now.type() + (now.notNull() ? " not null" : ""))));
    contract
        .keys()
        .forEach(key ->
            keep(
                memory,
                "key " + columns(key),
                unique(key).map(index -> index.definition() + " " + index.name())));
    contract
        .constraints()
        .forEach(name ->
            keep(
                memory,
                "constraint " + name,
                named(Sort.CONSTRAINT, name).flatMap(SchemaComparison::firm)));
    contract
        .rowSecurity()
        .policies()
        .forEach(name ->
            keep(
                memory,
                "policy " + name,
                named(Sort.POLICY, name).flatMap(SchemaComparison::firm)));
    return new Memory(memory);
  }

  private static Optional<String> firm(Guarantee guarantee) {
    return Optional.of(guarantee)
        .filter(each -> each.weakness().isEmpty())
        .map(Guarantee::definition);
  }

  private void keep(Map<String, String> memory, String key, Optional<String> now) {
    now.map(text -> OneLine.cut(text, LONGEST))
        .or(() -> Optional.ofNullable(remembered.get(key)))
        .ifPresent(text -> memory.put(key, text));
  }

  private Optional<String> missing(String column) {
    return column(column).isPresent()
        ? Optional.empty()
        : Optional.of("column " + column + gone("column " + column, was -> ": it was " + was));
  }

  private Optional<String> type(SchemaContract.ColumnType agreed, StructuredColumn now) {
    String written = agreed.type().written();
    Optional<String> type = Optional.ofNullable(found.types().get(agreed.type()));
    return type.filter(now.type()::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            "column "
                + now.name()
                + " is "
                + now.type()
                + ", the contract says "
                + type.orElse(written + ", which is no type of this database"));
  }

  private void rowSecurity(List<String> differences) {
    List<String> policies = contract.rowSecurity().policies();
    if (!found.rowSecurity() && (contract.rowSecurity().enabled() || !policies.isEmpty())) {
      differences.add("row security is disabled: no policy filters the rows");
    }
    for (String name : policies) {
      if (named(Sort.POLICY, name).isEmpty()) {
        differences.add("policy " + name + gone("policy " + name, was -> ": it was " + was));
      }
    }
  }

  private Optional<String> key(List<String> key) {
    if (unique(key).isPresent()) {
      return Optional.empty();
    }
    String columns = columns(key);
    String was = remembered.getOrDefault("key " + columns, "");
    Optional<Guarantee> same =
        found.guarantees(Sort.KEY).stream()
            .filter(index -> was.endsWith(" " + index.name()))
            .findFirst();
    if (!was.isEmpty() && same.isEmpty()) {
      return Optional.of(columns + " is no longer unique: the " + was + " was dropped");
    }
    return Optional.of(
        columns
            + " may repeat: "
            + same.or(() -> covering(key, index -> true))
                .map(index -> "the " + index.definition() + " " + index.name() + weak(index))
                .orElse("no primary key and no unique index covers it"));
  }

  private static String weak(Guarantee index) {
    return " " + index.weakness().orElse("covers other columns now");
  }

  private Optional<String> constraint(String name) {
    Optional<Guarantee> now = named(Sort.CONSTRAINT, name);
    if (now.isEmpty()) {
      return Optional.of(
          "constraint "
              + name
              + gone("constraint " + name, was -> ": nothing guarantees " + was + " any more"));
    }
    return now.get()
        .weakness()
        .map(weakness ->
            "constraint "
                + name
                + " "
                + weakness
                + ": nothing guarantees "
                + NOT_NOW.matcher(OneLine.cut(now.get().definition(), LONGEST)).replaceFirst("")
                + " for every row");
  }

  /// A part of the contract that is not there, with what it was where that is known.
  private String gone(String part, UnaryOperator<String> told) {
    return Optional.ofNullable(remembered.get(part))
        .map(was -> " is gone" + told.apply(was))
        .orElse(" is not there");
  }

  private Optional<String> extra() {
    List<String> others =
        found.columns().stream()
            .map(StructuredColumn::name)
            .filter(name -> !contract.columns().containsKey(name))
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            (others.size() == 1 ? "column " : "columns ")
                + OneLine.cut(String.join(", ", others), LONGEST)
                + (others.size() == 1 ? " is" : " are")
                + " not in the contract");
  }

  private Optional<StructuredColumn> column(String name) {
    return found.columns().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private Optional<Guarantee> named(Sort sort, String name) {
    return found.guarantees(sort).stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private Optional<Guarantee> unique(List<String> key) {
    return covering(key, index -> index.weakness().isEmpty());
  }

  /// What is unique by some of the columns is unique by all.
  private Optional<Guarantee> covering(List<String> key, Predicate<Guarantee> how) {
    return found.guarantees(Sort.KEY).stream()
        .filter(index -> !index.columns().isEmpty() && key.containsAll(index.columns()))
        .filter(how)
        .findFirst();
  }

  private static String columns(List<String> key) {
    return key.size() == 1 ? key.getFirst() : "(" + String.join(", ", key) + ")";
  }
}
