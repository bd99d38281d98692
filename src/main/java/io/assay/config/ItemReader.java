package io.assay.config;

import io.assay.check.About;
import io.assay.check.ActiveHours;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import io.assay.check.TableName;
import io.assay.check.Target;
import io.assay.check.Terms;
import io.assay.check.kind.Grouped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one list item under `checks:`: the checks it makes, one for each relation and each kind
/// that its language makes of it.
final class ItemReader {
  private static final Duration REMIND = Duration.ofHours(24);
  private static final int MOST_KEPT = 20;

  private final ValueReader values;
  private final List<KindLanguage> kinds;
  private final Scope scope;
  private final ColumnReader columns;
  private final OtherTableReader others;

  /// Where the item stands: the database, the relations when under a table, and what it inherits.
  record Scope(
      String database, Optional<Relations> relations, Inherited inherited, TableRules rules) {}

  /// What a table says for its checks.
  record TableRules(
      Optional<Column> time, Optional<Double> budget, boolean asRole, boolean trustForeignKeys) {
    static final TableRules NONE = new TableRules(Optional.empty(), Optional.empty(), false, false);
  }

  ItemReader(OtherTableReader others, List<KindLanguage> kinds, Scope scope) {
    this.values = others.values();
    this.others = others;
    this.kinds = kinds;
    this.scope = scope;
    this.columns =
        new ColumnReader(
            values, scope.relations().orElse(new Relations(List.of(), false, List.of())));
  }

  /// Returns the checks of the item; none when it has a problem.
  List<Check> read(Yaml yaml) {
    if (!(yaml instanceof Yaml.Fields item)) {
      values.wrong(
          yaml.at(),
          "a check is a kind with its subject, such as 'fresh: created_at', not " + yaml.what());
      return List.of();
    }
    int before = values.problems().count();
    Optional<KindLanguage> language = new KindChooser(kinds, values).choose(item);
    keys(item, language);
    Inherited inherited = scope.inherited().with(item, values);
    TableRules rules = rules(item, scope.rules(), values, columns);
    Terms terms = terms(item, inherited);
    Filter filter = filter(item, rules.time(), language);
    Guard guard =
        new Guard(
            item.find("timeout").flatMap(values::duration),
            rules.budget(),
            rules.asRole(),
            rules.trustForeignKeys());
    Optional<List<Column>> by = item.find("by").flatMap(columns::many);
    List<Column> keep = item.find("keep").flatMap(field -> kept(field, language)).orElse(List.of());
    Optional<String> id = item.find("id").flatMap(this::id);
    if (language.isEmpty()) {
      return List.of();
    }
    Yaml.Field kind = item.find(language.get().keyword()).orElseThrow();
    Map<Parameter<?>, Object> read =
        new ShapeReader(columns, others, scope.database(), inherited.severity())
            .read(kind, language.get().subject(), language.get().parameters(), item);
    if (values.problems().count() > before) {
      return List.of();
    }
    List<Kind> made =
        make(
            language.get(),
            kind,
            new KindLanguage.Arguments(read, rules.time(), inherited.zone(), inherited.severity()));
    made.stream().findFirst().ifPresent(any -> fits(any, item));
    if (values.problems().count() > before) {
      return List.of();
    }
    Inherited.Notes notes = inherited.notes();
    About about =
        new About(notes.owner(), notes.runbook(), notes.description(), notes.labels(), item.at());
    List<Kind> kinds =
        by.map(columns -> made.stream().<Kind>map(each -> new Grouped(each, columns)).toList())
            .orElse(made);
    List<Check> checks = new ArrayList<>();
    for (Optional<TableName> table : tables()) {
      Target target = new Target(scope.database(), table, filter, guard, inherited.zone(), keep);
      for (Kind each : kinds) {
        checks.add(new Check(id(id, table, each, kinds.size()), each, target, terms, about));
      }
    }
    return checks;
  }

  static TableRules rules(
      Yaml.Fields fields, TableRules above, ValueReader values, ColumnReader columns) {
    return new TableRules(
        fields.find("time").flatMap(columns::one).or(above::time),
        fields.find("budget").flatMap(field -> values.number(field, 1)).or(above::budget),
        fields
            .find("row_security")
            .flatMap(field -> values.text(field, "as_role"))
            .flatMap(text -> values.word("row_security", text, List.of("as_role")))
            .map(word -> true)
            .orElse(above.asRole()),
        fields.find("trust_foreign_keys").flatMap(values::yesNo).orElse(above.trustForeignKeys()));
  }

  private List<Optional<TableName>> tables() {
    return scope
        .relations()
        .map(relations -> relations.names().stream().map(Optional::of).toList())
        .orElseGet(() -> List.of(Optional.empty()));
  }

  private void keys(Yaml.Fields item, Optional<KindLanguage> language) {
    List<String> valid = new ArrayList<>(Modifier.keysAt(Modifier.Reach.CHECK));
    language.ifPresentOrElse(
        kind -> {
          valid.add(kind.keyword());
          valid.addAll(KindChooser.keys(kind));
        },
        // which parameters fit is not known: any kind's will do, and the kind is a problem already
        () -> valid.addAll(item.fields().keySet()));
    for (Yaml.Field field : item.fields().values()) {
      if (!valid.contains(field.key())) {
        values.unknownKey(field, valid);
      }
    }
    language.ifPresent(kind -> place(item, kind));
  }

