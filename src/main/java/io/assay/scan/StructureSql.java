package io.assay.scan;

import io.assay.check.TableName;
import io.assay.check.TableStructure;
import io.assay.check.TableStructure.Guarantee;
import io.assay.check.TableStructure.Sort;
import io.assay.check.TableStructure.StructuredColumn;
import io.assay.check.TypeName;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what the catalog says of one table: columns, constraints, unique indexes, policies; and
/// how it writes the types that an author wrote. Needs no right on the table.
final class StructureSql {
  private static final String SEPARATOR = "\u001f";

  /// From version 18 on a column may be NOT NULL for new rows only, and a constraint not enforced.
  private static final String FACTS =
      """
      WITH t AS (
        SELECT c.oid, c.relrowsecurity
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = %s AND c.relname = %s
      )
      SELECT /* assay */ 'table' AS sort, '' AS name, '' AS definition, NULL AS weakness,
        relrowsecurity AS yes, NULL AS columns, 0 AS place
      FROM t
      UNION ALL
      SELECT 'column', a.attname, format_type(a.atttypid, a.atttypmod), NULL,
        a.attnotnull AND NOT EXISTS (
          SELECT FROM pg_constraint n
          WHERE n.conrelid = a.attrelid AND n.contype = 'n' AND NOT n.convalidated
            AND a.attnum = ANY (n.conkey)),
        NULL, a.attnum
      FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT 'constraint', c.conname, pg_get_constraintdef(c.oid, true),
        CASE
          WHEN to_jsonb(c) ->> 'conenforced' = 'false' THEN 'is not enforced'
          WHEN EXISTS (SELECT FROM pg_trigger g
            WHERE g.tgconstraint = c.oid AND g.tgenabled IN ('D', 'R'))
            THEN 'is switched off, its triggers are disabled'
          WHEN NOT c.convalidated THEN 'is not validated'
        END,
        NULL, NULL, 0
      FROM t JOIN pg_constraint c ON c.conrelid = t.oid
      UNION ALL
      SELECT 'key', i.relname,
        CASE WHEN x.indisprimary THEN 'primary key'
          WHEN EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid
            AND c.contype = 'u') THEN 'unique constraint'
          ELSE 'unique index' END,
        CASE WHEN NOT (x.indisvalid AND x.indisready AND x.indislive) THEN 'is invalid'
          WHEN x.indpred IS NOT NULL THEN 'leaves rows out' END,
        NULL,
        (SELECT string_agg(a.attname, E'\\x1f' ORDER BY k.place)
         FROM unnest(x.indkey::smallint[]) WITH ORDINALITY k(attnum, place)
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
         WHERE k.place <= x.indnkeyatts),
        0
      FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
      WHERE x.indisunique AND NOT x.indisexclusion AND x.indexprs IS NULL
      UNION ALL
      SELECT 'policy', p.polname,
        concat_ws(' ',
          CASE WHEN p.polpermissive THEN NULL ELSE 'AS RESTRICTIVE' END,
          CASE p.polcmd WHEN 'r' THEN 'FOR SELECT' WHEN 'a' THEN 'FOR INSERT'
            WHEN 'w' THEN 'FOR UPDATE' WHEN 'd' THEN 'FOR DELETE' END,
          'USING (' || pg_get_expr(p.polqual, p.polrelid, true) || ')',
          'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid, true) || ')'),
        NULL, NULL, NULL, 0
      FROM t JOIN pg_policy p ON p.polrelid = t.oid
      ORDER BY sort, place, name\
      """;

  /// A domain takes no modifier; for other types a cast shows what becomes of it.
  private static final String TYPES =
      """
      SELECT /* assay */ w.type, format_type(t.oid, NULL), t.typtype = 'd'
      FROM (VALUES %s) w(type) JOIN pg_type t ON t.oid = to_regtype(w.type)\
      """;

  private StructureSql() {}

