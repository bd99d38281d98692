package io.assay.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What Grafana asks of a dashboard before it asks Prometheus.
class DashboardTest {
  private static final int COLUMNS = 24;

  /// Of Grafana's units, those that are used.
  private static final Set<String> UNITS =
      Set.of("none", "s", "bytes", "percentunit", "cps", "opm");

  private final JsonObject dashboard =
      JsonParser.parseString(Files.readString(Path.of("helm/files/dashboard.json")))
          .getAsJsonObject();
  private final List<JsonObject> panels = new ArrayList<>();

  DashboardTest() throws IOException {
    dashboard.getAsJsonArray("panels").forEach(panel -> panels.add(panel.getAsJsonObject()));
  }

  @Test
  void each_panel_has_an_id_and_a_place_of_its_own() {
    assertThat(panels).extracting(panel -> panel.get("id").getAsInt()).doesNotHaveDuplicates();
    Set<String> taken = new HashSet<>();
    for (JsonObject panel : panels) {
      JsonObject place = panel.getAsJsonObject("gridPos");
      for (int x = of(place, "x"); x < of(place, "x") + of(place, "w"); x++) {
        assertThat(x).isLessThan(COLUMNS);
        for (int y = of(place, "y"); y < of(place, "y") + of(place, "h"); y++) {
          assertThat(taken.add(x + "/" + y)).as(panel.get("title").getAsString()).isTrue();
        }
      }
    }
  }

  @Test
  void each_panel_asks_the_chosen_source_says_what_it_shows_and_in_which_unit() {
    for (JsonObject panel : panels) {
      if (panel.get("type").getAsString().equals("row")) {
        continue;
      }
      String title = panel.get("title").getAsString();
      assertThat(panel.get("description").getAsString()).as(title).isNotBlank();
      assertThat(panel.getAsJsonArray("targets")).as(title).isNotEmpty();
      Set<String> references = new HashSet<>();
      for (JsonElement target : panel.getAsJsonArray("targets")) {
        JsonObject query = target.getAsJsonObject();
        assertThat(query.getAsJsonObject("datasource").get("uid").getAsString())
            .isEqualTo("${datasource}");
        assertThat(references.add(query.get("refId").getAsString())).as(title).isTrue();
        assertThat(query.get("expr").getAsString())
            .contains("job=\"$job\", namespace=~\"$namespace\"");
      }
      if (!panel.get("type").getAsString().equals("table")) {
        assertThat(UNITS)
            .contains(
                panel
                    .getAsJsonObject("fieldConfig")
                    .getAsJsonObject("defaults")
                    .get("unit")
                    .getAsString());
      }
    }
  }

  private static int of(JsonObject place, String key) {
    return place.get(key).getAsInt();
  }
}
