package io.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

class ServiceTest {
  private static final String PROPERTY = "assay.test.services";

  private final String before = System.getProperty(PROPERTY, "");

  @AfterEach
  void restore() {
    System.setProperty(PROPERTY, before);
  }

  @Test
  void a_test_whose_service_is_missing_is_left_out_with_a_sentence() {
    System.setProperty(PROPERTY, "");

    assertThatThrownBy(() -> Service.PGBOUNCER.program("pgbouncer-of-tomorrow"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining(
            "PgBouncer is not installed (pgbouncer-of-tomorrow): what needs it is not tested here");
  }

  @Test
  void a_test_whose_service_is_required_fails_with_the_package_to_install() {
    System.setProperty(PROPERTY, "required");

    assertThatThrownBy(() -> Service.PG_CRON.program("/usr/lib/postgresql/15/lib/of-tomorrow.so"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "pg_cron for PostgreSQL 15 is required by -Dassay.test.services=required and is not"
                + " installed (/usr/lib/postgresql/15/lib/of-tomorrow.so): on Debian, apt-get"
                + " install postgresql-15-cron");
  }

  @ParameterizedTest
  @EnumSource
  void ci_installs_each(Service service) throws Exception {
    assertThat(Files.readAllLines(Path.of(".ci/run")))
        .anySatisfy(line -> assertThat(line).matches("service \\S+ " + service.debianPackage()));
  }
}
