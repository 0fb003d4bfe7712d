package io.chat4all.gateway.rpc;

import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Counts and times calls: `grpc_server_handled_total` and `grpc_server_handling_seconds`, REST
/// calls included. Thread-safe.
final class RpcMetrics {

  private record Key(String rpc, String protocol, Status.Code code) {}

  private final MeterRegistry registry;
  private final Map<Key, Counter> handled = new ConcurrentHashMap<>();
  private final Map<String, Timer> handling = new ConcurrentHashMap<>();

  RpcMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void finished(String rpc, String protocol, Status.Code code, long nanos) {
    handled.computeIfAbsent(new Key(rpc, protocol, code), this::counter).increment();
    handling.computeIfAbsent(rpc, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(Key key) {
    return Counter.builder("grpc.server.handled")
        .description("Calls that were answered, by gRPC or REST.")
        .tag("grpc_service", service(key.rpc))
        .tag("grpc_method", method(key.rpc))
        .tag("grpc_code", key.code.name())
        .tag("protocol", key.protocol)
        .register(registry);
  }

  private Timer timer(String rpc) {
    return Timer.builder("grpc.server.handling")
        .description("Time from the request to its answer.")
        .tag("grpc_service", service(rpc))
        .tag("grpc_method", method(rpc))
        .publishPercentileHistogram()
        .register(registry);
  }

  private static String service(String rpc) {
    return rpc.substring(0, rpc.indexOf('/'));
  }

  private static String method(String rpc) {
    return rpc.substring(rpc.indexOf('/') + 1);
  }
}
