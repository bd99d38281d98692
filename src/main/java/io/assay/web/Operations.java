package io.assay.web;

import io.assay.alert.Silence;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.run.ByHand.Came;
import io.assay.run.RunNow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What the web can ask of the daemon. What people do through it, over HTTP, on the command line or
/// in Slack, is done by somebody: `by` is the name that they gave, never blank.
public interface Operations {

  /// Returns the checks in force.
  List<Check> checks();

  /// Returns the problems of the last load, each as `path:line:column: message`; empty when there
  /// were none.
  List<String> problems();

  /// Reads the files again and returns the problems that were found.
  List<String> reload();

  /// Makes the check due at once, together with those that share its schedule and table; returns
  /// what came of that.
  RunNow runNow(CheckId check);

  /// Notes that somebody takes care of an incident; `note` may be empty.
  Came acknowledge(UUID incident, String by, String note);

  /// Notes that nobody takes care of an incident any more.
  Came unacknowledge(UUID incident, String by);

  /// Returns the silences that are in force or to come.
  List<Silence> silences();

  /// Returns the silences that were over last, and those above; at most 200.
  List<Silence> allSilences();

  /// Keeps people from being told of what matches, for a while.
  Silenced silence(Wish wish);

  /// Ends a silence before its time.
  Came endSilence(UUID silence, String by);

  /// A silence as somebody writes it.
  ///
  /// @param match equalities as the routing files have them under `match`; a label may also be
  ///   written `labels.NAME`
  record Wish(Map<String, String> match, String by, String reason, WrittenSpan span) {
    public Wish {
      match = Map.copyOf(match);
    }
  }

  /// From when until when, as somebody writes it.
  ///
  /// @param starts a moment with its offset; now when there is none
  /// @param length a duration such as `2h`; either this or `ends` is there
  /// @param ends a moment with its offset
  record WrittenSpan(Optional<String> starts, Optional<String> length, Optional<String> ends) {
    /// Returns one that begins now.
    public static WrittenSpan ofLength(String length) {
      return new WrittenSpan(Optional.empty(), Optional.of(length), Optional.empty());
    }
  }

  /// What came of a wish for a silence.
  sealed interface Silenced {
    /// It holds.
    record Done(Silence silence) implements Silenced {}

    /// It cannot be; `why` is a sentence.
    record Refused(String why) implements Silenced {}
  }
}
