package io.assay.testing;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import java.util.Random;

/// What goes wrong between a receiver and those who call it, drawn at random.
public final class Troubles {
  /// None at all.
  public static final Troubles NONE = new Troubles(new Random(0), 0);

  private static final int LONGER_THAN_ANYBODY_WAITS = 9_000;

  private final Random random;
  private final int percent;

  /// `percent` of all calls go wrong.
  public Troubles(Random random, int percent) {
    this.random = random;
    this.percent = percent;
  }

  /// What becomes of one call.
  enum Fate {
    ANSWERED,
    REFUSED,
    LIMITED,
    LOST_BEFORE,
    LOST_AFTER,
    WITHHELD;

    /// Returns whether the receiver does what it was asked for.
    boolean takesEffect() {
      return this == ANSWERED || this == LOST_AFTER || this == WITHHELD;
    }

    /// Returns what the caller sees instead of `answer`.
    ResponseDefinition seen(ResponseDefinition answer) {
      ResponseDefinitionBuilder builder = ResponseDefinitionBuilder.like(answer).but();
      return switch (this) {
        case ANSWERED -> answer;
        case REFUSED -> new ResponseDefinitionBuilder().withStatus(503).build();
        case LIMITED ->
            new ResponseDefinitionBuilder().withStatus(429).withHeader("Retry-After", "1").build();
        case LOST_BEFORE, LOST_AFTER -> builder.withFault(Fault.CONNECTION_RESET_BY_PEER).build();
        case WITHHELD -> builder.withFixedDelay(LONGER_THAN_ANYBODY_WAITS).build();
      };
    }
  }

  /// Returns the fate of the next call.
  Fate next() {
    synchronized (random) {
      if (random.nextInt(100) >= percent) {
        return Fate.ANSWERED;
      }
      Fate[] bad = Fate.values();
      return bad[1 + random.nextInt(bad.length - 1)];
    }
  }
}
