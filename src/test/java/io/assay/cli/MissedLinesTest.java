package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.run.Gap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissedLinesTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final List<String> lines = new ArrayList<>();
  private final MissedLines missed = new MissedLines(lines::add);

  @Test
  void one_slot_is_said_with_its_time() {
    missed.add("shop/orders @ 1m", gap(0, 0), Gap.Reason.OVERRAN);
    missed.close();

    assertThat(lines)
        .containsExactly(
            "1 slot of shop/orders @ 1m was missed, at 2026-11-20T12:00:00Z: the run before took"
                + " longer than its interval.");
  }

  @Test
  void what_all_groups_missed_during_a_stop_is_one_line() {
    for (int group = 0; group < 2000; group++) {
      missed.add("shop/t" + group, gap(group % 60, 600), Gap.Reason.NOBODY_RAN);
    }
    missed.add("shop/t7", gap(700, 701), Gap.Reason.OVERRAN);
    missed.close();

    assertThat(lines)
        .containsExactly(
            "4000 slots of shop/t0, shop/t1, shop/t2 and 1997 more were missed, from"
                + " 2026-11-20T12:00:00Z to 2026-11-20T12:10:00Z: nobody was there to run them, or"
                + " the state database was away.",
            "2 slots of shop/t7 were missed, from 2026-11-20T12:11:40Z to 2026-11-20T12:11:41Z: the"
                + " run before took longer than its interval.");
  }

  @Test
  void nothing_missed_is_no_line() {
    missed.close();

    assertThat(lines).isEmpty();
  }

  private static Gap gap(long first, long last) {
    return new Gap(NOON.plusSeconds(first), NOON.plusSeconds(last), first == last ? 1 : 2);
  }
}
