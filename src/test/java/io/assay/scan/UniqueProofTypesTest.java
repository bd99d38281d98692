package io.assay.scan;

import static io.assay.scan.Proving.repeats;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Which types, collations and operator classes let a unique index prove that a key is unique.
@Tag("versions")
class UniqueProofTypesTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Proving PROVING = new Proving(POSTGRES, ASKED);

  @BeforeAll
  static void collations() {
    POSTGRES.execute(
        "CREATE COLLATION stale (provider = icu, locale = 'de', version = '1')",
        "CREATE COLLATION fresh (provider = icu, locale = 'de')",
        "CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  @Test
  void texts_are_proven_unique_where_their_order_is_known_to_be_the_same() {
    PROVING.table(
        "texts",
        "c text COLLATE \"C\" UNIQUE, f varchar(9) COLLATE fresh UNIQUE, s text COLLATE stale UNIQUE",
        "INSERT INTO texts VALUES ('a', 'a', 'a')");
    assertThat(PROVING.unique("texts", "c")).contains("texts_c_key");
    assertThat(PROVING.unique("texts", "f")).contains("texts_f_key");
    PROVING.past("texts_s_key", "INSERT INTO texts VALUES ('b', 'b', 'a')");
    assertThat(PROVING.repeated("texts", "s")).isOne();
  }

  @Test
  @OnPostgres(from = 15)
  void the_databases_own_collation_has_to_be_the_recorded_one() {
    POSTGRES.execute(
        "CREATE DATABASE "
            + name("actual")
            + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de'",
        "CREATE DATABASE "
            + name("upgraded")
            + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de' COLLATION_VERSION '1'");
    for (String which : List.of("actual", "upgraded")) {
      TestPostgres other =
          new TestPostgres(
              POSTGRES.url().replaceFirst("/test_\\w+", "/" + name(which)),
              POSTGRES.username(),
              POSTGRES.password());
      other.execute(
          "CREATE TABLE t (a text UNIQUE, j jsonb UNIQUE, n int UNIQUE)",
          "INSERT INTO t VALUES ('a', '1', 1)");
      try (Asked asked = Asked.superuser(other)) {
        Proving proving = new Proving(other, asked);
        assertThat(proving.proven(Draft.on("t"), repeats("n"))).contains("t_n_key");
        if (which.equals("actual")) {
          assertThat(proving.proven(Draft.on("t"), repeats("a"))).contains("t_a_key");
          assertThat(proving.proven(Draft.on("t"), repeats("j"))).contains("t_j_key");
        } else {
          proving.past("t_a_key", "INSERT INTO t VALUES ('a', '2', 2)");
          assertThat(proving.scanned(Draft.on("t"), repeats("a"))).isOne();
          assertThat(proving.scanned(Draft.on("t"), repeats("j"))).isZero();
        }
      }
    }
  }

  private static String name(String which) {
    return which + "_" + ProcessHandle.current().pid();
  }

  @Test
  void an_index_that_tells_more_values_apart_than_the_column_proves_nothing() {
    PROVING.table(
        "cases",
        "a text COLLATE no_case",
        "CREATE UNIQUE INDEX cases_c ON cases (a COLLATE \"C\")",
        "INSERT INTO cases VALUES ('a'), ('A')");
    assertThat(PROVING.repeated("cases", "a")).isOne();
    POSTGRES.execute(
        "DELETE FROM cases WHERE a COLLATE \"C\" = 'A'",
        "CREATE UNIQUE INDEX cases_own ON cases (a)");
    assertThat(PROVING.unique("cases", "a")).isEqualTo("guaranteed by index cases_own");
  }

  @Test
  void an_operator_class_that_is_not_the_types_own_proves_nothing() {
    POSTGRES.execute("CREATE EXTENSION IF NOT EXISTS citext");
    PROVING.table(
        "mails",
        "a citext, b citext UNIQUE, c text COLLATE \"C\"",
        "CREATE UNIQUE INDEX ON mails (a text_ops)",
        "CREATE UNIQUE INDEX ON mails (c text_pattern_ops)",
        "INSERT INTO mails VALUES ('x', 'y', 'z'), ('X', 'z', 'Z')");
    assertThat(PROVING.repeated("mails", "a")).isOne();
    assertThat(PROVING.repeated("mails", "b")).isZero();
    assertThat(PROVING.repeated("mails", "c")).isZero();
  }

  @Test
  void an_operator_class_of_somebodys_own_proves_nothing() {
    POSTGRES.execute(
        "CREATE FUNCTION own_order(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT btint4cmp($1, $2)'",
        "CREATE OPERATOR CLASS own_ops FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=,"
            + " OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 own_order(int, int)");
    PROVING.table(
        "own",
        "a int",
        "CREATE UNIQUE INDEX ON own (a own_ops)",
        "INSERT INTO own VALUES (1)",
        "CREATE OR REPLACE FUNCTION own_order(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT -1'",
        "INSERT INTO own VALUES (1)");
    assertThat(PROVING.repeated("own", "a")).isOne();
  }

  @Test
  void enums_and_domains_are_as_good_as_numbers() {
    POSTGRES.execute(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)");
    PROVING.table(
        "typed", "m mood UNIQUE, p positive UNIQUE", "INSERT INTO typed VALUES ('good', 1)");
    assertThat(PROVING.unique("typed", "m")).contains("typed_m_key");
    assertThat(PROVING.unique("typed", "p")).contains("typed_p_key");
  }

  @Test
  void values_made_of_others_are_looked_at() {
    POSTGRES.execute("CREATE TYPE pair AS (a text, b text)");
    PROVING.table(
        "made", "p pair UNIQUE, l text[] UNIQUE", "INSERT INTO made VALUES (('a', 'b'), '{a}')");
    assertThat(PROVING.repeated("made", "p")).isZero();
    assertThat(PROVING.repeated("made", "l")).isZero();
  }
}
