package io.assay.cli;

import io.assay.alert.Courier;
import io.assay.alert.CourierLoop;
import io.assay.alert.Deliveries;
import io.assay.alert.IncidentSource;
import io.assay.alert.Router;
import io.assay.alert.channel.ChannelOptions;
import io.assay.alert.channel.Channels;
import io.assay.config.GoodFiles;
import io.assay.config.Problem;
import io.assay.config.Settings;
import io.assay.history.History;
import io.assay.history.KeptFigures;
import io.assay.history.PartitionTables;
import io.assay.history.Partitions;
import io.assay.history.Results;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.metrics.CheckSeries;
import io.assay.metrics.DaemonMeters;
import io.assay.run.GroupTasks;
import io.assay.run.MissedRuns;
import io.assay.run.Pace;
import io.assay.run.Register;
import io.assay.run.Replicas;
import io.assay.run.Run;
import io.assay.run.RunLog;
import io.assay.run.StateClock;
import io.assay.run.StateWatch;
import io.assay.run.Store;
import io.assay.run.Telling;
import io.assay.run.Timetable;
import io.assay.run.Turns;
import io.assay.web.Access;
import io.assay.web.Operations;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon, put together from the rooms: this is the place where everything meets. What was
/// started last is closed first.
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /// How long a shutdown waits for statements before it cancels them; their runs are handed back.
  private static final Duration RUNS_MAY_END = Duration.ofSeconds(3);

  private final StateClock clock = StateClock.ofMachine();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Settings settings;
  private final LiveConfiguration configuration;
  private final Timetable timetable;
  private final DaemonMeters meters;
  private final CheckSeries series;
  private final CheckStates states;
  private final StateWatch watch = new StateWatch();

  /// What the daemon is started with besides its settings.
  ///
  /// @param origin where the settings come from
  /// @param log is told of each run besides the metrics
  record Start(LiveConfiguration.Origin origin, RunLog log) {}

  /// Returns the Micronaut properties of the daemon's HTTP server.
  static Map<String, Object> serverProperties(Settings settings) {
    return Map.of(
        "micronaut.server.host", settings.web().host(),
        "micronaut.server.port", settings.web().port());
  }

  /// Starts the daemon over an open state; `state` is closed with it. Throws ProblemsFound when
  /// there is nothing it could tell anybody, and CannotStart when its port is taken.
  Daemon(Settings settings, StateContext state, Start start) {
    this.settings = settings;
    parts.push(state);
    try {
      PrometheusMeterRegistry registry = state.get(PrometheusMeterRegistry.class);
      meters = new DaemonMeters(registry, Version.number());
      series = new CheckSeries();
      registry.getPrometheusRegistry().register(series);

      Databases databases =
          opened(
              Databases.open(
                  settings.databases().values(),
                  Observers.statements(meters),
                  start.origin().configPath()));
      configuration =
          new LiveConfiguration(settings, start.origin(), databases, state.get(GoodFiles.class));
      configuration.recall();

      states = state.get(CheckStates.class);
      Incidents incidents = state.get(Incidents.class);
      Deliveries deliveries = state.get(Deliveries.class);
      Partitions partitions =
          new Partitions(state.get(PartitionTables.class), settings.state().retention(), clock);
      KeptFigures kept = state.get(KeptFigures.class);
      Store store =
          new Store(
              state.transactions(),
              new History(partitions, state.get(Results.class), kept),
              states,
              incidents);
      Telling telling =
          (incident, now) ->
              deliveries.want(
                  incident, Router.receivers(configuration.now().routing(), incident), now);
      RunLog log = RunLog.all(List.of(Observers.runs(series, meters), start.log()));
      MissedRuns missedRuns = state.get(MissedRuns.class);
      meters.stateUp(watch::up);
      timetable =
          opened(
              new Timetable(
                  new Timetable.State(state.get(DataSource.class), watch, clock),
                  new Turns(new Run(databases, store, telling, log, clock), missedRuns, log, clock),
                  new Register(
                      store,
                      new Register.Tables(state.get(GroupTasks.class), state.get(Replicas.class)),
                      telling,
                      log,
                      clock),
                  Pace.DEFAULT));

      parts.push(() ->
          CompletableFuture.delayedExecutor(RUNS_MAY_END.toMillis(), TimeUnit.MILLISECONDS)
              .execute(databases::close));

      Courier courier =
          new Courier(
              deliveries,
              new Courier.Sources(log(incidents), () -> configuration.now().routing(), this::link),
              state.get(Channels.class),
              Observers.deliveries(meters),
              clock);
      Housekeeping housekeeping =
          opened(
              new Housekeeping(
                  new Housekeeping.Tables(
                      new History(partitions, state.get(Results.class), kept),
                      incidents,
                      deliveries,
                      missedRuns,
                      settings.state().retention()),
                  meters,
                  watch,
                  () -> configuration.now().routing().receivers().keySet(),
                  clock));

      state.add(Access.class, new Access(settings.web().token(), settings.web().publicRead()));
      state.add(Operations.class, new WebOperations(this::reload, configuration, timetable));
      state.add(StateWatch.class, watch);

      begin(state.get(EmbeddedServer.class), courier, housekeeping, partitions);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void begin(
      EmbeddedServer server, Courier courier, Housekeeping housekeeping, Partitions partitions) {
    partitions.run();
    // what changes from here on is seen
    FolderWatch folderWatch = folderWatch();
    LiveConfiguration.InForce first = configuration.load(this::takeEffect);
    if (first.routing().receivers().isEmpty() && first.problemsIn(settings.folders().alerts())) {
      throw new ProblemsFound(first.problems());
    }
    if (first.routing().receivers().isEmpty()) {
      LOG.warn(
          "No receiver is declared in {}: incidents are kept and shown, and nobody is told.",
          settings.folders().alerts());
    }
    listen(server);
    timetable.start();
    CourierLoop loop = opened(new CourierLoop(courier, StateWatch::isOutage));
    thread("courier", loop);
    housekeeping.start();
    thread("folder-watch", folderWatch);
    LOG.info("Assay {} is ready at {}.", Version.number(), server.getURL());
  }

  private void listen(EmbeddedServer server) {
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new CannotStart(
          "port %d cannot be listened on (%s): stop what uses it, or choose another with assay.web.port"
              .formatted(settings.web().port(), Sentences.of(e)),
          e);
    }
  }

  private FolderWatch folderWatch() {
    return new FolderWatch(
        List.of(settings.folders().checks(), settings.folders().alerts()),
        new FolderWatch.Reload() {
          @Override
          public boolean incomplete() {
            return !configuration.now().unsure().isEmpty();
          }

          @Override
          public void load() {
            reload();
          }
        });
  }

  /// Loads the check and routing files again and returns the problems that were found.
  List<String> reload() {
    return configuration.load(this::takeEffect).problems().stream().map(Object::toString).toList();
  }

  /// Returns how many checks are in force, besides those of the databases themselves.
  int declared() {
    return configuration.now().checks().size() - settings.databases().size();
  }

  /// Returns the problems of the last load.
  List<Problem> problems() {
    return configuration.now().problems();
  }

  private void takeEffect(LiveConfiguration.InForce now) {
    series.declare(now.checks());
    meters.declare(settings.databases().keySet(), now.routing().receivers().keySet());
    meters.reloaded(now.problems().isEmpty(), clock.instant());
    timetable.sync(now.checks(), now.unsure());
    recall();
  }

  /// What ran before a restart need not run again for the metrics to tell where it stands.
  private void recall() {
    if (!watch.up()) {
      return;
    }
    try {
      series.recall(states.standings(series.blank()).values());
    } catch (RuntimeException e) {
      LOG.debug("Where the checks stood could not be read; their next runs tell.", e);
    }
  }

  /// The log of incidents, as the courier reads it.
  private static IncidentSource log(Incidents incidents) {
    return new IncidentSource() {
      @Override
      public Optional<Incident> find(UUID incident) {
        return incidents.find(incident);
      }

      @Override
      public List<LoggedChange> changesAfter(UUID incident, long sequence) {
        return incidents.changesAfter(incident, sequence);
      }
    };
  }

  private String link(UUID incident) {
    return settings.web().url().map(url -> url + "/#" + incident).orElse("");
  }

  private void thread(String name, Runnable loop) {
    Thread thread = Thread.ofPlatform().daemon().name(name).start(loop);
    parts.push(thread::interrupt);
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /// Returns the options of the channels; `console` shows what the demo's receivers would have got.
  static ChannelOptions channelOptions(PrintStream console, boolean colour) {
    return new ChannelOptions(ChannelOptions.TIMEOUT, console, colour, InstantSource.system());
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("A part of the daemon did not stop as it should: {}", Sentences.of(e));
      }
    }
    LOG.info("Assay stopped at {}.", clock.instant());
  }
}
