package io.assay.alert.channel;

import static io.assay.alert.channel.Fakes.ALERTMANAGER;
import static io.assay.alert.channel.Fakes.PAGERDUTY;
import static io.assay.alert.channel.Fakes.SLACK_TOKEN;
import static io.assay.alert.channel.Fakes.SLACK_WEBHOOK;
import static io.assay.alert.channel.Fakes.WEBHOOK;

import io.assay.testing.FaultyFront;
import io.assay.testing.FaultyFront.Fault;
import io.assay.testing.FaultyFront.Reply;
import io.assay.testing.FaultyFront.Wire;
import io.assay.testing.Wires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// Everything that can go wrong with a call to a receiver, and what is to be made of it.
final class FaultCases {
  private static final Set<Fakes> ALL = EnumSet.allOf(Fakes.class);

  /// What came to a server that nobody meant.
  static final List<String> WENT_ELSEWHERE = new CopyOnWriteArrayList<>();

  static final FaultyFront ELSEWHERE =
      new FaultyFront(request -> {
        WENT_ELSEWHERE.add(request.path());
        return Reply.of(200, "ok");
      });

  private FaultCases() {}

  /// What the courier is to make of a fault.
  sealed interface Expected {
    record Accepted() implements Expected {}

    /// Not before `after`, when the receiver named a time.
    record Retried(String reason, Duration after) implements Expected {}

    record Rejected(String reason) implements Expected {}
  }

  /// One fault at some receivers; `address` takes the place of theirs when it is what is wrong.
  record Case(
      String name, Set<Fakes> at, Optional<Fault> fault, Optional<String> address, Expected means) {
    /// Whether the receiver took what it did not answer.
    boolean lost() {
      return fault.filter(each -> !(each instanceof Fault.Refused)).isPresent();
    }

    /// How long the receiver asked to be left alone.
    Duration asked() {
      return means instanceof Expected.Retried retried ? retried.after() : Duration.ZERO;
    }

    /// Whether the call left, and nobody knows what became of it.
    boolean unanswered() {
      return means instanceof Expected.Retried retried
          && (fault.isPresent() && Set.of("network", "timeout", "").contains(retried.reason())
              || Set.of("http_502", "http_504").contains(retried.reason()));
    }
  }

  /// A fault at one receiver.
  record Trial(Fakes fake, Case wrong) {
    @Override
    public String toString() {
      return fake + ": " + wrong.name();
    }
  }

