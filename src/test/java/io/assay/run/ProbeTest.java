package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.incident.Lifecycle;
import io.assay.testing.SampleChecks;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {
  @Test
  void every_database_has_a_critical_check_of_its_own_where_it_is_declared() {
    Source declared = new Source("assay.yml", 7, 5);

    Check probe =
        Probe.of(
            "shop", new SampleChecks.AtMost(Lifecycle.ANSWERS, 0, Severity.CRITICAL, 0), declared);

    assertThat(probe.id().value()).isEqualTo("shop/answers");
    assertThat(probe.terms().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(probe.terms().schedule().written()).isEqualTo("15s");
    assertThat(probe.about().declared()).isEqualTo(declared);
    assertThat(CheckGroup.of(List.of(probe)).values())
        .singleElement()
        .satisfies(group -> assertThat(group.database()).isEqualTo("shop"));
  }
}