  static Optional<TableStructure> structure(
      GuardedTransaction transaction, TableName table, Set<TypeName> types)
      throws SQLException, Unanswered {
    List<List<@Nullable String>> facts = transaction.rows(facts(table));
    boolean rowSecurity = false;
    List<StructuredColumn> columns = new ArrayList<>();
    List<Guarantee> guarantees = new ArrayList<>();
    for (List<@Nullable String> row : facts) {
      switch (Answer.text(row, 0)) {
        case "table" -> rowSecurity = Answer.yes(row, 4);
        case "column" ->
            columns.add(
                new StructuredColumn(Answer.text(row, 1), Answer.text(row, 2), Answer.yes(row, 4)));
        case "constraint" -> guarantees.add(guarantee(Sort.CONSTRAINT, row));
        case "key" -> guarantees.add(guarantee(Sort.KEY, row));
        case "policy" -> guarantees.add(guarantee(Sort.POLICY, row));
        default -> throw new IllegalStateException("an unknown sort of fact");
      }
    }
    return facts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TableStructure(columns, guarantees, rowSecurity, types(transaction, types)));
  }

  /// Returns the statement; Unanswered when the table or a type is not there, a slip most likely.
  static String sql(GuardedTransaction transaction, TableName table, Set<TypeName> types)
      throws SQLException, Unanswered {
    Optional<TableStructure> found = structure(transaction, table, types);
    if (found.isEmpty()) {
      throw new Unanswered(Reason.MISSING, "there is no table " + table + " in this database");
    }
    List<String> unknown =
        types.stream()
            .filter(type -> !found.get().types().containsKey(type))
            .map(TypeName::written)
            .sorted()
            .toList();
    if (!unknown.isEmpty()) {
      throw new Unanswered(
          Reason.MISSING,
          "there is no type " + String.join(", ", unknown) + ": write it as in CREATE TABLE");
    }
    return facts(table);
  }

  private static String facts(TableName table) {
    return FACTS.formatted(Quoted.text(table.schema()), Quoted.text(table.name()));
  }

  private static Guarantee guarantee(Sort sort, List<@Nullable String> row) {
    return new Guarantee(
        sort,
        Answer.text(row, 1),
        Answer.text(row, 2),
        Answer.optional(row, 5).map(names -> List.of(names.split(SEPARATOR))).orElse(List.of()),
        Answer.optional(row, 3));
  }

  private static Map<TypeName, String> types(GuardedTransaction transaction, Set<TypeName> written)
      throws SQLException, Unanswered {
    Map<TypeName, String> types = new HashMap<>();
    if (written.isEmpty()) {
      return types;
    }
    List<TypeName> modified = new ArrayList<>();
    String values =
        String.join(
            ", ", written.stream().map(type -> "(" + Quoted.text(type.written()) + ")").toList());
    for (List<@Nullable String> row : transaction.rows(TYPES.formatted(values))) {
      TypeName type = new TypeName(Answer.text(row, 0));
      types.put(type, Answer.text(row, 1));
      if (!Answer.yes(row, 2)) {
        modified.add(type);
      }
    }
    if (!modified.isEmpty()) {
      List<String> cast = cast(transaction, modified);
      for (int i = 0; i < modified.size(); i++) {
        types.put(modified.get(i), cast.get(i));
      }
    }
    return types;
  }

  /// to_regtype drops what stands in parentheses; the plan of a cast tells it in canonical form:
  /// `Output: NULL::character varying(10), NULL::numeric(12,0)`.
  private static List<String> cast(GuardedTransaction transaction, List<TypeName> types)
      throws SQLException, Unanswered {
    String casts =
        String.join(
            ", ", types.stream().map(type -> "CAST(NULL AS " + type.written() + ")").toList());
    for (List<@Nullable String> row :
        transaction.rows("EXPLAIN /* assay */ (VERBOSE, COSTS OFF) SELECT " + casts)) {
      String line = Answer.text(row, 0).strip();
      if (line.startsWith("Output: ")) {
        List<String> told = List.of(line.substring("Output: ".length()).split(", (?=\\(*NULL::)"));
        if (told.size() == types.size()) {
          return told.stream().map(each -> each.substring(each.lastIndexOf("::") + 2)).toList();
        }
      }
    }
    throw new IllegalStateException("the server did not tell the types of a cast");
  }
}
