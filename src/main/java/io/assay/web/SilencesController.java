package io.assay.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.assay.alert.Silence;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Silences: which there are, a new one, and the end of one.
@Controller("/api/silences")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SilencesController {
  private final Operations operations;

  SilencesController(Operations operations) {
    this.operations = operations;
  }

  /// What is asked for; `length` is called `for`.
  @Serdeable
  record Asked(
      @Nullable Map<String, String> match,
      @Nullable String author,
      @Nullable String reason,
      @JsonProperty("for") @Nullable String length,
      @Nullable String starts,
      @Nullable String ends) {}

  /// A silence; `over` is its end, or when it was ended before.
  @Serdeable
  record SilenceView(
      UUID id,
      Map<String, String> match,
      String author,
      String reason,
      Instant created,
      Instant starts,
      Instant ends,
      Instant over,
      Optional<String> endedBy) {
    static SilenceView of(Silence silence) {
      return new SilenceView(
          silence.id(),
          silence.match().equalities(),
          silence.said().author(),
          silence.said().reason(),
          silence.said().at(),
          silence.span().starts(),
          silence.span().ends(),
          silence.over(),
          silence.ended().map(Silence.Ended::by));
    }
  }

  @Get
  List<SilenceView> silences(@QueryValue(defaultValue = "false") boolean all) {
    return (all ? operations.allSilences() : operations.silences())
        .stream().map(SilenceView::of).toList();
  }

  @Post
  HttpResponse<?> silence(@Body Asked asked) {
    Optional<String> author = Person.named(asked.author());
    if (author.isEmpty()) {
      return Person.missing("author");
    }
    return switch (operations.silence(
        new Operations.Wish(
            Optional.ofNullable(asked.match()).orElse(Map.of()),
            author.get(),
            Person.text(asked.reason()),
            new Operations.WrittenSpan(
                Optional.ofNullable(asked.starts()),
                Optional.ofNullable(asked.length()),
                Optional.ofNullable(asked.ends()))))) {
      case Operations.Silenced.Done(Silence silence) ->
          HttpResponse.created(SilenceView.of(silence));
      case Operations.Silenced.Refused(String why) ->
          HttpResponse.unprocessableEntity().body(Map.of("error", why));
    };
  }

  @Delete("/{id}")
  HttpResponse<?> end(UUID id, @Nullable @QueryValue String by) {
    Optional<String> person = Person.named(by);
    return person.isEmpty()
        ? Person.missing("by")
        : switch (operations.endSilence(id, person.get())) {
          case DONE -> HttpResponse.ok(Map.of("ended", id.toString()));
          case ALREADY, OVER -> Person.conflict("The silence " + id + " is over already.");
          case UNKNOWN -> Person.unknown("There is no silence " + id + ".");
        };
  }
}
