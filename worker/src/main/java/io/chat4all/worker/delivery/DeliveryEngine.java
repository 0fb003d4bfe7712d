package io.chat4all.worker.delivery;

import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.delivery.ledger.LedgerDesk;
import io.chat4all.worker.delivery.limit.Alarms;
import io.chat4all.worker.report.DeliveryReports;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the external deliveries: from the log to the providers, and tells what became of them.
///
/// In order for each conversation and address, side by side otherwise; each channel on its own. A
/// call is noted in the ledger before it is made, so that nothing is sent twice: where a process
/// died between the call and its answer, the delivery waits for news and is given up without, not
/// repeated. Any number of processes may run it; they share the work. Nothing is dropped: what
/// cannot be sent becomes a dead letter with its reason.
///
/// Thread-safe.
public final class DeliveryEngine implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DeliveryEngine.class);
  private static final long LOOK_MILLIS = 5;
  private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final DeliveryConfig config;
  private final DeliveryPorts ports;
  private final Connectors connectors;
  private final DirectoryChanges changes;
  private final Clock clock;
  private final Alarms alarms;
  private final LedgerDesk desk;
  private final DeliveryReports reports;
  private final Patience patience;
  private final Map<ChannelId, ChannelEngine> channels = new HashMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private boolean closed;

  private DeliveryEngine(
      DeliveryConfig config,
      DeliveryPorts ports,
      Connectors connectors,
      DirectoryChanges changes,
      Clock clock,
      RandomGenerator random) {
    this.config = config;
    this.ports = ports;
    this.connectors = connectors;
    this.changes = changes;
    this.clock = clock;
    this.alarms = Alarms.start(clock);
    this.desk = new LedgerDesk(ports.ledger(), clock);
    this.reports =
        new DeliveryReports(
            ports.ledger(),
            ports.facts(),
            ports.queue(),
            ports.messages(),
            connectors,
            ports.names(),
            clock);
    this.patience = new Patience(config, random);
    connectors.factories().forEach(factory -> channels.put(factory.channel(), channel(factory)));
  }

  /// Starts to make the deliveries of every channel that there is a connector for.
  ///
  /// @param random for jitter; used by many threads
  public static DeliveryEngine start(
      DeliveryConfig config,
      DeliveryPorts ports,
      Connectors connectors,
      DirectoryChanges changes,
      Clock clock,
      RandomGenerator random) {
    var engine = new DeliveryEngine(config, ports, connectors, changes, clock, random);
    try {
      engine.run();
      return engine;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /// Where news of its deliveries go that providers tell us.
  public DeliveryReports reports() {
    return reports;
  }

  /// What each channel has done since the start, to be asked at any moment.
  public List<Supplier<DeliveryStats.ChannelStats>> channels() {
    return channels.values().stream()
        .<Supplier<DeliveryStats.ChannelStats>>map(channel -> channel::stats)
        .toList();
  }

  /// What was done since the start.
  public DeliveryStats stats() {
    return new DeliveryStats(channels.values().stream().map(ChannelEngine::stats).toList());
  }

  /// Drains: begins nothing any more and waits for calls under way, at most for the drain timeout;
  /// what is not done is left to whoever comes next. Closing again does nothing.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    channels.values().forEach(ChannelEngine::stop);
    if (!awaitIdle(config.drainTimeout().toNanos())) {
      log.warn("Calls to providers did not end in time, they are left");
    }
    end();
  }

  /// Ends at once, as a crash does: what is under way is left as it is.
  synchronized void kill() {
    closed = true;
    channels.values().forEach(ChannelEngine::stop);
    end();
  }

  private void run() {
    subscriptions.add(connectors.onChange(this::changed));
    connectors.connections().forEach(connection -> changed(connection.id()));
    channels.values().forEach(channel -> subscriptions.add(channel.start()));
  }

  private void changed(ChannelAccountId account) {
    var channel = channels.get(account.channel());
    if (channel == null) {
      return;
    }
    long accounts =
        connectors.connections().stream()
            .filter(connection -> connection.id().channel().equals(account.channel()))
            .count();
    channel.changed((int) accounts);
    if (connectors.find(account).filter(it -> it.account().isRunning()).isPresent()) {
      channel.resume(account);
    }
  }

  private void end() {
    desk.close();
    long until = System.nanoTime() + KILL_NANOS;
    do {
      channels.values().forEach(ChannelEngine::kill);
    } while (!awaitIdle(TimeUnit.MILLISECONDS.toNanos(50)) && System.nanoTime() - until < 0);
    closeSubscriptions();
    alarms.close();
  }

  /// All at once: each may wait half a second for what it asked the log for.
  private void closeSubscriptions() {
    try (var closings = Executors.newVirtualThreadPerTaskExecutor()) {
      subscriptions.forEach(subscription -> closings.execute(subscription::close));
    }
  }

  private boolean awaitIdle(long nanos) {
    long until = System.nanoTime() + nanos;
    while (!channels.values().stream().allMatch(ChannelEngine::isIdle)) {
      if (System.nanoTime() - until >= 0) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private ChannelEngine channel(ConnectorFactory factory) {
    var counters = new Counters();
    var people = new Aftermath(ports.identities(), ports.threads(), changes);
    var time =
        new Planner.Time(
            clock, alarms, config.longestWaitInMemory(), Math.max(1, config.maxInHand() / 4));
    var planner = new Planner(factory, connectors, ports, desk, patience, people, time);
    var settlement = new Settlement(desk, ports, reports, config.uncertainWait(), clock, counters);
    var amendments = new Amendments(planner, connectors, ports, patience, clock, alarms);
    return new ChannelEngine(
        factory.channel(),
        ports,
        config,
        clock,
        planner,
        counters,
        left ->
            new Courier(
                planner,
                settlement,
                amendments,
                desk,
                patience,
                new Courier.Office(ports, connectors, people, counters, clock, alarms, left)));
  }
}
