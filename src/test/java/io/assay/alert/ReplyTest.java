package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.assay.incident.Change;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplyTest {
  @Test
  void of_what_was_said_again_while_nobody_was_told_the_last_time_is_left() {
    SampleIncidents.Story silenced =
        SampleIncidents.stale()
            .reminded(Duration.ofHours(1))
            .reminded(Duration.ofHours(2))
            .reminded(Duration.ofHours(3));
    SampleIncidents.Story over =
        SampleIncidents.stale().reminded(Duration.ofHours(1)).resolved(Duration.ofHours(2));

    Reply reply =
        Reply.of(
            Stream.of(silenced, over).flatMap(ReplyTest::lines).toList(),
            List.of(silenced.incident(), over.incident()));

    assertThat(reply.lines())
        .extracting(line -> line.incident().id(), line -> line.change().sequence())
        .containsExactlyInAnyOrder(
            tuple(silenced.incident().id(), 1L),
            tuple(silenced.incident().id(), 4L),
            tuple(over.incident().id(), 1L),
            tuple(over.incident().id(), 3L));
  }

  @Test
  void what_is_said_again_alone_is_loud() {
    SampleIncidents.Story story = SampleIncidents.stale().reminded(Duration.ofHours(24));
    Reply reply =
        Reply.of(
            List.of(new Reply.Line(story.incident(), story.log().getLast())),
            List.of(story.incident()));
    assertThat(reply.loud()).isTrue();
    assertThat(reply.lines().getFirst().change().change()).isInstanceOf(Change.Reminded.class);
  }

  private static Stream<Reply.Line> lines(SampleIncidents.Story story) {
    return story.log().stream().map(change -> new Reply.Line(story.incident(), change));
  }
}
