package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorSqlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "total < 0",
        "note = 'it''s; fine'",
        "note = $$;)$$",
        "note = $a$ $$ ; ) $a$",
        "\"odd ; ) name\" IS NULL",
        "a = 1 -- trailing comment; with )",
        "a = 1 /* ; ) /* nested */ ) */",
        "note = E'\\'; )'",
        "note = E'a'\n  '\\'; )'",
        "payload ? 'key' AND payload ?| array['a', 'b']",
        "(a + (b)) > 0",
        "note LIKE '%\\'",
        "a$b$c = 1",
        "a$1 = 1",
      })
  void takes_a_condition_that_stays_in_its_place(String sql) throws Exception {
    assertThat(AuthorSql.inRow(sql)).isEqualTo("(\n" + sql + "\n)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1=1) ; drop table x; --",
        "1=1; drop table x",
        "true) OR (true",
        "(true",
        "note = 'open",
        "note = $a$ open $b$",
        "\"open",
        "true /* open",
        "note = E'\\'",
        "note = 'a\\'); drop table x; --'",
        "",
        "  ",
        "a\0b",
        "total = $1",
        "total=$12",
      })
  void refuses_a_condition_that_could_leave_it(String sql) {
    assertThatExceptionOfType(Unanswered.class).isThrownBy(() -> AuthorSql.inRow(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM orders",
        "  -- leading comment\n select 1",
        "/* a */ WITH x AS (SELECT 1) SELECT * FROM x",
        "VALUES (1), (2)",
        "TABLE orders",
        "((SELECT 1) UNION ALL (SELECT 2))",
        "SELECT ';' AS \";\"",
        "SELECT 1 -- the end ;",
      })
  void takes_one_query(String sql) throws Exception {
    assertThat(AuthorSql.query(sql)).isEqualTo(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT 1;", "SELECT 1 ; \n", "SELECT 1; -- done; really", "SELECT 1;/**/"})
  void leaves_out_a_final_semicolon(String sql) throws Exception {
    assertThat(AuthorSql.query(sql).strip()).isEqualTo("SELECT 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1; SELECT 2",
        "SELECT 1;;",
        "SELECT 1; COMMIT",
        "COMMIT",
        "ROLLBACK; DROP TABLE orders",
        "SET row_security = on",
        "DELETE FROM orders",
        "INSERT INTO orders VALUES (1)",
        "DO $$ BEGIN END $$",
        "EXPLAIN ANALYZE DELETE FROM orders",
        "CALL something()",
        "COPY orders TO PROGRAM 'sh'",
        "selected",
        "SELECT 1) TO PROGRAM 'sh' --",
        "SELECT (1",
        "-- nothing",
        "",
      })
  void refuses_what_is_not_one_query(String sql) {
    assertThatExceptionOfType(Unanswered.class).isThrownBy(() -> AuthorSql.query(sql));
  }
}
