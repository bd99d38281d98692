package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.check.KindLanguage;
import io.assay.check.kind.Kinds;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of each kind's page in the reference, all the way: validated, run and explained
/// against a database that has what it is about.
@Tag("versions")
class ReferenceExamplesTest {
  private static final Path REFERENCE = Path.of("src/docs/reference/kinds");
  private static final TestPostgres SHOP = TestPostgres.create();
  private static final TestPostgres WAREHOUSE = TestPostgres.create();

  /// Whatever is not here passes: troubles in the data, and what cannot be known at a first run.
  private static final Map<String, String> OTHERWISE =
      Map.ofEntries(
          Map.entry("events-growth", "unknown"),
          Map.entry("heartbeat-of-eu", "breach"),
          Map.entry("orders-shrink", "unknown"),
          Map.entry("regressions", "unknown"),
          Map.entry("shop/jobs/etl-*", "breach"),
          Map.entry("shop/public.orders/drop", "unknown"),
          Map.entry("shop/public.orders/same/sum(total) as in warehouse/sales.orders", "breach"),
          Map.entry("shop/public.orders/schema", "breach"),
          Map.entry("shop/public.orders/stat/sum(total)", "unknown"),
          Map.entry("shop/public.orders/values/status", "breach"),
          Map.entry("shop/slow/*", "unknown"),
          Map.entry("shop/slow/*FROM orders*", "unknown"),
          Map.entry(
              "shop/sql/SELECT i.id FROM public.invoices i JOIN public.invoice_lines-01b16899",
              "breach"));

  @TempDir private static Path folder;

  @BeforeAll
  static void fill() throws IOException {
    SHOP.execute(Files.readString(Path.of("src/test/resources/reference/shop.sql")));
    WAREHOUSE.execute(
        "CREATE SCHEMA sales",
        "CREATE TABLE orders AS SELECT n AS id, now() AS created_at FROM generate_series(1, 5000) n",
        "CREATE TABLE sales.orders AS SELECT now() AS created_at, 1 AS total");
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    for (KindLanguage kind : Kinds.ALL) {
      Files.writeString(folder.resolve("checks/" + kind.keyword() + ".yaml"), file(kind.keyword()));
    }
    Files.writeString(
        folder.resolve("assay.yml"),
        """
        assay:
          checks: %1$s/checks
          alerts: %1$s/alerts
          databases:
            shop: {url: "%2$s", username: %4$s}
            warehouse: {url: "%3$s", username: %4$s}
        """
            .formatted(folder, SHOP.url(), WAREHOUSE.url(), SHOP.username()));
  }

  /// An example is a file without its head, or the items of one table.
  private static String file(String kind) throws IOException {
    List<String> example =
        Files.readAllLines(REFERENCE.resolve(kind + ".md")).stream()
            .dropWhile(line -> !line.equals("## Example"))
            .dropWhile(line -> !line.equals("```yaml"))
            .skip(1)
            .takeWhile(line -> !line.equals("```"))
            .toList();
    StringBuilder text = new StringBuilder("database: shop\n");
    if (example.getFirst().startsWith("- ")) {
      text.append("tables:\n  public.orders:\n    time: created_at\n    checks:\n");
      example.forEach(line -> text.append("      ").append(line).append('\n'));
    } else {
      example.forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  @Test
  void each_example_is_valid_and_comes_to_what_its_page_says() {
    assertThat(run("validate")).startsWith("0 ");
    Map<String, String> others = new TreeMap<>();
    Map<String, String> ofEachKind = new TreeMap<>();
    for (JsonElement each :
        JsonParser.parseString(run("run", "--format=json").substring(2)).getAsJsonArray()) {
      JsonObject line = each.getAsJsonObject();
      String id = line.get("check").getAsString();
      if (!line.get("status").getAsString().equals("pass")) {
        others.put(id, line.get("status").getAsString());
      }
      ofEachKind.put(line.get("kind").getAsString(), id);
    }
    assertThat(others).isEqualTo(OTHERWISE);
    assertThat(ofEachKind).hasSameSizeAs(Kinds.ALL);
    for (String id : ofEachKind.values()) {
      assertThat(run("explain", id)).as(id).startsWith("0 " + id);
    }
  }

  /// Returns the exit code and what was printed to standard output.
  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> whole = new ArrayList<>(List.of(arguments));
    whole.add("--config=" + folder.resolve("assay.yml"));
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(whole.toArray(String[]::new));
    return code + " " + out + (out.toString().isEmpty() ? err : "");
  }
}
