package io.assay.web;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.assay.check.KeptRows;
import io.assay.incident.Incident;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptRowsShownTest {
  private static final KeptRows ROWS =
      new KeptRows(
          List.of("id", "(lower(note))"),
          List.of(
              List.of(Optional.of("7"), Optional.of("<script>alert(1)</script>")),
              List.of(Optional.of("8"), Optional.empty())));

  @Test
  void the_page_shows_groups_and_rows_and_runs_nothing_of_them() {
    StringOutput html = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html)
        .render(
            "status.jte",
            new StatusPage(
                new StatusPage.Look("12:00:00 UTC", true),
                "1 checks",
                List.of(),
                List.of(
                    new StatusPage.IncidentRow(
                        "1",
                        "warning",
                        "orders: 1 of 2 groups",
                        "5 min",
                        "f.yaml:1",
                        "",
                        List.of("acknowledged by <b>anna</b>"),
                        new Incident.Details(
                            List.of("country=<b>IT</b>: 3 rows"), Optional.of(ROWS)))),
                List.of(new StatusPage.DeadRow("2", "oncall", "<b>orders</b>", "HTTP 404", "1 h")),
                List.of("table=<i>, says bob"),
                Map.of()),
            html);

    assertThat(html.toString())
        .contains("<li>country=&lt;b&gt;IT&lt;/b&gt;: 3 rows</li>")
        .contains("<td>7</td><td>&lt;script&gt;alert(1)&lt;/script&gt;</td>")
        .contains("<td>8</td><td><i>NULL</i></td>")
        .contains("&lt;b&gt;orders&lt;/b&gt;<br><small>HTTP 404")
        .contains("acknowledged by &lt;b&gt;anna&lt;/b&gt;", "table=&lt;i&gt;, says bob")
        .contains("(lower(note))</th>")
        .doesNotContain("<script");
  }

  @Test
  void what_turns_text_around_hides_or_steers_a_terminal_is_on_no_page() {
    assertThat(SafePage.of("a\u202Eb\u0007c\u001B[31md\u0000\te\u200Df\n").body())
        .isEqualTo("abc[31md\te\u200Df\n");
  }

  @Test
  void the_api_has_the_rows_with_null_as_null() throws IOException {
    assertThat(JsonMapper.createDefault().writeValueAsString(IncidentView.RowsView.of(ROWS)))
        .isEqualTo(
            "{\"columns\":[\"id\",\"(lower(note))\"],"
                + "\"rows\":[[\"7\",\"<script>alert(1)</script>\"],[\"8\",null]]}");
  }
}
