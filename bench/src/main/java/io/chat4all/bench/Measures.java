package io.chat4all.bench;

import io.chat4all.bench.process.ProcessProbe;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What was seen of the server's process, and of the bench's own, between two moments.
final class Measures {
  private final Optional<ProcessProbe> server;
  private final ProcessProbe self = new ProcessProbe(ProcessHandle.current().pid());
  private final OptionalLong heapPerSession;
  private OptionalDouble serverFrom = OptionalDouble.empty();
  private OptionalDouble selfFrom = OptionalDouble.empty();
  private OptionalDouble serverMillis = OptionalDouble.empty();
  private OptionalDouble selfMillis = OptionalDouble.empty();
  private OptionalDouble rssMib = OptionalDouble.empty();

  Measures(Optional<ProcessProbe> server, OptionalLong heapPerSession) {
    this.server = server;
    this.heapPerSession = heapPerSession;
  }

  void begin() {
    serverFrom = serverCpu();
    selfFrom = self.cpuMillis();
  }

  void end() {
    serverMillis = between(serverFrom, serverCpu());
    selfMillis = between(selfFrom, self.cpuMillis());
    rssMib = server.isPresent() ? server.get().rssMib() : OptionalDouble.empty();
  }

  /// CPU time of the server.
  OptionalDouble serverMillis() {
    return serverMillis;
  }

  /// CPU time of the bench itself.
  OptionalDouble selfMillis() {
    return selfMillis;
  }

  /// Memory of the server at the end.
  OptionalDouble rssMib() {
    return rssMib;
  }

  /// Heap bytes that one idle session costs the server.
  OptionalLong heapPerSession() {
    return heapPerSession;
  }

  private OptionalDouble serverCpu() {
    return server.isPresent() ? server.get().cpuMillis() : OptionalDouble.empty();
  }

  private static OptionalDouble between(OptionalDouble from, OptionalDouble to) {
    return from.isPresent() && to.isPresent()
        ? OptionalDouble.of(to.getAsDouble() - from.getAsDouble())
        : OptionalDouble.empty();
  }
}
