package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a state database is told from what was restored from a backup of it.
class StateIdentityTest {
  private final StateStore state = StateStore.create();
  private final StateIdentity identity = state.bean(StateIdentity.class);

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void the_same_database_is_never_taken_for_a_restored_one() {
    assertThat(identity.restored()).isFalse();
    assertThat(identity.restored()).isFalse();
  }

  @Test
  void one_that_lies_elsewhere_is_and_the_first_who_asks_is_told() {
    state.postgres().execute("UPDATE assay.identity SET place = 'elsewhere'");

    assertThat(identity.restored()).isTrue();
    assertThat(identity.restored()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1 minute, false", "1 hour, true"})
  void on_another_timeline_it_is_when_nothing_ran_until_just_before(String ago, boolean restored) {
    state
        .postgres()
        .execute(
            "UPDATE assay.identity SET timeline = '0000000F'",
            "INSERT INTO assay.check_state (check_id, database, last_run) VALUES ('shop/answers', 'shop', now() - interval '%s')"
                .formatted(ago));

    assertThat(identity.restored()).isEqualTo(restored);
    assertThat(identity.restored()).isFalse();
  }
}
