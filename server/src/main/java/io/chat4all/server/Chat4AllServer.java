package io.chat4all.server;

import io.chat4all.core.identity.Role;
import io.chat4all.core.presence.LocalPresence;
import io.chat4all.gateway.Gateway;
import io.chat4all.gateway.GatewayConfig;
import io.chat4all.gateway.GatewayPorts;
import io.chat4all.gateway.auth.AuthConfig;
import io.chat4all.worker.Workers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole platform in one process: the composition root.
///
/// Closing drains: the gateway stops taking, the workers finish what was taken, then the engines
/// stop.
final class Chat4AllServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Chat4AllServer.class);

  private final ServerConfig config;
  private final Clock clock;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Engines engines;
  private final Rules rules;
  private final Accounts accounts;
  private final Gateway gateway;

  private Chat4AllServer(ServerConfig config, DataDirectory directory, Clock clock) {
    this.config = config;
    this.clock = clock;
    try {
      engines = keep(Engines.start(config, directory));
      rules = keep(Rules.wire(config.messages(), engines, clock));
      accounts = new Accounts(engines.stores().accounts(), config.auth().bcryptCost(), clock);
      ensureAdmin();
      var log = engines.log();
      keep(Workers.start(log.feed(), engines.stores().messages(), log.events(), clock));
      gateway = keep(Gateway.start(gatewayConfig(), gatewayPorts()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Starts everything and returns when requests are served; what did start is closed again when a
  /// part does not.
  static Chat4AllServer start(ServerConfig config, DataDirectory directory, Clock clock) {
    FreePorts.require(config.http());
    return new Chat4AllServer(config, directory, clock);
  }

  URI url() {
    return URI.create(
        "http://%s:%d".formatted(config.http().address(), gateway.ports().getFirst()));
  }

  Accounts accounts() {
    return accounts;
  }

  Rules rules() {
    return rules;
  }

  void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /// Drains and stops; closing again waits for the first.
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    while (!parts.isEmpty()) {
      var part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("Part did not close: part={}", part.getClass().getSimpleName(), e);
      }
    }
    closed.countDown();
  }

  private <P extends AutoCloseable> P keep(P part) {
    parts.push(part);
    return part;
  }

  private void ensureAdmin() {
    var auth = config.auth();
    if (!auth.adminClientId().isEmpty()) {
      accounts.ensure(
          auth.adminClientId(), Role.ADMIN, Optional.empty(), auth.adminClientSecret().reveal());
    }
  }

  private GatewayConfig gatewayConfig() {
    var http = config.http();
    var auth = config.auth();
    var limits = GatewayConfig.Limits.DEFAULT;
    return new GatewayConfig(
        addresses(),
        new AuthConfig(
            config.secretKey(),
            auth.accessTokenLifetime(),
            auth.refreshTokenLifetime(),
            auth.bcryptCost()),
        new GatewayConfig.Limits(
            http.maxRequestBytes(),
            http.maxCalls(),
            limits.maxBytesUnderWay(),
            limits.maxConnections(),
            config.log().deliveryTimeout().plusSeconds(20)),
        config.heartbeat(),
        http.drainTimeout());
  }

  private List<InetSocketAddress> addresses() {
    var http = config.http();
    var addresses = new ArrayList<InetSocketAddress>();
    addresses.add(new InetSocketAddress(http.address(), http.port()));
    http.grpcPort().ifPresent(p -> addresses.add(new InetSocketAddress(http.address(), p)));
    http.webSocketPort().ifPresent(p -> addresses.add(new InetSocketAddress(http.address(), p)));
    return addresses;
  }

  private GatewayPorts gatewayPorts() {
    var log = engines.log();
    return new GatewayPorts(
        rules.directories(),
        rules.memberships(),
        engines.stores().messages(),
        rules.pending(),
        rules.intakes(),
        rules.readers(),
        log.eventFeed(),
        log.events(),
        log.directoryChanges(),
        new LocalPresence(),
        log::isReachable,
        clock);
  }
}
