package io.assay.alert;

import java.util.Map;
import java.util.function.BooleanSupplier;

/// A channel whose receiver forgets what it is not told again. A reference that it returns holds
/// under [#AGAIN] when that is due; one without needs no repetition.
public interface RepeatingChannel extends Channel {
  /// The key of a reference under which the time stands, as [Instant#toString] writes whole
  /// seconds.
  String AGAIN = "again";

  /// Tells the receiver once more what it knows by `reference`, and nothing new, unless it is
  /// `over` before that goes out. An accepted repetition holds the reference for the next one.
  Outcome repeat(Map<String, String> reference, BooleanSupplier over);
}
