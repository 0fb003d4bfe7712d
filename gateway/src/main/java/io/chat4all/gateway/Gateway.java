package io.chat4all.gateway;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.prometheus.PrometheusMeterRegistries;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import io.chat4all.gateway.auth.Authorization;
import io.chat4all.gateway.auth.Identity;
import io.chat4all.gateway.auth.Passwords;
import io.chat4all.gateway.error.EdgeErrorHandler;
import io.chat4all.gateway.error.GrpcErrors;
import io.chat4all.gateway.file.FileServices;
import io.chat4all.gateway.http.Documents;
import io.chat4all.gateway.http.Health;
import io.chat4all.gateway.http.Webhooks;
import io.chat4all.gateway.limit.CallLimit;
import io.chat4all.gateway.limit.SendLimit;
import io.chat4all.gateway.rpc.RpcServices;
import io.chat4all.gateway.rpc.SendMetrics;
import io.chat4all.gateway.socket.EventStreamService;
import io.chat4all.gateway.socket.EventsRpc;
import io.chat4all.gateway.socket.SessionConfig;
import io.chat4all.gateway.socket.SessionHub;
import io.chat4all.gateway.socket.SessionPorts;
import io.chat4all.gateway.socket.SocketService;
import io.chat4all.gateway.wire.ChannelWire;
import io.chat4all.gateway.wire.FieldRules;
import io.chat4all.gateway.wire.SendRequests;
import io.chat4all.protocol.json.ProtoJson;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The edge: one server that speaks REST, gRPC, gRPC-Web, WebSocket and server-sent events on each
/// of its ports.
///
/// Thread-safe.
public final class Gateway implements AutoCloseable {

  /// Twice the longest access token.
  private static final int MAX_HEADER_BYTES = 16 << 10;

  private static final Duration POLL = Duration.ofMillis(2);
  private static final Duration LEAVING = Duration.ofSeconds(1);

  /// A session whose client does not close takes two seconds.
  private static final Duration STOPPING = Duration.ofSeconds(3);

  /// Nothing blocks an event loop, so more of them than cores only cost switches.
  private static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final GatewayConfig config;
  private final Identity identity;
  private final Health health;
  private final CallLimit limit;
  private final SessionHub sessions;
  private final SendRequests sends;
  private final SendLimit sendLimit;
  private final FileServices files;
  private final EventLoopGroup loops = EventLoopGroups.newEventLoopGroup(EVENT_LOOPS, "edge");
  private final Server server;
  private volatile boolean leaving;
  private boolean closed;

  private Gateway(GatewayConfig config, GatewayPorts ports, MeterBinder measured) {
    this.config = config;
    this.limit = new CallLimit(config.limits().maxCalls(), config.limits().maxBytesUnderWay());
    this.health = new Health(ports.logReachable());
    this.identity =
        new Identity(config.auth(), ports.directories().accounts(), ports.changes(), ports.clock());
    this.sendLimit = new SendLimit(ports.rateLimits(), config.limits().sends());
    this.sends = new SendRequests(ports.channels().channels(), ports.intakes().identities());
    this.files =
        new FileServices(
            ports.channels().files(),
            ports.channels().links(),
            new Authorization(identity.verifier()),
            limit,
            ports.clock());
    this.sessions = SessionHub.start(sessionPorts(ports), sessionConfig());
    try {
      this.server = server(ports, measured);
      server.start().join();
    } catch (RuntimeException e) {
      sessions.close();
      identity.close();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      throw e;
    }
  }

  /// Starts to serve; returns when every port is bound.
  ///
  /// @param measured what else is measured in this process, for `GET /metrics`
  public static Gateway start(GatewayConfig config, GatewayPorts ports, MeterBinder measured) {
    return new Gateway(config, ports, measured);
  }

  /// The hash under which a password or client secret of at most 72 bytes is kept in an account.
  public static String hashSecret(int bcryptCost, String secret) {
    return Passwords.hash(bcryptCost, secret);
  }

  /// The ports that are bound, in the order of the configuration.
  public List<Integer> ports() {
    return server.activePorts().values().stream()
        .map(ServerPort::localAddress)
        .map(InetSocketAddress::getPort)
        .toList();
  }

