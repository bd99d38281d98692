package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.TableName;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Relations of every sort and with every sort of name, as superuser and as a role that may read
/// them and nothing else.
class RelationsTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final String ROLE = Asked.limitedRole(POSTGRES);
  private static final Asked SUPERUSER = Asked.superuser(POSTGRES);
  private static final Asked LIMITED = Asked.as(POSTGRES, ROLE, "limited");

  @BeforeAll
  static void fill() {
    String columns =
        " AS SELECT i AS \"Größe\", NULLIF(i, 3) AS \"a\"\"b\", E'\\u00a0' AS \"select\","
            + " timestamptz '2026-01-01 00:00+00' + i * interval '1 h' AS at"
            + " FROM generate_series(1, 5) i";
    POSTGRES.execute(
        "CREATE SCHEMA \"Lager; \"\"Süd\"\"\"",
        "CREATE TABLE \"Lager; \"\"Süd\"\"\".\"Bestände 'x'\"" + columns,
        "CREATE TABLE plain" + columns,
        "CREATE TABLE \"order\"" + columns,
        "CREATE VIEW a_view AS SELECT * FROM plain",
        "CREATE MATERIALIZED VIEW a_matview AS SELECT * FROM plain",
        "CREATE TABLE parts (LIKE plain) PARTITION BY RANGE (at)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01 00:00+00') TO"
            + " ('2026-01-01 03:00+00')",
        "CREATE TABLE parts_2 PARTITION OF parts DEFAULT",
        "INSERT INTO parts SELECT * FROM plain",
        "CREATE DOMAIN small AS int CHECK (VALUE < 100)",
        "CREATE DOMAIN blankish AS text",
        "CREATE DOMAIN at_domain AS timestamptz",
        "CREATE TABLE domains (\"Größe\" small, \"a\"\"b\" small, \"select\" blankish, at at_domain)",
        "INSERT INTO domains SELECT * FROM plain",
        "CREATE TABLE generated (\"Größe\" int, \"a\"\"b\" int GENERATED ALWAYS AS (NULLIF(\"Größe\","
            + " 3)) STORED, \"select\" text GENERATED ALWAYS AS (E'\\u00a0') STORED, at timestamptz)",
        "INSERT INTO generated (\"Größe\", at) SELECT \"Größe\", at FROM plain",
        "GRANT USAGE ON SCHEMA \"Lager; \"\"Süd\"\"\" TO " + ROLE,
        "GRANT SELECT ON ALL TABLES IN SCHEMA public, \"Lager; \"\"Süd\"\"\" TO " + ROLE);
  }

  @AfterAll
  static void close() {
    SUPERUSER.close();
    LIMITED.close();
  }

  static Stream<TableName> relations() {
    return Stream.concat(
        Stream.of(new TableName("Lager; \"Süd\"", "Bestände 'x'")),
        Stream.of("plain", "order", "a_view", "a_matview", "parts", "domains", "generated")
            .map(name -> new TableName("public", name)));
  }

  @ParameterizedTest
  @MethodSource("relations")
  void every_measure_works_on_every_sort_of_relation(TableName relation) {
    for (Asked asked : List.of(SUPERUSER, LIMITED)) {
      Draft draft = Draft.on(relation.schema(), relation.name());
      assertThat(asked.value(draft, new Measure.Rows())).isEqualTo(5);
      assertThat(asked.value(draft, new Measure.Nulls(new Column.Name("a\"b")))).isEqualTo(1);
      assertThat(asked.value(draft, new Measure.Blanks(new Column.Name("select")))).isEqualTo(5);
      assertThat(asked.value(draft, new Measure.Blanks(new Column.Name("Größe")))).isZero();
      assertThat(asked.value(draft, new Measure.Repeats(List.of(new Column.Name("select")))))
          .isEqualTo(4);
      assertThat(asked.value(draft, new Measure.Newest(new Column.Name("at"))))
          .contains(Instant.parse("2026-01-01T05:00:00Z"));
      assertThat(asked.value(draft.where("\"Größe\" > 2"), new Measure.Rows())).isEqualTo(3);
    }
  }

  @Test
  void the_catalog_lists_relations_of_every_sort_with_their_columns() {
    for (Asked asked : List.of(SUPERUSER, LIMITED)) {
      assertThat(asked.runner.catalog(asked.database))
          .isInstanceOfSatisfying(
              CatalogAnswer.Read.class,
              read -> {
                Catalog catalog = read.catalog();
                assertThat(relations()).allMatch(name -> catalog.find(name).isPresent());
                assertThat(catalog.relations().keySet())
                    .noneMatch(name -> name.schema().startsWith("pg_"));
                assertThat(sort(catalog, "a_view")).isEqualTo(Catalog.Sort.VIEW);
                assertThat(sort(catalog, "a_matview")).isEqualTo(Catalog.Sort.MATERIALIZED_VIEW);
                assertThat(sort(catalog, "parts")).isEqualTo(Catalog.Sort.PARTITIONED_TABLE);
                assertThat(sort(catalog, "plain")).isEqualTo(Catalog.Sort.TABLE);
                assertThat(
                        catalog.find(new TableName("public", "domains")).orElseThrow().column("at"))
                    .contains(
                        new Catalog.CatalogColumn(
                            "at", "public.at_domain", "timestamp with time zone", false));
              });
    }
  }

  private static Catalog.Sort sort(Catalog catalog, String name) {
    return catalog.find(new TableName("public", name)).orElseThrow().sort();
  }

  @Test
  void an_empty_database_has_an_empty_catalog() {
    try (Asked asked = Asked.superuser(TestPostgres.create())) {
      assertThat(asked.runner.catalog(asked.database))
          .isInstanceOfSatisfying(
              CatalogAnswer.Read.class, read -> assertThat(read.catalog().relations()).isEmpty());
    }
  }
}
