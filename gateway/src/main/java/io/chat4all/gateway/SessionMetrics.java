package io.chat4all.gateway;

import io.chat4all.gateway.socket.SessionHub;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// The meters of live sessions.
final class SessionMetrics {

  private SessionMetrics() {}

  static void register(MeterRegistry meters, SessionHub sessions) {
    FunctionCounter.builder("websocket.connections", sessions, SessionHub::connections)
        .description("Sessions that were opened, of every protocol.")
        .register(meters);
    FunctionCounter.builder("websocket.messages.sent", sessions, SessionHub::pushes)
        .description("Events that were pushed to sessions.")
        .register(meters);
    Gauge.builder("chat4all.sessions.open", sessions, SessionHub::openSessions)
        .description("Sessions that are open.")
        .register(meters);
  }
}
