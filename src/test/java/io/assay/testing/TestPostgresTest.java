package io.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import org.junit.jupiter.api.Test;

class TestPostgresTest {
  @Test
  void each_test_has_a_database_of_its_own() throws Exception {
    TestPostgres one = TestPostgres.create();
    TestPostgres other = TestPostgres.create();
    one.execute("CREATE TABLE only_here (id int)");
    try (var connection = other.connect();
        ResultSet found =
            connection.createStatement().executeQuery("SELECT to_regclass('only_here')")) {
      assertThat(found.next()).isTrue();
      assertThat(found.getString(1)).isNull();
    }
  }
}
