package io.assay.alert;

/// Where the courier finds the channel to a receiver.
public interface ChannelSource {

  /// Returns the channel that reaches `receiver`. Cheap: called before each telling, so that a
  /// reload takes effect at once.
  Channel to(Receiver receiver);
}
