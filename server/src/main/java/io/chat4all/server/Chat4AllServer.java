package io.chat4all.server;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.SettingsSeal;
import io.chat4all.core.file.SignedFileLinks;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.webhook.WebhookDemand;
import io.chat4all.core.webhook.WebhookSeal;
import io.chat4all.gateway.ChannelPorts;
import io.chat4all.gateway.Gateway;
import io.chat4all.gateway.GatewayConfig;
import io.chat4all.gateway.GatewayPorts;
import io.chat4all.gateway.Probes;
import io.chat4all.gateway.auth.AuthConfig;
import io.chat4all.worker.ChannelRules;
import io.chat4all.worker.ChannelWorkerPorts;
import io.chat4all.worker.ChannelWorkers;
import io.chat4all.worker.Measure;
import io.chat4all.worker.WebhookWorkerPorts;
import io.chat4all.worker.WebhookWorkers;
import io.chat4all.worker.Workers;
import io.chat4all.worker.delivery.DeliveryConfig;
import io.chat4all.worker.inbound.InboundConfig;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The platform, or the roles of it that a process has: the composition root.
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
  private final CompletableFuture<URI> url = new CompletableFuture<>();
  private final SignedFileLinks fileLinks;
  private final Engines engines;
  private final SettingsSeal seal;
  private final WebhookSeal webhookSeal;
  private final ChannelWorkers channels;
  private final Rules rules;
  private final Accounts accounts;
  private final WorkerMetrics metrics;

  private Chat4AllServer(ServerConfig config, DataDirectory directory, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.fileLinks = new SignedFileLinks(this::publicUrl, config.secretKey(), clock);
    try {
      engines = keep(Engines.start(config, directory, clock));
      seal = new SettingsSeal(config.secretKey(), new SecureRandom());
      webhookSeal = new WebhookSeal(config.secretKey(), new SecureRandom());
      channels = keep(connect(keep(Plugins.load(pluginsOf(directory)))));
      rules = keep(Rules.wire(config, engines, channels.channels(), seal, webhookSeal, clock));
      accounts = new Accounts(engines.stores().accounts(), config.auth().bcryptCost(), clock);
      ensureAdmin();
      ensureTelegram();
      var ports = channelPorts();
      var measures = new ArrayList<Measure>();
      if (config.roles().contains(ServerRole.ROUTER)) {
        measures.addAll(keep(startWorkers()).measures());
      }
      if (config.roles().contains(ServerRole.CONNECTORS)) {
        channels.start(ports, channelRules(), deliveryConfig(), inboundConfig());
      }
      measures.addAll(channels.measures());
      if (config.roles().contains(ServerRole.WEBHOOKS)) {
        measures.addAll(keep(startWebhooks()).measures());
      }
      metrics = new WorkerMetrics(engines.log(), measures);
      url.complete(config.roles().contains(ServerRole.GATEWAY) ? serve(ports) : answerProbes());
    } catch (RuntimeException e) {
      url.completeExceptionally(e);
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
    return url.join();
  }

  private URI serve(ChannelWorkerPorts ports) {
    var gateway = keep(Gateway.start(gatewayConfig(), gatewayPorts(ports), metrics));
    return at(gateway.ports().getFirst());
  }

  private URI answerProbes() {
    return at(keep(Probes.start(addresses().getFirst(), engines::isReady, metrics)).port());
  }

  private URI at(int port) {
    return URI.create("http://%s:%d".formatted(config.http().address(), port));
  }

  /// Where providers reach this server.
  URI publicUrl() {
    return config.http().publicUrl().orElseGet(this::url);
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

  private void ensureTelegram() {
    var token = config.channels().telegramToken();
    if (token.isSet()) {
      rules
          .intakes()
          .channels()
          .ensure(
              new ChannelAccountId(new ChannelId("telegram"), "main"),
              Map.of("token", token.reveal()));
    }
  }

  /// Makes one of our accounts on a channel, or gives it these settings.
  void putAccount(ChannelAccountId id, Map<String, String> settings, List<UserId> inbox) {
    rules.intakes().channels().put(id, settings, inbox);
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
            config.log().deliveryTimeout().plusSeconds(20),
            config.sends()),
        config.heartbeat(),
        new GatewayConfig.Drain(http.drainDelay(), http.drainTimeout()));
  }

  private List<InetSocketAddress> addresses() {
    var http = config.http();
    var addresses = new ArrayList<InetSocketAddress>();
    addresses.add(new InetSocketAddress(http.address(), http.port()));
    http.grpcPort().ifPresent(p -> addresses.add(new InetSocketAddress(http.address(), p)));
    http.webSocketPort().ifPresent(p -> addresses.add(new InetSocketAddress(http.address(), p)));
    return addresses;
  }

  private Path pluginsOf(DataDirectory directory) {
    return config.channels().plugins().orElseGet(directory::plugins);
  }

  private ChannelWorkers connect(Plugins plugins) {
    return ChannelWorkers.connect(
        plugins.factories(),
        engines.stores().channelAccounts(),
        engines.log().directoryChanges(),
        seal::open,
        clock);
  }

  private Workers startWorkers() {
    var log = engines.log();
    var demand =
        keep(new WebhookDemand(engines.stores().webhooks(), log.directoryChanges(), clock));
    return Workers.start(
        log.feed(),
        engines.messages(),
        log.events(demand),
        rules.planner(),
        log.deliveries(),
        rules.names()::of,
        clock);
  }

  private WebhookWorkers startWebhooks() {
    var log = engines.log();
    var stores = engines.stores();
    return WebhookWorkers.start(
        new WebhookWorkerPorts(
            log.webhookFeed(),
            stores.webhooks(),
            stores.webhookDeliveries(),
            webhookSeal,
            engines.messages(),
            log.directoryChanges()),
        config.webhooks(),
        clock);
  }

  private ChannelWorkerPorts channelPorts() {
    var log = engines.log();
    var stores = engines.stores();
    return new ChannelWorkerPorts(
        log.workFeed(),
        log.deliveries(),
        engines.inbound(),
        engines.facts(),
        stores.ledger(),
        engines.messages(),
        stores.identities(),
        stores.threads(),
        engines.files(),
        fileLinks,
        stores.leases(clock));
  }

  private ChannelRules channelRules() {
    return new ChannelRules(
        rules.intakes().conversations(),
        rules.memberships(),
        rules.contacts(),
        engines.stores().accounts(),
        rules.names()::of);
  }

  private DeliveryConfig deliveryConfig() {
    var delivery = config.channels().delivery();
    return DeliveryConfig.of(
        delivery.giveUpAfter(), delivery.fallbackAfter(), delivery.uncertainWait());
  }

  private InboundConfig inboundConfig() {
    var defaults = InboundConfig.DEFAULT;
    return new InboundConfig(
        config.channels().maxMediaBytes(),
        config.messages().maxTextBytes(),
        defaults.maxInHand(),
        defaults.perAccount(),
        defaults.firstBackOff(),
        defaults.fetches());
  }

  private GatewayPorts gatewayPorts(ChannelWorkerPorts ports) {
    var log = engines.log();
    return new GatewayPorts(
        rules.directories(),
        rules.memberships(),
        engines.messages(),
        rules.pending(),
        rules.intakes(),
        rules.readers(),
        log.eventFeed(),
        log.events(),
        log.directoryChanges(),
        engines.presence(),
        engines.rateLimits(),
        new ChannelPorts(
            channels.channels(),
            channels.webhooks(ports),
            engines.files(),
            fileLinks,
            this::publicUrl),
        engines::isReady,
        clock);
  }
}
