package io.assay.check;

import java.util.Map;

/// What a kind keeps from one run to the next, as text under keys of its own choice; stored with
/// the check's state.
public record Memory(Map<String, String> entries) {
  public static final Memory NONE = new Memory(Map.of());

  public Memory {
    entries = Map.copyOf(entries);
  }
}
