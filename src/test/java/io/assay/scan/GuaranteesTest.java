package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuaranteesTest {
  private static final Measure<Long> NO_EMAIL = Proving.nulls("email");
  private static final Check CHECK =
      Draft.on("orders").asking("nulls", NO_EMAIL, new Measure.Rows());

  private final TestPostgres postgres = TestPostgres.create();
  private final Asked asked = Asked.superuser(postgres);
  private Kept kept = Kept.NOTHING;

  @BeforeEach
  void orders() {
    postgres.execute("CREATE TABLE orders (email text CONSTRAINT given CHECK (email IS NOT NULL))");
    assertThat(measured().cost().how()).isEqualTo(Measured.How.PROOF);
  }

  @AfterEach
  void close() {
    asked.close();
  }

  @Test
  void the_loss_of_a_guarantee_is_told_once_with_what_was_found() {
    postgres.execute(
        "ALTER TABLE orders DROP CONSTRAINT given", "INSERT INTO orders VALUES (NULL)");
    Measured lost = measured();
    assertThat(lost.get(NO_EMAIL)).isOne();
    assertThat(lost.cost().because()).contains("guarantee lost: constraint given");
    assertThat(measured().cost().because().orElse("")).doesNotContain("lost");
  }

  @Test
  void a_loss_is_told_also_after_a_run_that_could_not_measure() {
    postgres.execute("ALTER TABLE orders RENAME TO renamed");
    assertThat(measure()).isInstanceOf(Unmeasurable.class);
    postgres.execute(
        "ALTER TABLE renamed DROP CONSTRAINT given", "ALTER TABLE renamed RENAME TO orders");
    assertThat(measured().cost().because()).contains("guarantee lost: constraint given");
  }

  @Test
  void a_guarantee_in_the_place_of_another_is_no_loss() {
    postgres.execute(
        "ALTER TABLE orders ALTER email SET NOT NULL", "ALTER TABLE orders DROP CONSTRAINT given");
    assertThat(measured().cost().because()).contains("guaranteed by NOT NULL");
  }

  @Test
  void what_was_guaranteed_is_kept_with_the_day_so_that_it_is_not_forgotten_as_old() {
    Instant now = measured().moment().now();
    assertThat(Optional.ofNullable(kept.parts().get("guarantees")).map(Kept.Part::at))
        .hasValueSatisfying(at -> assertThat(at).isBetween(now.minus(Duration.ofDays(1)), now));
  }

  private Measured measured() {
    return (Measured) measure();
  }

  private Measurement measure() {
    Taken taken = asked.runner.measure(asked.database, List.of(CHECK), kept);
    kept = taken.kept();
    return Optional.ofNullable(taken.measurements().get(CHECK.id())).orElseThrow();
  }
}
