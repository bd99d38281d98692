package io.assay.alert;

import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A notice that is marked as a test, to try a receiver with.
public final class TestNotice {
  private static final String SENTENCE =
      "this is a test, nothing is wrong and nothing is to be done";
  private static final String OVER = "the test is over";

  private TestNotice() {}

  /// Returns the notice that opens the test for the receiver of that name.
  public static Notice opened(String receiver, Instant now) {
    UUID id = UUID.randomUUID();
    Incident incident =
        new Incident(
            id,
            subject(receiver),
            Severity.INFO,
            new Incident.Span(now, Optional.empty()),
            new Incident.Seen(SENTENCE, "", "", List.of()),
            1);
    Change change = new Change.Opened(Severity.INFO, SENTENCE);
    return new Notice(
        Notice.Turn.unlimited(UUID.randomUUID()),
        incident,
        List.of(new LoggedChange(id, 1, now, change)),
        Notice.Known.NOTHING,
        "");
  }

  /// Returns the notice that ends the test again, so that it leaves nobody paged.
  public static Notice over(Notice opened, Outcome.Accepted accepted, Instant now) {
    Incident first = opened.incident();
    Incident incident =
        new Incident(
            first.id(),
            first.subject(),
            first.severity(),
            new Incident.Span(first.span().opened(), Optional.of(now)),
            new Incident.Seen(OVER, "", "", List.of()),
            2);
    Change change = new Change.Resolved(Change.Reason.PASSED, OVER);
    return new Notice(
        opened.turn(),
        incident,
        List.of(new LoggedChange(first.id(), 2, now, change)),
        new Notice.Known(accepted.sequence(), accepted.reference(), 0),
        "");
  }

  private static Subject subject(String receiver) {
    About nobody =
        new About(
            Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), new Source("", 1, 1));
    return new Subject(
        new CheckId("assay/test/" + receiver),
        "",
        Subject.Sort.BREACH,
        "Test of receiver " + receiver,
        new Subject.Place("assay", Optional.empty(), "test"),
        nobody);
  }
}
