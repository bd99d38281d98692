package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What may change between a look and the statement that trusts it.
class RelationFactsTest {
  private static final RelationFacts.Leaf KEPT = leaf(1, "kept");
  private static final RelationFacts.Leaf MOVED = leaf(2, "moved");
  private static final RelationFacts BEFORE = facts("shape", Optional.empty(), KEPT, MOVED);

  @Test
  void a_table_that_is_read_anyway_may_change() {
    RelationFacts now = facts("shape", Optional.empty(), KEPT, leaf(2, "moved on"));
    assertThat(now.sameFor(BEFORE, Set.of(1L))).isTrue();
    assertThat(now.sameFor(BEFORE, Set.of(1L, 2L))).isFalse();
  }

  @Test
  void the_columns_may_not_change_under_figures_that_are_kept() {
    assertThat(facts("renamed", Optional.empty(), KEPT, MOVED).sameFor(BEFORE, Set.of(1L)))
        .isFalse();
  }

  @Test
  void no_table_may_come_or_go() {
    assertThat(facts("shape", Optional.empty(), KEPT).sameFor(BEFORE, Set.of(1L))).isFalse();
    assertThat(
            facts("shape", Optional.empty(), KEPT, MOVED, leaf(3, "new"))
                .sameFor(BEFORE, Set.of(1L)))
        .isFalse();
  }

  @Test
  void changes_have_to_be_told_still() {
    assertThat(
            facts("shape", Optional.of("row security applies to the role"), KEPT, MOVED)
                .sameFor(BEFORE, Set.of(1L)))
        .isFalse();
  }

  private static RelationFacts.Leaf leaf(long oid, String fingerprint) {
    return new RelationFacts.Leaf(oid, new TableName("public", "events_" + oid), fingerprint, true);
  }

  private static RelationFacts facts(
      String shape, Optional<String> inFull, RelationFacts.Leaf... leaves) {
    return new RelationFacts(
        new TableName("public", "events"),
        shape,
        "structure",
        List.of(leaves),
        new RelationFacts.Columns(Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
        Optional.empty(),
        true,
        false,
        inFull);
  }
}
