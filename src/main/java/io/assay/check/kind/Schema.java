package io.assay.check.kind;

import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.TableStructure;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `schema`: a column, type, key, constraint or policy that the contract names is missing, differs
/// or does not hold. The kind remembers what each of them was when it was last right, so that it
/// can say what went away: the catalog has forgotten it by then.
public record Schema(SchemaContract contract, Severity severity) implements Kind {
  /// The one thing that row security can be agreed to be.
  enum Enabled {
    ENABLED
  }

  private static final int TOLD = 3;

  private static final Parameter<Map<String, String>> COLUMNS =
      Parameter.optional(
          "columns",
          new Parameter.Shape.TextByName(),
          "each column with its type, and `not null` where it must not be NULL");
  private static final Parameter<List<List<String>>> KEYS =
      Parameter.optional(
          "keys",
          new Parameter.Shape.NameLists(),
          "columns that are unique, alone or as a list together");
  private static final Parameter<List<String>> CONSTRAINTS =
      Parameter.optional(
          "constraints", new Parameter.Shape.Names(), "names of constraints that have to hold");
  private static final Parameter<Enabled> ROW_SECURITY =
      Parameter.optional(
          "row_security",
          new Parameter.Shape.OneOf<>(Enabled.class),
          "`enabled`: row security has to be on");
  private static final Parameter<List<String>> POLICIES =
      Parameter.optional(
          "policies",
          new Parameter.Shape.Names(),
          "names of row security policies that have to be in force");
  private static final Parameter<Boolean> ONLY =
      Parameter.withDefault(
          "only", new Parameter.Shape.YesNo(), false, "`true`: no other column may be there");
  private static final Parameter<Parameter.Written> CONTRACT =
      Parameter.required(
          "schema",
          new Parameter.Shape.Mapping(
              List.of(COLUMNS, KEYS, CONSTRAINTS, ROW_SECURITY, POLICIES, ONLY)),
          "the contract: what the table has to look like");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          CONTRACT,
          KindLanguage.Place.TABLE,
          List.of(),
          written -> List.of(new Schema(contract(written.get(CONTRACT)), written.severity())));

  private static SchemaContract contract(Parameter.Written written) {
    Map<String, SchemaContract.ColumnType> columns = new LinkedHashMap<>();
    written
        .find(COLUMNS)
        .orElse(Map.of())
        .forEach((name, type) -> columns.put(name, SchemaContract.ColumnType.read(type)));
    return new SchemaContract(
        columns,
        written.get(ONLY),
        written.find(KEYS).orElse(List.of()),
        written.find(CONSTRAINTS).orElse(List.of()),
        new SchemaContract.RowSecurity(
            written.find(ROW_SECURITY).isPresent(), written.find(POLICIES).orElse(List.of())));
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return "";
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(structure());
  }

  private Measure.Structure structure() {
    return new Measure.Structure(
        contract.columns().values().stream()
            .map(SchemaContract.ColumnType::type)
            .collect(Collectors.toSet()));
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Optional<TableStructure> found = evidence.measured().get(structure());
    if (found.isEmpty()) {
      return new Judgement(
          breach(List.of("the table is gone, and with it all that its contract names")),
          evidence.memory());
    }
    SchemaComparison comparison =
        new SchemaComparison(contract, found.get(), evidence.memory().entries());
    List<String> differences = comparison.differences();
    return new Judgement(
        differences.isEmpty() ? pass() : breach(differences), comparison.remember());
  }

  private Verdict pass() {
    return new Verdict.Pass(seen("all that its contract names is there and holds", 0));
  }

  private Verdict breach(List<String> differences) {
    int more = differences.size() - TOLD;
    String told = String.join("; ", differences.subList(0, Math.min(TOLD, differences.size())));
    return new Verdict.Breach(
        severity, seen(told + (more > 0 ? "; and " + more + " more" : ""), differences.size()));
  }

  private static Observation seen(String sentence, int differences) {
    return new Observation(
        sentence,
        Optional.of(BigDecimal.valueOf(differences)),
        Unit.COUNT,
        differences == 0 ? "as agreed" : Words.count(differences, "difference"),
        "none");
  }
}
