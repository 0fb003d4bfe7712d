package io.chat4all.store.jdbc.sql;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says that a server does not answer when that begins, every ten seconds while it lasts, and when
/// it is over; not for each call that finds out.
///
/// Thread-safe.
final class Outage {

  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String store;
  private final PostgresUrl url;
  private final AtomicLong toldAt = new AtomicLong();
  private volatile boolean lasts;

  Outage(String store, PostgresUrl url) {
    this.store = store;
    this.url = url;
  }

  void failed(SQLException e) {
    long now = System.nanoTime();
    long before = toldAt.get();
    if ((!lasts || now - before > EVERY_NANOS) && toldAt.compareAndSet(before, now)) {
      lasts = true;
      log.error("DATABASE_URL: {} does not answer: store={}", url, store, e);
    }
  }

  void answered() {
    if (lasts) {
      lasts = false;
      log.info("DATABASE_URL: {} answers again: store={}", url, store);
    }
  }
}
