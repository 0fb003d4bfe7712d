package io.chat4all.worker.inbound;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.connector.Leases;
import io.chat4all.core.log.Subscription;
import io.chat4all.worker.connector.Connection;
import io.chat4all.worker.connector.Connectors;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks providers for news, for every running account whose connector polls: one process of the
/// cluster at a time for each account.
///
/// A lease decides which process; when two hold it for a moment, the provider refuses one of them
/// or tells both the same, and the same news twice do no harm. News are acknowledged to the
/// provider only when they are in the log. An account that changes is polled anew with its new
/// connector; one whose credentials are gone is stopped.
///
/// Thread-safe.
public final class Pollers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Pollers.class);
  private static final Duration RECHECK = Duration.ofSeconds(10);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);

  private final Connectors connectors;
  private final PollLoop.Ports ports;
  private final PollCounters counters = new PollCounters();
  private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
  private final Map<ChannelAccountId, PollLoop> loops = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread thread = Thread.ofVirtual().name("pollers").unstarted(this::run);
  private final Subscription subscription;
  private volatile boolean closed;

  private Pollers(
      Connectors connectors, InboundLog inbound, Leases leases, Duration firstWait, Clock clock) {
    this.connectors = connectors;
    var holder = UUID.randomUUID().toString();
    this.ports =
        new PollLoop.Ports(connectors, inbound, leases, holder, firstWait, counters, clock);
    this.subscription =
        connectors.onChange(_ -> {
          var _ = wake.offer(true);
        });
  }

  /// Starts to poll, on threads of its own.
  public static Pollers start(
      Connectors connectors, InboundLog inbound, Leases leases, Clock clock) {
    return start(connectors, inbound, leases, FIRST_WAIT, clock);
  }

  static Pollers start(
      Connectors connectors, InboundLog inbound, Leases leases, Duration firstWait, Clock clock) {
    var pollers = new Pollers(connectors, inbound, leases, firstWait, clock);
    pollers.reconcile();
    pollers.thread.start();
    return pollers;
  }

  /// What was done since the start.
  public PollerStats stats() {
    lock.lock();
    try {
      int running = (int) loops.values().stream().filter(PollLoop::isPolling).count();
      return new PollerStats(
          running, counters.polls.sum(), counters.events.sum(), counters.failed.sum());
    } finally {
      lock.unlock();
    }
  }

  /// Ends every poll at once and gives the leases back. Closing again does nothing.
  @Override
  public void close() {
    closed = true;
    subscription.close();
    thread.interrupt();
    lock.lock();
    try {
      loops.values().forEach(PollLoop::close);
      loops.clear();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (!closed) {
      try {
        var _ = wake.poll(RECHECK.toMillis(), TimeUnit.MILLISECONDS);
        reconcile();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("Pollers cannot be looked after, they go on as they are", e);
      }
    }
  }

  private void reconcile() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      var wanted = new HashMap<ChannelAccountId, Connection>();
      for (var connection : connectors.connections()) {
        if (connection.account().isRunning()) {
          wanted.put(connection.id(), connection);
        }
      }
      loops
          .values()
          .removeIf(loop -> {
            boolean ends =
                !loop.isAlive() || !isSame(loop.connection(), wanted.get(loop.connection().id()));
            if (ends) {
              loop.close();
            }
            return ends;
          });
      wanted.values().forEach(this::startIfNew);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isSame(Connection old, @Nullable Connection wanted) {
    return wanted != null && wanted.connector().equals(old.connector());
  }

  private void startIfNew(Connection connection) {
    if (loops.containsKey(connection.id())) {
      return;
    }
    var poller = connection.connector().poller();
    if (poller.isPresent()) {
      var loop = new PollLoop(connection, poller.get(), ports);
      loops.put(connection.id(), loop);
      loop.start();
    }
  }
}
