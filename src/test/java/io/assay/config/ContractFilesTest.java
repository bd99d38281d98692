package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.assay.check.Check;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the kinds are written that are about a table as a whole: the reader and the schema for
/// editors agree on it.
class ContractFilesTest {
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(CheckSchema.json(), InputFormat.JSON);

  /// JSON is YAML too.
  private static LoadedChecks load(String check) {
    return CheckLoader.ofAllKinds()
        .load(Sources.of(SourceFile.of("c.yaml", file(check))), Map.of(), Surroundings.UNKNOWN);
  }

  private static String file(String check) {
    return "{'database': 'shop', 'tables': {'orders': {'checks': [%s]}}}"
        .formatted(check)
        .replace('\'', '"');
  }

  private List<?> flagged(String check) {
    return schema.validate(file(check), InputFormat.JSON);
  }

  @Test
  void a_contract_is_a_mapping_under_its_kind() {
    String contract =
        """
        {'schema': {'columns': {'id': 'bigint not null', 'total': 'numeric(12,2)'},
          'keys': ['id', ['tenant', 'no']], 'constraints': 'a_check', 'policies': ['p', 'q'],
          'row_security': 'enabled', 'only': true}, 'severity': 'critical'}\
        """;
    assertThat(load(contract).problems()).isEmpty();
    assertThat(flagged(contract)).isEmpty();
    assertThat(load(contract).checks())
        .extracting(Check::id)
        .hasToString("[shop/public.orders/schema]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'partitions': null, 'ahead': '7d'}",
        "{'partitions': null, 'ahead': {'warning': '30d', 'critical': '2d'}}",
        "{'size': null, 'at_most': '500 MB', 'growth': {'at_most': '20%', 'per': '1d'}}",
        "{'size': null, 'growth': {'at_most': {'warning': '5%'}, 'per': '1w'}}"
      })
  void what_is_about_the_table_as_a_whole_holds_nothing_itself(String check) {
    assertThat(load(check).problems()).isEmpty();
    assertThat(flagged(check)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'schema': null} | 'schema' is empty; write a mapping of columns, keys, constraints, row_security, policies or only
          {'schema': 'public.orders'} | 'schema' needs a mapping of columns, keys, constraints, row_security, policies or only, not 'public.orders'
          {'schema': {'colums': {'id': 'int'}}} | unknown key 'colums'; did you mean 'columns'?
          {'schema': {'columns': {'total': 'numeric(12', '2)': null}}} | '2)' is empty; write a text such as bigint; a text with a comma needs quotes within braces
          {'schema': {'columns': ['id']}} | 'columns' needs a mapping such as {id: bigint not null}, not a list
          {'schema': {'keys': 'id'}} | 'keys' needs a list such as [id, [tenant_id, order_no]], not 'id'
          {'schema': {'constraints': ['a', 'a']}} | 'a' is listed twice
          {'schema': {'keys': ['id'], 'row_security': 'disabled'}} | unknown row_security 'disabled'; write enabled
          {'schema': {'keys': ['id'], 'only': 'yes'}} | 'only' needs true or false, not 'yes'
          """)
  void a_contract_that_is_written_wrongly_is_told_by_both(String check, String problem) {
    assertThat(load(check).problems()).extracting(Problem::message).containsExactly(problem);
    assertThat(flagged(check)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'partitions': {'ahead': '7d'}, 'ahead': '7d'} | 'partitions' takes no value of its own: write its keys beside it, in the same column
          {'partitions': null} | 'partitions' needs 'ahead': how far ahead of now there have to be partitions
          {'partitions': null, 'ahead': 7} | 'ahead' needs a duration such as 3s, not '7'
          {'size': null} | 'size' needs a limit: write at_most or growth
          {'size': null, 'growth': {'at_most': '20%'}} | 'growth' needs 'per': the time in which it may grow so
          {'size': null, 'growth': '20%'} | 'growth' needs a mapping of at_most or per, not '20%'
          {'size': null, 'at_most': '20%'} | 'at_most' needs a size such as 500 MB, not '20%'
          {'migrations': null} | 'migrations' is not about one table; put it under the file's own 'checks:'
          {'schema': {'only': false}} | 'schema' agrees on nothing; write columns, keys, constraints, policies or row_security
          {'schema': {'keys': ['id'], 'only': true}} | 'only' needs the 'columns' that may be there
          {'schema': {'columns': {'id': 'int; drop'}}} | 'int; drop' is no type; write it as in CREATE TABLE: bigint, numeric(12,2)
          {'schema': {'keys': ['id']}, 'where': 'a > 1'} | 'where' does nothing for 'schema'; remove it
          """)
  void what_does_not_fit_together_is_told(String check, String problem) {
    assertThat(load(check).problems()).extracting(Problem::message).containsExactly(problem);
  }
}
