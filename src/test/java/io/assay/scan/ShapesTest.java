package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShapesTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Check ORDERS = Draft.on("orders").asking("rows", new Measure.Rows());

  private Kept kept = Kept.NOTHING;

  @AfterAll
  static void close() {
    ASKED.close();
  }

  @BeforeEach
  void orders() {
    POSTGRES.execute(
        "DROP TABLE IF EXISTS orders",
        "CREATE TABLE orders (id bigint PRIMARY KEY, email text NOT NULL, total numeric)",
        "CREATE INDEX orders_total ON orders (total)");
    assertThat(changes()).isEmpty();
  }

  @Test
  void rows_that_change_are_no_change_of_the_structure() {
    POSTGRES.execute("INSERT INTO orders VALUES (1, 'a', 2)", "ANALYZE orders");
    assertThat(changes()).isEmpty();
  }

  @Test
  void tells_which_columns_are_new_gone_renamed_and_of_another_type() {
    POSTGRES.execute(
        "ALTER TABLE orders DROP COLUMN email",
        "ALTER TABLE orders ADD COLUMN note varchar(20)",
        "ALTER TABLE orders RENAME COLUMN total TO amount",
        "ALTER TABLE orders ALTER COLUMN amount TYPE integer");
    assertThat(changes())
        .containsExactly(
            "column email was dropped, column total was renamed to amount, column amount changed"
                + " from numeric to integer, column note was added (character varying(20)), index"
                + " orders_total changed from btree (total) to btree (amount)");
    assertThat(changes()).isEmpty();
  }

  @Test
  void tells_which_constraints_and_indexes_are_new_and_gone() {
    POSTGRES.execute(
        "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
        "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID",
        "ALTER TABLE orders ALTER COLUMN email DROP NOT NULL",
        "DROP INDEX orders_total",
        "CREATE UNIQUE INDEX orders_email ON orders (email) WHERE total > 5");
    assertThat(changes())
        .containsExactly(
            "column email lost its NOT NULL, constraint orders_pkey was dropped: PRIMARY KEY (id),"
                + " constraint positive was added: CHECK (total > 0::numeric) NOT VALID, index"
                + " orders_email was added: UNIQUE btree (email) WHERE (total > (5)::numeric), index"
                + " orders_total was dropped: btree (total)");
  }

  @Test
  void a_table_that_is_made_anew_is_compared_by_the_names_of_its_columns() {
    POSTGRES.execute(
        "DROP TABLE orders", "CREATE TABLE orders (email text NOT NULL, id bigint PRIMARY KEY)");
    assertThat(changes())
        .containsExactly(
            "it was dropped and made anew, column total was dropped, index orders_total was dropped:"
                + " btree (total)");
  }

  @Test
  void a_table_that_goes_and_comes_back_is_told_each_time() {
    POSTGRES.execute("DROP TABLE orders");
    assertThat(changes()).containsExactly("the table is no longer there");
    assertThat(changes()).isEmpty();
    POSTGRES.execute("CREATE TABLE orders (id bigint)");
    assertThat(changes()).containsExactly("the table is there again");
    assertThat(changes()).isEmpty();
  }

  @Test
  void very_many_changes_are_counted() {
    for (int n = 1; n <= 30; n++) {
      POSTGRES.execute("ALTER TABLE orders ADD COLUMN c" + n + " int");
    }
    assertThat(changes().getFirst())
        .startsWith("column c1 was added (integer), column c2 was added (integer)")
        .endsWith("column c9 was added (integer), and 21 more changes");
  }

  @Test
  void two_groups_of_checks_see_one_change_under_one_key() {
    Kept others = kept;
    POSTGRES.execute("ALTER TABLE orders DROP COLUMN email");
    List<Noticed> one = noticed();
    kept = others;
    List<Noticed> other = noticed();

    assertThat(one).hasSize(1).isEqualTo(other);
    POSTGRES.execute("ALTER TABLE orders ADD COLUMN email text");
    noticed();
    POSTGRES.execute("ALTER TABLE orders DROP COLUMN email");
    assertThat(noticed().getFirst().key()).isNotEqualTo(one.getFirst().key());
  }

  @Test
  void what_was_kept_stays_while_the_database_is_away() {
    TestPostgres gone = TestPostgres.create();
    Kept before = kept;
    try (Asked unreachable =
        Asked.of(
            Asked.settings(
                "jdbc:postgresql://localhost:1/nowhere",
                gone.username(),
                gone.password(),
                Optional.empty()))) {
      Taken taken = unreachable.runner.measure(unreachable.database, List.of(ORDERS), before);
      assertThat(taken.noticed()).isEmpty();
      kept = taken.kept();
    }
    POSTGRES.execute("ALTER TABLE orders DROP COLUMN email");
    assertThat(changes()).containsExactly("column email was dropped");
  }

  private List<String> changes() {
    return noticed().stream().map(Noticed::sentence).toList();
  }

  private List<Noticed> noticed() {
    Taken taken = ASKED.runner.measure(ASKED.database, List.of(ORDERS), kept);
    kept = taken.kept();
    return taken.noticed();
  }
}
