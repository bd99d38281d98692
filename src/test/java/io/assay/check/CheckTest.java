package io.assay.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTest {

  /// A kind that is nothing but its subject.
  private record Bare(String subject) implements Kind {
    @Override
    public String keyword() {
      return "about";
    }

    @Override
    public List<Measure<?>> measures() {
      return List.of(new Measure.Rows());
    }

    @Override
    public Judgement judge(Evidence evidence) {
      return Judgement.of(new Verdict.Unknown("nothing is known"));
    }
  }

  private static String title(Optional<TableName> table, String subject) {
    return title("shop/derived", table, subject, Optional.empty());
  }

  private static String title(
      String id, Optional<TableName> table, String subject, Optional<String> where) {
    return new Check(
            new CheckId(id),
            new Bare(subject),
            new Target(
                "shop",
                table,
                new Filter(where, Optional.empty()),
                Guard.OF_DATABASE,
                ZoneId.of("UTC")),
            new Terms(
                Severity.WARNING,
                new Schedule.Every(Duration.ofMinutes(5)),
                Terms.Streaks.ONE,
                Duration.ofDays(1),
                Optional.empty()),
            new About(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                new Source("checks/shop.yaml", 1, 1)))
        .title();
  }

  @ParameterizedTest
  @CsvSource({
    "public,orders,created_at,orders.created_at",
    "public,orders,größe,orders.größe",
    "public,orders,'',orders",
    "public,orders,'tenant_id,order_no','orders (tenant_id, order_no)'",
    "public,orders,(payload->>'amount'),orders (payload->>'amount')",
    "public,orders,'(lower(a)),(lower(b))','orders ((lower(a)), (lower(b)))'",
    "public,orders,order no,orders (order no)",
    "public,orders,1h,orders (1h)",
    "analytics,kpi,day,analytics.kpi.day"
  })
  void a_title_names_the_table_and_what_in_it(
      String schema, String table, String subject, String title) {
    assertThat(title(Optional.of(new TableName(schema, table)), subject)).isEqualTo(title);
  }

  @ParameterizedTest
  @CsvSource({"analytics.kpi,analytics.kpi", "*,shop", "'',shop"})
  void without_a_table_it_is_the_subject_or_the_database(String subject, String title) {
    assertThat(title(Optional.empty(), subject)).isEqualTo(title);
  }

  @Test
  void with_a_filter_it_tells_which_rows() {
    Optional<TableName> orders = Optional.of(new TableName("public", "orders"));
    Optional<String> where = Optional.of("tenant\n  = 7");
    assertThat(title("shop/derived", orders, "created_at", where))
        .isEqualTo("orders.created_at where tenant = 7");
    assertThat(title("orders-of-seven", orders, "created_at", where))
        .isEqualTo("orders.created_at [orders-of-seven]");
  }

  @Test
  void without_a_table_the_name_its_author_gave_it_comes_first() {
    assertThat(title("negative-totals", Optional.empty(), "SELECT 1", Optional.empty()))
        .isEqualTo("negative-totals");
  }
}
