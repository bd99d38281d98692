package io.assay.web;

import io.assay.alert.HeldBack;
import io.assay.alert.Reached;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Verdict;
import io.assay.history.Result;
import io.assay.web.story.Entry;
import io.assay.web.story.Story;
import io.assay.web.story.Timeline;
import io.micronaut.serde.annotation.Serdeable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The story of an incident in the API.
@Serdeable
record StoryView(
    IncidentView incident,
    List<EntryView> timeline,
    List<EntryView> around,
    List<ReadingView> values,
    List<ReceiverView> receivers) {

  /// A line; `sort` is `incident`, `told`, `person` or `around`.
  @Serdeable
  record EntryView(Instant at, String sort, String text) {
    static EntryView of(Entry entry) {
      return new EntryView(entry.at(), entry.sort().name().toLowerCase(Locale.ROOT), entry.text());
    }
  }

  /// What one run of the check came to.
  @Serdeable
  record ReadingView(
      Instant at,
      String status,
      Optional<BigDecimal> value,
      Optional<String> observed,
      Optional<String> expected) {
    static ReadingView of(Result result) {
      Optional<Observation> seen =
          switch (result.verdict()) {
            case Verdict.Pass(Observation pass) -> Optional.of(pass);
            case Verdict.Breach(Severity _, Observation breach) -> Optional.of(breach);
            case Verdict.Errored _, Verdict.Unknown _ -> Optional.empty();
          };
      return new ReadingView(
          result.taking().at(),
          result.verdict().word(),
          seen.flatMap(Observation::value),
          seen.map(Observation::observed),
          seen.map(Observation::expected));
    }
  }

  /// A receiver: the number of the last change that it knows, and of the one that it should know.
  @Serdeable
  record ReceiverView(
      String receiver, long told, long wanted, Optional<Instant> givenUp, String note) {
    static ReceiverView of(Reached reached) {
      return new ReceiverView(
          reached.receiver(), reached.told(), reached.wanted(), reached.givenUp(), reached.note());
    }
  }

  static StoryView of(Story story, List<HeldBack> held) {
    return new StoryView(
        IncidentView.of(story.incident(), Timeline.headline(story), held),
        Timeline.of(story).stream().map(EntryView::of).toList(),
        Timeline.around(story).stream().map(EntryView::of).toList(),
        story.readings().stream().map(ReadingView::of).toList(),
        story.receivers().reached().stream().map(ReceiverView::of).toList());
  }
}
