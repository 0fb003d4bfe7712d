package io.chat4all.worker.inbound;

import io.chat4all.connector.api.Poller;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.connector.Leases;
import io.chat4all.worker.connector.Connection;
import io.chat4all.worker.connector.Connectors;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Polls for one account while this process holds the account's lease.
///
/// INVARIANT: the poller is called again only when what it brought is durable, because the call
/// acknowledges it to the provider.
final class PollLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PollLoop.class);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Connection connection;
  private final Poller poller;
  private final Ports ports;
  private final String lease;
  private final Thread thread;
  private final Thread renewer;
  private List<Inbound> brought = List.of();
  private volatile boolean held;
  private volatile boolean closed;

  /// What the loops of a process share.
  record Ports(
      Connectors connectors,
      InboundLog inbound,
      Leases leases,
      String holder,
      Duration firstWait,
      PollCounters counters,
      Clock clock) {}

  PollLoop(Connection connection, Poller poller, Ports ports) {
    this.connection = connection;
    this.poller = poller;
    this.ports = ports;
    this.lease = "poll/" + connection.id();
    this.thread = Thread.ofVirtual().name("poll-" + connection.id()).unstarted(this::run);
    this.renewer = Thread.ofVirtual().name("lease-" + connection.id()).unstarted(this::renew);
  }

  void start() {
    thread.start();
    renewer.start();
  }

  Connection connection() {
    return connection;
  }

  /// Whether it goes on; not when the provider told it to stop.
  boolean isAlive() {
    return thread.isAlive();
  }

  /// Whether this process polls for the account now, and not another one.
  boolean isPolling() {
    return held && thread.isAlive();
  }

  /// Stops at once; what was brought and is not durable yet comes again. Waits a while for the
  /// thread.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    renewer.interrupt();
    try {
      if (!thread.join(PATIENCE)) {
        log.warn("Poller does not stop, left behind: account={}", connection.id());
      }
      var _ = renewer.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    release();
  }

  /// Takes the lease and keeps it. One that is lost ends the poll under way.
  private void renew() {
    try {
      while (!closed && thread.isAlive()) {
        boolean before = held;
        held = take();
        if (before && !held) {
          log.warn("Lease to poll lost: account={}", connection.id());
          thread.interrupt();
        }
        Thread.sleep(held ? RENEW : ports.firstWait().multipliedBy(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean take() {
    try {
      return ports.leases().take(lease, ports.holder(), LEASE);
    } catch (RuntimeException e) {
      log.warn("Lease to poll cannot be taken: account={}", connection.id(), e);
      return false;
    }
  }

  private void release() {
    held = false;
    try {
      ports.leases().release(lease, ports.holder());
    } catch (RuntimeException e) {
      log.warn("Lease to poll not given back, it ends by itself: account={}", connection.id(), e);
    }
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      try {
        if (!held) {
          Thread.sleep(ports.firstWait());
          continue;
        }
        append();
        switch (poller.poll()) {
          case Poller.Polled.News(var events) -> {
            ports.counters().polls.increment();
            brought = inbound(events);
            append();
            failures = 0;
          }
          case Poller.Polled.Later(var delay, var reason) -> {
            log.debug("Poll brought nothing: account={} reason={}", connection.id(), reason);
            waitAfter(failures++, delay);
          }
          case Poller.Polled.Stopped(var reason) -> {
            if (stop(reason)) {
              return;
            }
            waitAfter(failures++, Duration.ZERO);
          }
        }
      } catch (InterruptedException e) {
        // Told to stop, or the lease is lost: the loop's condition tells which.
      } catch (RuntimeException e) {
        log.error("Poller failed: account={}", connection.id(), e);
        waitQuietly(failures++);
      }
    }
  }

  private List<Inbound> inbound(List<InboundEvent> events) {
    var now = ports.clock().instant();
    return events.stream().map(event -> new Inbound(connection.id(), event, now)).toList();
  }

  /// Puts what was brought into the log, for as long as it takes.
  private void append() throws InterruptedException {
    for (int failures = 0; !brought.isEmpty(); failures++) {
      try {
        ports.inbound().append(brought);
        ports.counters().events.add(brought.size());
        brought = List.of();
      } catch (RuntimeException e) {
        log.warn("News not in the log yet: account={}", connection.id(), e);
        waitAfter(failures, Duration.ZERO);
      }
    }
  }

  private boolean stop(String reason) {
    try {
      ports.connectors().stop(connection.id(), connection.account().version(), reason);
      return true;
    } catch (RuntimeException e) {
      log.warn("Account cannot be stopped yet: account={}", connection.id(), e);
      return false;
    }
  }

  private void waitAfter(int failures, Duration atLeast) throws InterruptedException {
    ports.counters().failed.increment();
    var backOff = ports.firstWait().multipliedBy(1L << Math.min(failures, 16));
    var wait = backOff.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : backOff;
    Thread.sleep(wait.compareTo(atLeast) > 0 ? wait : atLeast);
  }

  private void waitQuietly(int failures) {
    try {
      waitAfter(failures, Duration.ZERO);
    } catch (InterruptedException e) {
      // As in the loop.
    }
  }
}
