package io.assay.config;

import io.assay.check.Aggregate;
import io.assay.check.KindLanguage;
import io.assay.check.Parameter;
import io.assay.check.Parameter.Shape;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.kind.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The JSON Schema of check files, for editors: made of the kinds and modifiers that the reader
/// itself goes by, so that the two cannot differ. It knows shapes; names, dates and what fits
/// together are the reader's.
public final class CheckSchema {
  private static final String DURATION =
      "^(?=[0-9])([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$|^P.+$";
  private static final String MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?$";
  private static final String FUNCTIONS =
      String.join("|", ValueReader.words(Aggregate.Function.class));
  private static final String LIMITED = "Bounds: a bare value, or one for each severity";

  private final List<KindLanguage> kinds;

  CheckSchema(List<KindLanguage> kinds) {
    this.kinds = kinds;
  }

  /// Returns the schema of all kinds as JSON text.
  public static String json() {
    return JsonText.of(new CheckSchema(Kinds.ALL).schema());
  }

  /// Returns the schema as maps, lists, texts and numbers.
  Map<String, Object> schema() {
    Map<String, Object> file = modifiers(Modifier.Reach.FILE);
    file.put("database", described(text(), "a database of the configuration"));
    file.put(
        "tables",
        Map.of("type", "object", "additionalProperties", ref("table"), "minProperties", 1));
    file.put("checks", checks(KindLanguage.Place.TABLE));
    Map<String, Object> table = modifiers(Modifier.Reach.TABLE);
    table.put("checks", checks(KindLanguage.Place.DATABASE));
    Map<String, Object> definitions = new LinkedHashMap<>();
    definitions.put("table", object(table, List.of("checks")));
    kinds.forEach(kind -> definitions.put("kind_" + kind.keyword(), kind(kind)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A check file of Assay");
    schema.putAll(object(file, List.of("database")));
    schema.put(
        "anyOf",
        List.of(Map.of("required", List.of("tables")), Map.of("required", List.of("checks"))));
    schema.put("$defs", definitions);
    return schema;
  }

  /// A list of checks, of all kinds but those that belong elsewhere.
  private Map<String, Object> checks(KindLanguage.Place elsewhere) {
    List<Object> items =
        kinds.stream()
            .filter(kind -> kind.place() != elsewhere)
            .<Object>map(kind -> ref("kind_" + kind.keyword()))
            .toList();
    return Map.of("type", "array", "minItems", 1, "items", Map.of("oneOf", items));
  }

  private static Map<String, Object> kind(KindLanguage kind) {
    Map<String, Object> properties = modifiers(Modifier.Reach.CHECK);
    List<String> required = new ArrayList<>(List.of(kind.keyword()));
    Map<String, Object> subject = shape(kind.subject());
    properties.put(
        kind.keyword(),
        kind.subject().required()
            ? subject
            : described(
                Map.of("anyOf", List.of(subject, Map.of("type", "null"))), kind.subject().says()));
    List<Object> anyLimit = new ArrayList<>();
    for (Parameter<?> parameter : kind.parameters()) {
      if (parameter.shape() instanceof Shape.LimitKeys(var units)) {
        properties.putAll(bounds(units));
        if (parameter.required()) {
          LimitReader.KEYS.forEach(key -> anyLimit.add(Map.of("required", List.of(key))));
        }
      } else {
        properties.put(parameter.name(), shape(parameter));
        if (parameter.required()) {
          required.add(parameter.name());
        }
      }
    }
    Map<String, Object> schema = object(properties, required);
    if (!anyLimit.isEmpty()) {
      schema.put("anyOf", anyLimit);
    }
    return schema;
  }

  private static Map<String, Object> shape(Parameter<?> parameter) {
    Map<String, Object> schema =
        switch (parameter.shape()) {
          case Shape.OneColumn() -> text();
          case Shape.Columns() -> names();
          case Shape.Span() -> duration();
          case Shape.SpanOrZero() -> duration();
          case Shape.Number(double least) -> Map.of("type", "number", "minimum", least);
          case Shape.Whole(long least) -> Map.of("type", "integer", "minimum", least);
          case Shape.Text() -> text();
          case Shape.Pattern() -> text();
          case Shape.Values() -> Map.of("type", "array", "minItems", 1, "items", scalar());
          case Shape.AnEdge() ->
              Map.of("anyOf", List.of(Map.of("type", "number"), pattern(MOMENT)));
          case Shape.AnAggregate() -> pattern("^ *(" + FUNCTIONS + ") *\\(.+\\) *$");
          case Shape.AReference() -> pattern("^[^()]+\\([^()]+\\) *$");
          case Shape.Sql() -> text();
          case Shape.OneOf<?> words -> Map.of("enum", ValueReader.words(words.words()));
          case Shape.Ceiling(var units) -> graded(value(units));
          case Shape.Floor(var unit) -> graded(value(List.of(unit)));
          case Shape.AnotherTable() -> {
            Map<String, Object> other =
                object(Map.of("database", text(), "table", text()), List.of());
            other.put("minProperties", 1);
            yield other;
          }
          case Shape.Comparison() -> pattern("^(rows|content|(sum|min|max|avg) *\\(.+\\))$");
          case Shape.Nothing() -> Map.of("type", "null");
          case Shape.YesNo() -> Map.of("type", "boolean");
          case Shape.Names() -> names();
          case Shape.NameLists() -> Map.of("type", "array", "items", names(), "minItems", 1);
          case Shape.TextByName() ->
              Map.of("type", "object", "additionalProperties", text(), "minProperties", 1);
          case Shape.Mapping(var keys) -> mapping(keys);
          case Shape.CeilingOrLimit(var units) ->
              Map.of("anyOf", List.of(graded(value(units)), limit(units)));
          case Shape.LimitKeys(var units) -> limit(units);
        };
    return described(schema, parameter.says());
  }

  private static Map<String, Object> mapping(List<Parameter<?>> keys) {
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.forEach(key -> properties.put(key.name(), shape(key)));
    return object(
        properties, keys.stream().filter(Parameter::required).map(Parameter::name).toList());
  }

  private static Map<String, Object> names() {
    return Map.of(
        "anyOf",
        List.of(
            text(), Map.of("type", "array", "items", text(), "minItems", 1, "uniqueItems", true)));
  }

  private static Map<String, Object> limit(List<Unit> units) {
    Map<String, Object> limit = object(bounds(units), List.of());
    limit.put("minProperties", 1);
    return limit;
  }

  private static Map<String, Object> bounds(List<Unit> units) {
    Map<String, Object> keys = new LinkedHashMap<>();
    Map<String, Object> value = value(units);
    for (String key : LimitReader.KEYS) {
      Map<String, Object> one =
          key.equals("between")
              ? Map.of("type", "array", "items", value, "minItems", 2, "maxItems", 2)
              : value;
      keys.put(key, described(graded(one), LIMITED));
    }
    return keys;
  }

  private static Map<String, Object> graded(Map<String, Object> value) {
    Map<String, Object> severities = new LinkedHashMap<>();
    ValueReader.words(Severity.class).forEach(word -> severities.put(word, value));
    Map<String, Object> object = object(severities, List.of());
    object.put("minProperties", 1);
    return Map.of("anyOf", List.of(value, object));
  }

  private static Map<String, Object> value(List<Unit> units) {
    List<Object> values =
        units.stream()
            .<Object>map(unit ->
                switch (unit) {
                  case COUNT -> Map.of("type", "number");
                  case SHARE -> pattern("^[0-9]*\\.?[0-9]+ ?%$");
                  case SECONDS -> duration();
                  case BYTES -> pattern("^[0-9]*\\.?[0-9]+ ?(bytes?|B|[kKMGTP]B)$");
                })
            .toList();
    return Map.of("anyOf", values);
  }

  private static Map<String, Object> modifiers(Modifier.Reach level) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Modifier modifier : Modifier.at(level)) {
      Map<String, Object> schema =
          switch (modifier.form()) {
            case TEXT, COLUMN, SCHEDULE -> text();
            case COLUMNS -> names();
            case SEVERITY -> Map.of("enum", ValueReader.words(Severity.class));
            case LABELS -> Map.of("type", "object", "additionalProperties", text());
            case POSITIVE -> Map.of("type", "number", "minimum", 1);
            case AS_ROLE -> Map.of("const", "as_role");
            case YES_NO -> Map.of("type", "boolean");
            case DURATION -> duration();
            case COUNT -> Map.of("type", "integer", "minimum", 1);
            case FLAPPING -> flapping();
            case IDS -> names();
            case HOURS -> pattern("[0-9]{1,2}:[0-9]{2} *- *[0-9]{1,2}:[0-9]{2}$");
          };
      properties.put(modifier.key(), described(schema, modifier.says()));
    }
    return properties;
  }

  private static Map<String, Object> flapping() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("changes", Map.of("type", "integer", "minimum", 1, "maximum", FlappingReader.MOST));
    keys.put("within", duration());
    return Map.of("anyOf", List.of(Map.of("enum", List.of("off", false)), object(keys, List.of())));
  }

  private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    schema.put("required", required);
    schema.put("properties", properties);
    return schema;
  }

  private static Map<String, Object> described(Map<String, Object> schema, String says) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("description", says);
    described.putAll(schema);
    return described;
  }

  /// A number or `true` is a text too where a text belongs: `id: 007`.
  private static Map<String, Object> text() {
    return Map.of("type", List.of("string", "number", "boolean"), "minLength", 1);
  }

  private static Map<String, Object> scalar() {
    return Map.of("type", List.of("string", "number", "boolean"));
  }

  private static Map<String, Object> duration() {
    return pattern(DURATION);
  }

  private static Map<String, Object> pattern(String pattern) {
    return Map.of("type", "string", "pattern", pattern);
  }

  private static Map<String, Object> ref(String definition) {
    return Map.of("$ref", "#/$defs/" + definition);
  }
}
