package io.assay.bench;

/// The same questions asked once by hand and once by Assay, one right after the other.
///
/// @param hotShare which part of the rows of `events` is in the hot partition
record Pair(int round, Workload workload, State state, Side hand, Side assay, double hotShare) {

  /// What the daemon has stored of the data, and what happened to it since.
  enum State {
    COLD("cold"),
    UNCHANGED("unchanged"),
    GROWN("1% new rows");

    final String words;

    State(String words) {
      this.words = words;
    }
  }
}
