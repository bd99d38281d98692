package io.assay.cli;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.run.RunNow;
import io.assay.run.Timetable;
import io.assay.web.Operations;
import java.util.List;
import java.util.function.Supplier;

/// What the web can ask of this daemon.
final class WebOperations implements Operations {
  private final Supplier<List<String>> reload;
  private final LiveConfiguration configuration;
  private final Timetable timetable;

  WebOperations(
      Supplier<List<String>> reload, LiveConfiguration configuration, Timetable timetable) {
    this.reload = reload;
    this.configuration = configuration;
    this.timetable = timetable;
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
}
