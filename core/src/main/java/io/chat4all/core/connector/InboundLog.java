package io.chat4all.core.connector;

import java.util.List;

/// Where gateways and pollers put what providers tell. Thread-safe.
public interface InboundLog {

  /// Appends in this order and waits until all are durable; throws `ApiException` with
  /// `UNAVAILABLE` or `OVERLOADED` when some may not be, so that the provider must tell again.
  void append(List<Inbound> events);
}
