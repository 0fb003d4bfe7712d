package io.chat4all.log.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the brokers every two seconds whether they are there. Thread-safe.
final class Reachability implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reachability.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final Admin admin;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("log-reachability").daemon().unstarted(this::watch);
  private volatile boolean reachable = true;

  private Reachability(Admin admin) {
    this.admin = admin;
  }

  /// Begins to ask; closes `admin` in the end.
  static Reachability watch(Admin admin) {
    var reachability = new Reachability(admin);
    reachability.thread.start();
    return reachability;
  }

  /// What the last answer, or its absence, said.
  boolean isReachable() {
    return reachable;
  }

  private void watch() {
    try (admin) {
      while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        boolean now = ask();
        if (now != reachable) {
          reachable = now;
          log.warn("The log is {}", now ? "reachable again" : "not reachable");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ask() throws InterruptedException {
    try {
      var nodes = admin.describeCluster().nodes();
      return !nodes.get(INTERVAL.toMillis(), TimeUnit.MILLISECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("No answer from the brokers", e);
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
