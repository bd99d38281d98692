package io.assay.check;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A table and another one beside each other. Where they differ they were looked at twice, some
/// seconds apart, and this is what the second look still found.
///
/// @param there what a person calls the other side: its database, or its table where both are in
///   one database
/// @param behind the standby that has not yet replayed what the first look found; a difference then
///   says nothing
public record Sides(String there, Found found, Optional<Behind> behind) {

  /// A standby and how far it was behind at the second look.
  public record Behind(String database, Duration lag) {}

  /// What was found on this side and on the other.
  public sealed interface Found {}

  /// The number of rows.
  public record Counted(long here, long there) implements Found {}

  /// An aggregate; none where it was NULL, as of no rows.
  public record Figures(Optional<Amount> here, Optional<Amount> there) implements Found {}

  /// The rows, and what is different in them.
  ///
  /// @param unshared how many columns were left out because only one side has them
  public record Rows(long here, long there, Differences differences, int unshared)
      implements Found {}

  /// Rows with one key that are not equal, and rows that have no counterpart on one side.
  ///
  /// @param counted whether each was looked at; otherwise the figures are an estimate from some of
  ///   the ranges that differ
  public record Differences(long differing, long missingHere, long missingThere, boolean counted) {
    public static final Differences NONE = new Differences(0, 0, 0, true);

    /// Returns how many rows are not the same on both sides.
    public long all() {
      return differing + missingHere + missingThere;
    }
  }

  /// A figure that can be subtracted from another.
  public sealed interface Amount {}

  public record Number(BigDecimal value) implements Amount {}

  public record Time(Instant value) implements Amount {}
}
