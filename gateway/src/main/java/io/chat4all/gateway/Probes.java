package io.chat4all.gateway;

import com.linecorp.armeria.common.prometheus.PrometheusMeterRegistries;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import io.chat4all.gateway.error.EdgeErrorHandler;
import io.chat4all.gateway.http.Health;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Serves `GET /health` and `GET /metrics` for a process that is no gateway, so that whoever looks
/// after it can tell how it fares.
///
/// Thread-safe.
public final class Probes implements AutoCloseable {

  private final Server server;

  private Probes(InetSocketAddress address, BooleanSupplier logReachable, MeterBinder measured) {
    var meters = PrometheusMeterRegistries.newRegistry();
    measured.bindTo(meters);
    this.server =
        Server.builder()
            .http(address)
            .meterRegistry(meters)
            .errorHandler(new EdgeErrorHandler())
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1))
            .service("/health", new Health(logReachable))
            .service("/metrics", PrometheusExpositionService.of(meters.getPrometheusRegistry()))
            .disableServerHeader()
            .build();
  }

  /// Starts to serve; returns when the port is bound.
  ///
  /// @param logReachable whether the log answers; must not block
  /// @param measured what is measured in this process
  public static Probes start(
      InetSocketAddress address, BooleanSupplier logReachable, MeterBinder measured) {
    var probes = new Probes(address, logReachable, measured);
    probes.server.start().join();
    return probes;
  }

  /// The port that is bound.
  public int port() {
    return server.activeLocalPort();
  }

  /// Stops serving. Closing again does nothing.
  @Override
  public void close() {
    server.stop().join();
  }
}
