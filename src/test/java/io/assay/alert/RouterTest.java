package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Source;
import io.assay.incident.Incident;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
  private final Incident incident = SampleIncidents.stale().incident();

  @Test
  void the_first_matching_route_takes_the_incident() {
    Routing routing =
        routing(
            route(Map.of("severity", "critical"), false, "oncall"),
            route(Map.of("owner", "data-*"), false, "data"),
            route(Map.of(), false, "everyone"));
    assertThat(Router.receivers(routing, incident)).containsExactly("data");
  }

  @Test
  void a_route_with_continue_reads_on_and_names_each_receiver_once() {
    Routing routing =
        routing(
            route(Map.of("database", "shop"), true, "data", "audit"),
            route(Map.of(), false, "audit", "everyone"));
    assertThat(Router.receivers(routing, incident)).containsExactly("data", "audit", "everyone");
  }

  @Test
  void an_incident_that_got_worse_goes_to_the_route_of_its_new_severity() {
    Routing routing =
        routing(
            route(Map.of("severity", "critical"), false, "oncall"), route(Map.of(), false, "data"));
    assertThat(
            Router.receivers(
                routing, SampleIncidents.stale().critical(Duration.ofMinutes(5)).incident()))
        .containsExactly("oncall");
  }

  @Test
  void nobody_is_told_when_no_route_matches() {
    assertThat(Router.receivers(routing(route(Map.of("database", "x"), false, "a")), incident))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "severity,warning,true",
    "severity,critical,false",
    "database,sh?p,true",
    "database,sho,false",
    "table,public.orders,true",
    "table,orders,true",
    "table,public.*,true",
    "table,analytics.*,false",
    "check,shop/*/fresh/*,true",
    "kind,fresh,true",
    "owner,data-platform,true",
    "owner,'',false",
    "sort,breach,true",
    "sort,error,false",
    "team,shop,true",
    "team,s*p*,true",
    "tier,*,false",
  })
  void equalities_know_every_key_and_globs(String key, String value, boolean expected) {
    assertThat(new Match(Map.of(key, value)).accepts(incident)).isEqualTo(expected);
  }

  @Test
  void all_equalities_must_hold() {
    assertThat(new Match(Map.of("database", "shop", "kind", "rows")).accepts(incident)).isFalse();
    assertThat(Match.EVERYTHING.accepts(incident)).isTrue();
  }

  static Routing.Route route(Map<String, String> match, boolean goOn, String... to) {
    return new Routing.Route(
        new Match(match), List.of(to), goOn, new Source("alerts/routes.yaml", 1, 5));
  }

  private static Routing routing(Routing.Route... routes) {
    return new Routing(Map.of(), List.of(routes), List.of());
  }
}
