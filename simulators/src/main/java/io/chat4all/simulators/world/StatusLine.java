package io.chat4all.simulators.world;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A status a message reached and how often it was reported. Thread-safe.
public final class StatusLine {

  private final Books books;
  private final String status;
  private final Optional<Integer> errorCode;
  private final Instant at;
  private final AtomicInteger posted = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();

  StatusLine(Books books, String status, Optional<Integer> errorCode, Instant at) {
    this.books = books;
    this.status = status;
    this.errorCode = errorCode;
    this.at = at;
  }

  public String status() {
    return status;
  }

  public Instant at() {
    return at;
  }

  /// A webhook with it was sent out.
  public void posted() {
    posted.incrementAndGet();
    books.changed();
  }

  /// A webhook with it was answered with 200.
  public void acknowledged() {
    acknowledged.incrementAndGet();
    books.changed();
  }

  BookEntry.Status snapshot() {
    return new BookEntry.Status(status, at, errorCode, posted.get(), acknowledged.get());
  }
}
