package io.assay.cli;

import io.assay.alert.Silence;
import io.assay.alert.Silences;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Words;
import io.assay.config.Settings;
import io.assay.config.SilenceReader;
import io.assay.run.ByHand;
import io.assay.run.ByHand.Came;
import io.assay.run.RunNow;
import io.assay.run.SilenceWatch;
import io.assay.run.Timetable;
import io.assay.web.Operations;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the web can ask of this daemon.
final class WebOperations implements Operations {
  private static final Logger LOG = LoggerFactory.getLogger(WebOperations.class);
  private static final int MOST = 200;

  private final Supplier<List<String>> reload;
  private final LiveConfiguration configuration;
  private final Settings settings;
  private final Timetable timetable;
  private final People people;

  /// Where it is kept what people do.
  record People(ByHand byHand, Silences silences, SilenceWatch watch, InstantSource clock) {}

  WebOperations(
      Supplier<List<String>> reload,
      LiveConfiguration configuration,
      Settings settings,
      Timetable timetable,
      People people) {
    this.reload = reload;
    this.configuration = configuration;
    this.settings = settings;
    this.timetable = timetable;
    this.people = people;
  }

  @Override
  public List<Check> checks() {
    return configuration.now().checks();
  }

  @Override
  public List<String> problems() {
    return configuration.now().problems().stream().map(Object::toString).toList();
  }

  @Override
  public List<String> reload() {
    return reload.get();
  }

  @Override
  public RunNow runNow(CheckId check) {
    return timetable.runNow(check);
  }

  @Override
  public Came acknowledge(UUID incident, String by, String note) {
    return people.byHand().acknowledge(incident, by, note);
  }

  @Override
  public Came unacknowledge(UUID incident, String by) {
    return people.byHand().unacknowledge(incident, by);
  }

  @Override
  public List<Silence> silences() {
    return people.silences().after(people.clock().instant());
  }

  @Override
  public List<Silence> allSilences() {
    return people.silences().latest(MOST);
  }

  @Override
  public Silenced silence(Wish wish) {
    if (wish.reason().isBlank()) {
      return new Silenced.Refused("a silence needs a reason: say why nobody is to be told");
    }
    Instant now = people.clock().instant().truncatedTo(ChronoUnit.MICROS);
    WrittenSpan span = wish.span();
    return switch (new SilenceReader(settings.databases().keySet(), now)
        .read(wish.match(), span.starts(), span.length(), span.ends())) {
      case SilenceReader.Read.Wrong(String why) -> new Silenced.Refused(why);
      case SilenceReader.Read.Good(var match, var time) -> {
        Silence silence =
            new Silence(
                UUID.randomUUID(),
                match,
                new Silence.Said(wish.by(), wish.reason(), now),
                time,
                Optional.empty(),
                Optional.empty());
        people.watch().add(silence);
        LOG.info(
            "{} silenced {} from {} until {}: {}",
            wish.by(),
            match.words(),
            Words.moment(time.starts()),
            Words.moment(time.ends()),
            wish.reason());
        yield new Silenced.Done(silence);
      }
    };
  }

  @Override
  public Came endSilence(UUID silence, String by) {
    if (!people.watch().end(silence, by)) {
      return people.silences().find(silence).isPresent() ? Came.ALREADY : Came.UNKNOWN;
    }
    LOG.info("{} ended the silence {}.", by, silence);
    return Came.DONE;
  }
}
