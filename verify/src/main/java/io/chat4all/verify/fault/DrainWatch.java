package io.chat4all.verify.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Asks a gateway every half second whether it drains, as docs/operations.md wants of a load
/// balancer: one that answers 404 to `GET /health?draining=404` is to be given nothing new.
///
/// Thread-safe.
final class DrainWatch implements AutoCloseable {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI gateway;
  private final HttpRequest question;
  private volatile boolean draining;
  private volatile boolean closed;

  /// Starts to ask.
  DrainWatch(URI gateway) {
    this.gateway = gateway;
    question =
        HttpRequest.newBuilder(gateway.resolve("/health?draining=404")).timeout(PATIENCE).build();
    Thread.ofVirtual().name("verify-drain-watch").start(this::watch);
  }

  /// Who is asked.
  URI gateway() {
    return gateway;
  }

  /// What it answered last; one that is gone does not drain.
  boolean isDraining() {
    return draining;
  }

  @Override
  public void close() {
    closed = true;
    http.shutdownNow();
  }

  private void watch() {
    try {
      while (!closed) {
        draining = saysSo();
        TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean saysSo() throws InterruptedException {
    try {
      return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 404;
    } catch (HttpTimeoutException _) {
      return draining;
    } catch (IOException _) {
      return false;
    }
  }
}
