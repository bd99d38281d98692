package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckSchemaTest {
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JsonText.of(new CheckSchema(TestKinds.ALL).schema()), InputFormat.JSON);

  @Test
  void a_good_file_is_valid() {
    assertThat(
            errors(
                """
                {"database": "shop", "owner": "me", "labels": {"team": "a", "version": 1.1},
                 "schedule": "0 2 * * *",
                 "tables": {"orders": {"time": "created_at", "budget": 5e6, "checks": [
                   {"fresh": null, "every": "10m"},
                   {"nulls": ["a", "(b)"], "at_most": {"warning": "1%", "critical": 5}, "for": 2},
                   {"rows": {"between": [1, 5]}, "active": "Mon-Fri 08:00-20:00"},
                   {"drop": "50%", "by": ["tenant_id", "(b)"]}, {"drop": "50%", "by": "tenant_id", "keep": ["id"]},
                   {"volume": "1h", "drop": "50%", "against": "weeks", "id": 7}]}},
                 "checks": [{"slow": "*", "mean": "500ms"}, {"sql": "select 1", "at_least": -1}]}
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'fresh': 'a', 'evry': '1m'}",
        "{'fresh': 'a'}",
        "{'fresh': 'a', 'every': '10 minutes'}",
        "{'fresh': 'a', 'every': '1m', 'nulls': 'a'}",
        "{'severity': 'info'}",
        "{'nulls': []}",
        "{'nulls': null}",
        "{'nulls': 'a', 'at_most': '5m'}",
        "{'nulls': 'a', 'at_most': {'warn': 5}}",
        "{'nulls': 'a', 'severity': 'bad'}",
        "{'rows': {}}",
        "{'rows': {'between': [1]}}",
        "{'slow': '*'}",
        "{'volume': '1h', 'against': 'years'}",
        "{'nulls': 'a', 'by': []}",
        "{'nulls': 'a', 'row_security': 'off'}",
        "{'nulls': 'a', 'trust_foreign_keys': 'yes'}"
      })
  void a_broken_check_is_not(String check) {
    assertThat(
            errors(
                "{'database': 'shop', 'tables': {'orders': {'checks': [%s]}}}"
                    .formatted(check)
                    .replace('\'', '"')))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{'database': 'shop'}",
        "{'checks': [{'sql': 'select 1'}]}",
        "{'databse': 'x', 'checks': [{'sql': 'a'}]}"
      })
  void a_broken_file_is_not(String file) {
    assertThat(errors(file.replace('\'', '"'))).isNotEmpty();
  }

  @Test
  void the_published_schema_has_every_kind() {
    assertThat(CheckSchema.json()).contains("\"kind_fresh\"").contains("\"every\"");
  }

  private List<String> errors(String json) {
    return schema.validate(json, InputFormat.JSON).stream().map(error -> error.toString()).toList();
  }
}
