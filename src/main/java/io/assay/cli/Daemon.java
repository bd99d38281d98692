package io.assay.cli;

import io.assay.alert.Courier;
import io.assay.alert.CourierLoop;
import io.assay.alert.DeadLetters;
import io.assay.alert.Deliveries;
import io.assay.alert.HeartbeatChannel;
import io.assay.alert.HeartbeatRows;
import io.assay.alert.Heartbeats;
import io.assay.alert.IncidentSource;
import io.assay.alert.RepeatRows;
import io.assay.alert.Repeats;
import io.assay.alert.Router;
import io.assay.alert.Routing;
import io.assay.alert.Silences;
import io.assay.alert.Tellings;
import io.assay.alert.channel.ChannelOptions;
import io.assay.alert.channel.Channels;
import io.assay.config.GoodFiles;
import io.assay.config.Problem;
import io.assay.config.Settings;
import io.assay.history.Events;
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
import io.assay.metrics.MetricsPage;
import io.assay.run.ByHand;
import io.assay.run.GroupTasks;
import io.assay.run.MissedRuns;
import io.assay.run.Pace;
import io.assay.run.Register;
import io.assay.run.Replicas;
import io.assay.run.Run;
import io.assay.run.RunLog;
import io.assay.run.SilenceWatch;
import io.assay.run.StateClock;
import io.assay.run.StateWatch;
import io.assay.run.Store;
import io.assay.run.Telling;
import io.assay.run.Timetable;
import io.assay.run.Turns;
import io.assay.web.Access;
import io.assay.web.Links;
import io.assay.web.Metrics;
import io.assay.web.Operations;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon, put together from the rooms: this is the place where everything meets. What was
/// started last is closed first.
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /// How long a shutdown waits for statements before it cancels them; their runs are handed back.
  private static final Duration RUNS_MAY_END = Duration.ofSeconds(3);

  /// How often it is looked whether there is something to do beside the deliveries.
  private static final Duration BESIDE = Duration.ofSeconds(2);

  private final StateClock clock = StateClock.ofMachine();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Settings settings;
  private final LiveConfiguration configuration;
  private final Timetable timetable;
  private final DaemonMeters meters;
  private final CheckSeries series;
  private final CheckStates states;
  private final SlackInbound slack;
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
      Silences silences = state.get(Silences.class);
      Partitions partitions =
          new Partitions(
              state.get(PartitionTables.class), settings.state().keep().results(), clock);
      KeptFigures kept = state.get(KeptFigures.class);
      History history =
          new History(partitions, state.get(Results.class), kept, state.get(Events.class));
      Store store = new Store(state.transactions(), history, states, incidents);
      Telling telling =
          (incident, now) ->
              deliveries.want(
                  incident, Router.receivers(configuration.now().routing(), incident), now);
      RunLog log = RunLog.all(List.of(Observers.runs(series, meters), start.log()));
      MissedRuns missedRuns = state.get(MissedRuns.class);
      meters.stateUp(watch::up);
      meters.declareReasons(Observers.reasonsToHold());
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

      Links links = new Links(settings.web().url());
      Courier courier =
          new Courier(
              deliveries,
              new Courier.Sources(
                  log(incidents),
                  () -> configuration.now().routing(),
                  new QuietSources(configuration, silences, incidents, states)::about,
                  new Courier.Links(links::incident, rest())),
              state.get(Channels.class),
              Observers.deliveries(meters),
              clock);
      CourierLoop loop = loop(courier, state);
      SilenceWatch silenceWatch =
          new SilenceWatch(
              new SilenceWatch.Tables(state.transactions(), silences, incidents, deliveries),
              () -> configuration.now().routing(),
              clock);
      Housekeeping housekeeping =
          opened(
              new Housekeeping(
                  new Housekeeping.Tables(
                      history,
                      incidents,
                      new Housekeeping.Told(deliveries, state.get(Tellings.class), silenceWatch),
                      missedRuns,
                      settings.state().keep()),
                  meters,
                  watch,
                  () -> configuration.now().routing().receivers().keySet(),
                  clock));

      state.add(Access.class, new Access(settings.web().token(), settings.web().publicRead()));
      Operations operations =
          new WebOperations(
              this::reload,
              configuration,
              settings,
              timetable,
              new WebOperations.People(
                  new ByHand(store, telling, log, clock), silences, silenceWatch, clock));
      state.add(Operations.class, operations);
      slack =
          opened(new SlackInbound(state, operations, () -> configuration.now().routing(), clock));
      state.add(Links.class, links);
      state.add(StateWatch.class, watch);
      state.add(Metrics.class, new MetricsPage(registry, series)::read);

      Restore.lookFor(state, deliveries, meters, clock);
      begin(state.get(EmbeddedServer.class), loop, housekeeping, partitions);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void begin(
      EmbeddedServer server,
      CourierLoop courier,
      Housekeeping housekeeping,
      Partitions partitions) {
    partitions.run();
    // what changes from here on is seen
    FolderWatch folderWatch = folderWatch();
    LiveConfiguration.InForce first = configuration.load(this::takeEffect);
    if (first.routing().receivers().isEmpty() && first.problemsIn(settings.folders().alerts())) {
      throw new CannotStart(
          "Nobody would be told of anything: the files in %s have problems, which the log names."
              .formatted(settings.folders().alerts()));
    }
    if (first.routing().receivers().isEmpty()) {
      LOG.warn(
          "No receiver is declared in {}: incidents are kept and shown, and nobody is told.",
          settings.folders().alerts());
    }
    listen(server);
    timetable.start();
    thread("courier", opened(courier));
    housekeeping.start();
    thread("folder-watch", folderWatch);
    LOG.info("Assay {} is ready at {}.", Version.number(), server.getURL());
  }

  /// The courier at work, with what belongs to telling people beside it.
  private CourierLoop loop(Courier courier, StateContext state) {
    Supplier<Routing> routing = () -> configuration.now().routing();
    DeadLetters letters = state.get(DeadLetters.class);
    Heartbeats heartbeats =
        new Heartbeats(
            state.get(HeartbeatRows.class),
            routing,
            state.get(HeartbeatChannel.class),
            Observers.heartbeats(meters, clock),
            clock);
    Repeats repeats =
        new Repeats(
            state.get(RepeatRows.class),
            routing,
            state.get(Channels.class),
            Observers.deliveries(meters),
            clock);
    return new CourierLoop(courier, why -> watch.tellsOf(why) || StateWatch.isLocked(why))
        .beside(
            "The sorting of dead letters",
            BESIDE,
            () -> letters.write(routing.get().fallback(), clock.instant()))
        .beside("The repetition of alerts", BESIDE, repeats::repeatDue)
        .beside("The heartbeat", BESIDE, heartbeats::beatWhenDue);
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
    meters.inForce(now.hash());
    timetable.sync(now.checks(), now.unsure());
    slack.sync(now.routing());
    recall();
  }

  /// What ran before a restart need not run again for the metrics to tell where it stands.
  private void recall() {
    if (!watch.up()) {
      return;
    }
    try {
      series.recall(states.last());
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

      @Override
      public List<Incident> all(Collection<UUID> ids) {
        return incidents.all(ids);
      }

      @Override
      public Map<UUID, List<LoggedChange>> allChangesAfter(Map<UUID, Long> sequences) {
        return incidents.allChangesAfter(sequences);
      }
    };
  }

  /// Where all open incidents are to be seen.
  private String rest() {
    return settings.web().url().map(url -> url + "/").orElse("GET /api/incidents");
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
