package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Receiver.Address;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.testing.TestPostgres;
import io.micronaut.context.ApplicationContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Couriers on a state database of their own, with incidents in memory and a clock that is set. It
/// ends with the tests of the class that has it as an extension.
final class TestCourier implements AfterAllCallback {
  final TestPostgres database = TestPostgres.create();
  final ApplicationContext context;
  final Deliveries deliveries;
  final Map<UUID, SampleIncidents.Story> stories = new ConcurrentHashMap<>();
  final Counts counts = new Counts();
  final List<Silence> silences = new CopyOnWriteArrayList<>();
  final List<Incident> causes = new CopyOnWriteArrayList<>();
  final List<QuietTimes.Other> others = new CopyOnWriteArrayList<>();
  volatile @Nullable Instant lastRun;
  volatile Instant now = SampleIncidents.OPENED;
  volatile Routing routing = Routing.NONE;
  volatile ChannelSource channels =
      _ -> {
        throw new IllegalStateException("no channel was set");
      };

  TestCourier() {
    Flyway.configure()
        .dataSource(database.url(), database.username(), database.password())
        .schemas("assay")
        .load()
        .migrate();
    context =
        ApplicationContext.run(
            Map.of(
                "datasources.default.url",
                database.url(),
                "datasources.default.username",
                database.username(),
                "datasources.default.password",
                database.password(),
                "datasources.default.maximum-pool-size",
                "6"));
    deliveries = context.getBean(Deliveries.class);
  }

  /// As new, with these receivers.
  void reset(String... receivers) {
    database.execute("TRUNCATE assay.delivery, assay.message", "TRUNCATE assay.receiver_pace");
    stories.clear();
    counts.clear();
    silences.clear();
    causes.clear();
    others.clear();
    lastRun = null;
    now = SampleIncidents.OPENED;
    Map<String, Receiver> declared = new ConcurrentHashMap<>();
    for (String name : receivers) {
      declared.put(name, new Receiver(name, new Address.Console("slack", name)));
    }
    routing = new Routing(declared, List.of(), List.of());
  }

  SampleIncidents.Story want(SampleIncidents.Story story, String... receivers) {
    stories.put(story.incident().id(), story);
    deliveries.want(story.incident(), List.of(receivers), now);
    return story;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Courier courier() {
    return courier(_ -> "");
  }

  Courier courier(Function<UUID, String> link) {
    return new Courier(
        deliveries,
        new Courier.Sources(
            incidents(),
            () -> routing,
            _ ->
                new QuietTimes(
                    routing.mutes(), silences, causes, Optional.ofNullable(lastRun), others),
            new Courier.Links(link, "the page")),
        channels,
        counts,
        () -> now);
  }

  private IncidentSource incidents() {
    return new IncidentSource() {
      @Override
      public Optional<Incident> find(UUID incident) {
        return Optional.ofNullable(stories.get(incident)).map(SampleIncidents.Story::incident);
      }

      @Override
      public List<LoggedChange> changesAfter(UUID incident, long sequence) {
        return Optional.ofNullable(stories.get(incident)).stream()
            .flatMap(story -> story.log().stream())
            .filter(change -> change.sequence() > sequence)
            .toList();
      }
    };
  }

  /// Returns the first column of a query's rows.
  List<String> query(String sql) {
    try (var connection = database.connect();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(String.valueOf(rows.getString(1)));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Fails unless all is told, and no answer is waited for.
  void assertNothingIsOwed() {
    assertThat(query("SELECT id FROM assay.delivery WHERE told < wanted AND dead_at IS NULL"))
        .isEmpty();
    assertThat(query("SELECT id FROM assay.message WHERE attempts > 0")).isEmpty();
  }

  /// Returns a column of the only delivery.
  String column(String name) {
    List<String> found = query("SELECT " + name + " FROM assay.delivery");
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    context.close();
  }

  static final class Counts implements DeliveryLog {
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<String> failed = new CopyOnWriteArrayList<>();
    final List<String> dead = new CopyOnWriteArrayList<>();
    final List<String> suppressed = new CopyOnWriteArrayList<>();

    void clear() {
      List.of(told, failed, dead, suppressed).forEach(List::clear);
    }

    @Override
    public void told(String receiver) {
      told.add(receiver);
    }

    @Override
    public void failed(String receiver, String reason) {
      failed.add(receiver + " " + reason);
    }

    @Override
    public void dead(String receiver) {
      dead.add(receiver);
    }

    @Override
    public void suppressed(String receiver, Quiet.Reason reason) {
      suppressed.add(receiver + " " + reason.word());
    }
  }
}
