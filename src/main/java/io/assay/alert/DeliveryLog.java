package io.assay.alert;

/// What is told of the courier's work as it happens, for the metrics.
public interface DeliveryLog {
  /// Notes nothing.
  DeliveryLog NONE =
      new DeliveryLog() {
        @Override
        public void told(String receiver) {}

        @Override
        public void failed(String receiver, String reason) {}

        @Override
        public void dead(String receiver) {}

        @Override
        public void suppressed(String receiver, Quiet.Reason reason) {}
      };

  /// The receiver acknowledged that it knows more than before.
  void told(String receiver);

  /// An attempt failed; `reason` is a short word: `http_503`, `rate_limited`, `timeout`.
  void failed(String receiver, String reason);

  /// A delivery was given up.
  void dead(String receiver);

  /// Something began to be held back from the receiver.
  void suppressed(String receiver, Quiet.Reason reason);
}