  private void place(Yaml.Fields item, KindLanguage kind) {
    Yaml.Field field = item.find(kind.keyword()).orElseThrow();
    boolean underTable = scope.relations().isPresent();
    switch (kind.place()) {
      case TABLE -> {
        if (!underTable) {
          values.wrong(
              field.at(),
              "'%s' is about a table; put it under that table's checks in 'tables:'"
                  .formatted(kind.keyword()));
        }
      }
      case DATABASE -> {
        if (underTable) {
          values.wrong(
              field.at(),
              "'%s' is not about one table; put it under the file's own 'checks:'"
                  .formatted(kind.keyword()));
        }
      }
      case ANYWHERE -> {}
    }
  }

  private List<Kind> make(
      KindLanguage language, Yaml.Field kind, KindLanguage.Arguments arguments) {
    try {
      return language.make().apply(arguments);
    } catch (IllegalArgumentException e) {
      values.wrong(kind.at(), SyntaxWords.line(e.getMessage()));
      return List.of();
    }
  }

  private Terms terms(Yaml.Fields item, Inherited inherited) {
    Optional<ActiveHours> active =
        item.find("active").flatMap(field -> values.hours(field, inherited.zone()));
    return new Terms(
        inherited.severity(),
        inherited.due(),
        new Terms.Streaks(streak(item, "for"), streak(item, "recover")),
        item.find("remind").flatMap(values::duration).orElse(REMIND),
        active,
        new Terms.Restraint(
            inherited.flapping(),
            item.find("depends_on").map(this::dependencies).orElse(List.of())));
  }

  private List<Terms.Dependency> dependencies(Yaml.Field field) {
    String wanted = "the id of another check, or a list of ids";
    List<Yaml.Field> ids =
        field.value() instanceof Yaml.Text ? List.of(field) : values.items(field, wanted);
    return ids.stream()
        .flatMap(each -> values.text(each, wanted).stream())
        .map(text -> new Terms.Dependency(new CheckId(text.value().strip()), text.at()))
        .toList();
  }

  private int streak(Yaml.Fields item, String key) {
    return item.find(key)
        .flatMap(field -> values.whole(field, 1))
        .map(streak -> (int) Math.min(streak, Integer.MAX_VALUE))
        .orElse(1);
  }

  /// A kind may have a `window` of its own, which is then no filter.
  private Filter filter(Yaml.Fields item, Optional<Column> time, Optional<KindLanguage> language) {
    Optional<String> where =
        item.find("where")
            .flatMap(field -> values.string(field, "an SQL condition such as total > 0"));
    if (language.map(KindChooser::keys).filter(keys -> keys.contains("window")).isPresent()) {
      return new Filter(where, Optional.empty());
    }
    Optional<Duration> window = item.find("window").flatMap(values::duration);
    if (window.isPresent() && time.isEmpty() && scope.relations().isPresent()) {
      values.wrong(
          item.find("window").orElseThrow().at(), "'window' needs the table's 'time' column");
    }
    return new Filter(
        where, window.flatMap(length -> time.map(column -> new Filter.Window(column, length))));
  }

  /// A modifier that nothing applies would let its author believe in it.
  private void fits(Kind kind, Yaml.Fields item) {
    if (!Grouped.fits(kind)) {
      item.find("by")
          .ifPresent(field ->
              values.wrong(field.at(), "'by' cannot be used with '%s'".formatted(kind.keyword())));
    }
    if (kind.failing().isEmpty()) {
      item.find("keep")
          .ifPresent(field ->
              values.wrong(
                  field.at(),
                  "'keep' cannot be used with '%s' here: a figure is judged, no rows fail one by one"
                      .formatted(kind.keyword())));
    }
    if (kind.measures().stream()
        .noneMatch(each -> each instanceof Measure.OfRows || each instanceof Measure.BothSides)) {
      for (String key : List.of("where", "window")) {
        item.find(key)
            .ifPresent(field ->
                values.wrong(
                    field.at(),
                    "'%s' does nothing for '%s'; remove it".formatted(key, kind.keyword())));
      }
    }
  }

  /// The columns of the table, or those that the check's own query returns.
  private Optional<List<Column>> kept(Yaml.Field field, Optional<KindLanguage> language) {
    boolean ofQuery =
        language.filter(kind -> kind.subject().shape() instanceof Parameter.Shape.Sql).isPresent();
    return (ofQuery
            ? new ColumnReader(values, new Relations(List.of(), false, List.of()))
            : columns)
        .many(field)
        .flatMap(keep ->
            keep.size() <= MOST_KEPT
                ? Optional.of(keep)
                : values.wrong(field.at(), "'keep' takes at most " + MOST_KEPT + " columns"));
  }

  private Optional<String> id(Yaml.Field field) {
    return values
        .string(field, "a name")
        .flatMap(id ->
            id.length() <= 200 && id.chars().noneMatch(Character::isISOControl)
                ? Optional.of(id)
                : values.wrong(
                    field.valueAt(), "'id' needs a name of one line and at most 200 characters"));
  }

  private CheckId id(Optional<String> id, Optional<TableName> table, Kind kind, int kindsMade) {
    boolean pattern = scope.relations().map(Relations::pattern).orElse(false);
    return id.map(written ->
            CheckIds.written(
                written,
                pattern ? table : Optional.empty(),
                kindsMade > 1 ? Optional.of(kind.subject()) : Optional.empty()))
        .orElseGet(() -> CheckIds.derived(scope.database(), table, kind.keyword(), kind.subject()));
  }
}