  /// Drains: load balancers are told, and callers to come back over other connections; then
  /// sessions are told, and closed once they are answered; then calls under way are answered, and
  /// those that still come after some seconds are refused with `shutting_down`. Returns when all is
  /// done, at the latest two seconds after the drain's delay and timeout. Closing again does
  /// nothing.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    health.drain();
    sendCallersElsewhere(config.drain().delay());
    sessions.drain();
    stopServing();
    sessions.close();
    files.close();
    identity.close();
  }

  /// For so long. Not in its last moments: Armeria ends what is under way on a connection whose
  /// time is up when the server stops already.
  private void sendCallersElsewhere(Duration time) {
    if (time.compareTo(LEAVING) > 0) {
      leaving = true;
      LockSupport.parkNanos(time.minus(LEAVING).toNanos());
      leaving = false;
      LockSupport.parkNanos(LEAVING.toNanos());
    } else {
      LockSupport.parkNanos(time.toNanos());
    }
  }

  /// Waits until nothing is open any more. The server's own future comes two seconds later, when
  /// the threads that accepted connections have ended. Where calls go on coming the server would
  /// wait for the end of them, so they are refused after a while.
  private void stopServing() {
    long most = Math.min(STOPPING.toNanos(), config.drain().timeout().toNanos() / 2);
    long refuse = System.nanoTime() + most;
    var stopped = server.stop();
    while (!stopped.isDone() && (!server.activePorts().isEmpty() || server.numConnections() > 0)) {
      if (System.nanoTime() - refuse > 0) {
        limit.close();
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Server server(GatewayPorts ports, MeterBinder measured) {
    var meters = PrometheusMeterRegistries.newRegistry();
    measured.bindTo(meters);
    var shared =
        new RpcServices.Shared(
            new FieldRules(),
            new ProtoJson(),
            limit,
            sendLimit,
            new SendMetrics(meters, sessions::accepted),
            meters);
    var rpcs =
        new RpcServices(
            new RpcServices.Ports(
                identity,
                ports.intakes(),
                ports.readers(),
                ports.directories().conversations(),
                ports.presence(),
                sends,
                new ChannelWire(ports.channels().publicUrl()),
                ports.clock()),
            shared);
    Thread.ofPlatform().name("warm-up").daemon().start(rpcs::warm);
    SessionMetrics.register(meters, sessions);
    var builder = Server.builder();
    configure(builder, meters);
    rpcs.addRest(builder);
    addGrpc(builder, rpcs, new EventsRpc(sessions, shared.rules()));
    var socket = new SocketService(sessions);
    builder.route().get("/v1/ws").build(socket);
    // Older clients open the root of the WebSocket port.
    builder.route().get("/").matchesHeaders("upgrade=websocket").build(socket);
    builder.route().get("/v1/events").build(new EventStreamService(sessions, sessionPorts(ports)));
    files.add(builder);
    var channels = ports.channels();
    Webhooks.add(builder, channels.webhooks(), channels.channels(), limit, meters);
    Documents.add(builder, identity::jwks);
    builder.route().get("/health").build(health);
    builder
        .route()
        .get("/metrics")
        .build(PrometheusExpositionService.of(meters.getPrometheusRegistry()));
    return builder.build();
  }

  private void configure(ServerBuilder builder, PrometheusMeterRegistry meters) {
    for (var address : config.addresses()) {
      builder.port(address, SessionProtocol.HTTP);
    }
    builder
        .meterRegistry(meters)
        .errorHandler(new EdgeErrorHandler())
        .decorator(Leaving.decorator(() -> leaving, LEAVING))
        .maxRequestLength(config.limits().maxRequestBytes())
        .http1MaxHeaderSize(MAX_HEADER_BYTES)
        .http2MaxHeaderListSize(MAX_HEADER_BYTES)
        .maxNumConnections(config.limits().maxConnections())
        .requestTimeout(config.limits().requestTimeout())
        .gracefulShutdownTimeout(Duration.ofMillis(50), config.drain().timeout())
        .workerGroup(loops, false)
        .disableServerHeader();
  }

  private void addGrpc(ServerBuilder builder, RpcServices rpcs, EventsRpc events) {
    var services = new ArrayList<>(rpcs.grpc());
    services.add(events.bindService());
    services.add(health.grpc().bindService());
    var grpc =
        GrpcService.builder()
            .addServiceDefinitions(services)
            .addServiceDefinitions(Reflection.of(services))
            .supportedSerializationFormats(
                GrpcSerializationFormats.PROTO,
                GrpcSerializationFormats.PROTO_WEB,
                GrpcSerializationFormats.PROTO_WEB_TEXT)
            .maxRequestMessageLength(config.limits().maxRequestBytes())
            .exceptionHandler(new GrpcErrors())
            .build();
    builder.service(grpc, GrpcRequestsOnly.decorator());
  }

  private SessionPorts sessionPorts(GatewayPorts ports) {
    return new SessionPorts(
        identity.verifier(),
        ports.memberships(),
        ports.directories().conversations(),
        ports.store(),
        ports.readers().messages(),
        ports.intakes().messages(),
        ports.intakes().receipts(),
        sends,
        sendLimit,
        ports.pending(),
        ports.feed(),
        ports.events(),
        ports.changes(),
        ports.presence(),
        ports.clock());
  }

  private SessionConfig sessionConfig() {
    var defaults = SessionConfig.DEFAULT;
    return new SessionConfig(
        config.heartbeat(),
        defaults.authenticateWithin(),
        defaults.maxFrames(),
        defaults.maxBytes(),
        defaults.maxUnanswered(),
        config.limits().maxRequestBytes(),
        defaults.maxConversations());
  }
}
