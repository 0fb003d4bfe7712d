package io.chat4all.worker;

import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.connector.Channels;
import io.chat4all.core.connector.ProviderWebhooks;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.delivery.DeliveryConfig;
import io.chat4all.worker.delivery.DeliveryEngine;
import io.chat4all.worker.delivery.DeliveryPorts;
import io.chat4all.worker.inbound.InboundConfig;
import io.chat4all.worker.inbound.InboundWorker;
import io.chat4all.worker.inbound.Pollers;
import io.chat4all.worker.inbound.Webhooks;
import io.chat4all.worker.inbound.event.EventPorts;
import io.chat4all.worker.inbound.event.EventRules;
import io.chat4all.worker.report.DeliveryReports;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Runs the channels: deliveries out to the providers, what they tell in.
///
/// Connected first, because the rules need to know the channels; started when the rules stand. Any
/// number of processes may run it. Thread-safe.
public final class ChannelWorkers implements AutoCloseable {

  private final Connectors connectors;
  private final DirectoryChanges changes;
  private final Clock clock;
  private final Deque<Runnable> closings = new ArrayDeque<>();
  private volatile List<Measure> measures = List.of();

  private ChannelWorkers(Connectors connectors, DirectoryChanges changes, Clock clock) {
    this.connectors = connectors;
    this.changes = changes;
    this.clock = clock;
    closings.push(connectors::close);
  }

  /// Connects the accounts of the directory, and follows its changes.
  ///
  /// @param unseal opens an account's sealed settings
  public static ChannelWorkers connect(
      Collection<ConnectorFactory> factories,
      ChannelAccountDirectory directory,
      DirectoryChanges changes,
      Function<ChannelAccount, Map<String, String>> unseal,
      Clock clock) {
    var connectors = Connectors.start(factories, directory, changes, unseal, clock);
    return new ChannelWorkers(connectors, changes, clock);
  }

  /// What the channels are and can do.
  public Channels channels() {
    return connectors;
  }

  /// Takes the calls of providers.
  public ProviderWebhooks webhooks(ChannelWorkerPorts ports) {
    return new Webhooks(connectors, ports.inbound(), clock);
  }

  /// Starts to deliver, to poll, and to work through what providers tell.
  public synchronized void start(
      ChannelWorkerPorts ports,
      ChannelRules rules,
      DeliveryConfig delivery,
      InboundConfig inbound) {
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    var engine =
        DeliveryEngine.start(
            delivery, deliveryPorts(ports, rules), connectors, changes, clock, random);
    closings.push(engine::close);
    var worker =
        InboundWorker.start(
            ports.feed(), eventPorts(ports), eventRules(rules, engine.reports()), inbound, clock);
    closings.push(worker::close);
    var pollers = Pollers.start(connectors, ports.inbound(), ports.leases(), clock);
    closings.push(pollers::close);
    var all = new ArrayList<>(Measures.deliveries(engine.channels()));
    all.addAll(Measures.inbound(worker::stats, pollers::stats));
    measures = List.copyOf(all);
  }

  /// What is measured; nothing before the start.
  public List<Measure> measures() {
    return measures;
  }

  /// Drains: what came in is in the log, calls under way end. Closing again does nothing.
  @Override
  public synchronized void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }

  private static DeliveryPorts deliveryPorts(ChannelWorkerPorts ports, ChannelRules rules) {
    return new DeliveryPorts(
        ports.feed(),
        ports.queue(),
        ports.facts(),
        ports.ledger(),
        ports.messages(),
        ports.identities(),
        ports.threads(),
        ports.files(),
        ports.links(),
        rules.names());
  }

  private EventPorts eventPorts(ChannelWorkerPorts ports) {
    return new EventPorts(
        ports.ledger(),
        ports.identities(),
        ports.threads(),
        ports.messages(),
        ports.files(),
        ports.facts(),
        changes);
  }

  private EventRules eventRules(ChannelRules rules, DeliveryReports reports) {
    return new EventRules(
        rules.conversations(),
        rules.memberships(),
        rules.contacts(),
        rules.accounts(),
        connectors,
        reports);
  }
}
