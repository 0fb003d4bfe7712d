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
  private final KafkaLogConfig config;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("log-reachability").daemon().unstarted(this::watch);
  private volatile boolean reachable = true;

  private Reachability(Admin admin, KafkaLogConfig config) {
    this.admin = admin;
    this.config = config;
  }

  /// Begins to ask; closes `admin` in the end.
  static Reachability watch(Admin admin, KafkaLogConfig config) {
    var reachability = new Reachability(admin, config);
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
        var refusal = ask();
        boolean now = refusal.isEmpty();
        if (now != reachable) {
          reachable = now;
          if (now) {
            log.warn("The log is reachable again");
          } else {
            log.warn("The log is not reachable: {}", refusal);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is wrong; nothing when they are there.
  private String ask() throws InterruptedException {
    try {
      var nodes = admin.describeCluster().nodes();
      return nodes.get(INTERVAL.toMillis(), TimeUnit.MILLISECONDS).isEmpty()
          ? "KAFKA_BOOTSTRAP_SERVERS: no brokers"
          : "";
    } catch (ExecutionException e) {
      log.debug("No answer from the brokers", e);
      return Refusals.of(e, config);
    } catch (TimeoutException e) {
      log.debug("No answer from the brokers", e);
      return Refusals.of(new org.apache.kafka.common.errors.TimeoutException(e), config);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