  static List<Case> table() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("all is well", ALL, Optional.empty(), Optional.empty(), accepted()));
    for (int status : new int[] {400, 401, 403, 404, 410, 451}) {
      cases.add(refused(ALL, status, "", rejected("http_" + status)));
    }
    cases.add(refused(EnumSet.of(SLACK_TOKEN), 101, "", retried("bad_answer")));
    cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, "{\"ok\":false}", retried("bad_answer")));
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      cases.add(redirected(status));
    }
    for (int status : new int[] {408, 421, 425, 500, 502, 503, 504}) {
      cases.add(refused(ALL, status, "", retried("http_" + status)));
    }
    cases.add(refused(ALL, 429, "", retried("rate_limited")));
    cases.add(later(429, "rate_limited"));
    cases.add(later(503, "http_503"));
    cases.add(refused(ALL, 500, "<html>", retried("http_500")));
    cases.add(refused(EnumSet.of(SLACK_TOKEN), 202, "", retried("bad_answer")));
    cases.add(taken(EnumSet.of(PAGERDUTY, WEBHOOK, ALERTMANAGER), 202, "", accepted()));
    cases.add(
        refused(
            EnumSet.of(SLACK_TOKEN, SLACK_WEBHOOK, PAGERDUTY, ALERTMANAGER),
            200,
            "<html>please log in</html>",
            retried("bad_answer")));
    cases.add(
        refused(EnumSet.of(SLACK_TOKEN, SLACK_WEBHOOK, PAGERDUTY), 200, "", retried("bad_answer")));
    cases.add(refused(EnumSet.of(SLACK_WEBHOOK), 200, "thanks", retried("bad_answer")));
    cases.add(taken(EnumSet.of(SLACK_WEBHOOK), 200, "{\"success\":true}", accepted()));
    cases.add(taken(EnumSet.of(PAGERDUTY), 202, "{\"status\":\"other\"}", accepted()));
    cases.add(taken(EnumSet.of(WEBHOOK), 200, "thanks", accepted()));
    cases.add(taken(EnumSet.of(WEBHOOK, ALERTMANAGER), 200, "", accepted()));
    for (String error : List.of("internal_error", "fatal_error", "service_unavailable")) {
      cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, no(error), retried(error)));
      cases.add(taken(EnumSet.of(SLACK_TOKEN), 200, no(error), retried(error)));
    }
    cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, no("ratelimited"), retried("rate_limited")));
    for (String error :
        List.of(
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "invalid_auth",
            "token_revoked",
            "missing_scope",
            "no_such_error_yet")) {
      cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, no(error), rejected(error)));
    }
    cases.add(refused(EnumSet.of(SLACK_TOKEN), 200, no("invalid_blocks"), accepted()));
    cases.add(wrong("taken, then reset", new Fault.TakenAndReset(), "network"));
    cases.add(wrong("taken, then silent", new Fault.TakenAndSilent(), "timeout"));
    cases.add(wrong("taken, then half an answer", new Fault.TakenAndHalf(), ""));
    cases.add(as("HTTP/1.0", Wires.HTTP_1_0, accepted()));
    Set<Fakes> withBodies = EnumSet.complementOf(EnumSet.of(WEBHOOK)); // it answers 204
    cases.add(as("in chunks", withBodies, Wires.CHUNKED, accepted()));
    cases.add(as("compressed", withBodies, Wires.GZIP, accepted()));
    cases.add(as("after 100 Continue", Wires.CONTINUED, accepted()));
    cases.add(as("after 103 Early Hints", Wires.HINTED, accepted()));
    cases.add(as("kept and ended", Wires.KEPT_AND_ENDED, accepted()));
    cases.add(as("chunks that are cut off", Wires.CUT_OFF, retried("network")));
    cases.add(as("headers without an end", Wires.ALL_HEADERS, retried("network")));
    cases.add(
        as(
            "a body that drips",
            EnumSet.of(SLACK_TOKEN, WEBHOOK),
            Wires.dripping(),
            retried("timeout")));
    cases.add(as("100 MB", EnumSet.of(SLACK_TOKEN), Wires.huge(200), retried("network")));
    cases.add(
        as("100 MB, packed", EnumSet.of(SLACK_TOKEN), Wires.packedHuge(), retried("network")));
    cases.add(
        as(
            "100 MB",
            EnumSet.of(SLACK_WEBHOOK, PAGERDUTY, ALERTMANAGER),
            Wires.huge(200),
            retried("bad_answer")));
    cases.add(as("100 MB", EnumSet.of(WEBHOOK), Wires.huge(200), accepted()));
    cases.add(
        new Case(
            "no TLS there",
            ALL,
            Optional.empty(),
            Optional.of("https://127.0.0.1:"),
            retried("network")));
    cases.add(
        new Case(
            "no such name",
            ALL,
            Optional.empty(),
            Optional.of("http://no-such-host.invalid:"),
            retried("network")));
    return cases;
  }

  private static Case refused(Set<Fakes> at, int status, String body, Expected means) {
    return new Case(
        status + " " + body + " without taking it",
        at,
        Optional.of(new Fault.Refused(new Reply(status, JSON, body))),
        Optional.empty(),
        means);
  }

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private static Case taken(Set<Fakes> at, int status, String body, Expected means) {
    return new Case(
        status + " " + body,
        at,
        Optional.of(new Fault.TakenBut(new Reply(status, JSON, body))),
        Optional.empty(),
        means);
  }

  private static Case later(int status, String reason) {
    return new Case(
        status + " with Retry-After",
        ALL,
        Optional.of(new Fault.Refused(new Reply(status, Map.of("Retry-After", "120"), ""))),
        Optional.empty(),
        new Expected.Retried(reason, Duration.ofSeconds(120)));
  }

  /// Whoever follows takes the message, and with it the secret, to somebody else.
  private static Case redirected(int status) {
    String elsewhere = "http://127.0.0.1:" + ELSEWHERE.port() + "/";
    return new Case(
        status + " to another server",
        ALL,
        Optional.of(new Fault.Refused(new Reply(status, Map.of("Location", elsewhere), ""))),
        Optional.empty(),
        rejected("http_" + status));
  }

  private static Case as(String name, Wire form, Expected means) {
    return as(name, ALL, form, means);
  }

  private static Case as(String name, Set<Fakes> at, Wire form, Expected means) {
    return new Case(
        "an answer: " + name, at, Optional.of(new Fault.TakenAs(form)), Optional.empty(), means);
  }

  private static Case wrong(String name, Fault fault, String reason) {
    return new Case(name, ALL, Optional.of(fault), Optional.empty(), retried(reason));
  }

  private static Expected accepted() {
    return new Expected.Accepted();
  }

  static Expected retried(String reason) {
    return new Expected.Retried(reason, Duration.ZERO);
  }

  private static Expected rejected(String reason) {
    return new Expected.Rejected(reason);
  }

  private static String no(String error) {
    return "{\"ok\":false,\"error\":\"" + error + "\"}";
  }
}
