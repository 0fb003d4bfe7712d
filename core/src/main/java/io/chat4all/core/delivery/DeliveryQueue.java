package io.chat4all.core.delivery;

import java.util.List;

/// Where deliveries are put to be made. Thread-safe.
public interface DeliveryQueue {

  /// Appends each to the topic of its channel, in this order, and waits until all are durable;
  /// throws `ApiException` with `UNAVAILABLE` when some may not be.
  void publish(List<DeliveryRequest> requests);
}
