package io.chat4all.worker.webhook;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookFeed;
import io.chat4all.core.webhook.WebhookSeal;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// The whole way of an event to webhooks: from the log into the queue, and from there to them.
///
/// Thread-safe.
public final class WebhookDispatch implements AutoCloseable {

  private final Counters counters = new Counters();
  private final Registrations registrations;
  private final EndpointClient client;
  private final Dispatcher dispatcher;
  private final Subscription events;
  private boolean closed;

  /// What it stands on.
  public record Ports(
      WebhookDirectory directory,
      WebhookDeliveries deliveries,
      WebhookSeal seal,
      MessageStore messages,
      DirectoryChanges changes) {}

  private WebhookDispatch(WebhookFeed feed, Ports ports, WebhookConfig config, Clock clock) {
    registrations = new Registrations(ports.directory(), ports.changes(), clock);
    client = new EndpointClient(config.addresses(), config.timeout(), ports.seal(), clock);
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    dispatcher =
        Dispatcher.start(
            ports.deliveries(), registrations, client, config, counters, clock, random);
    try {
      events =
          feed.events(
              new FanOut(
                  registrations,
                  ports.deliveries(),
                  ports.messages(),
                  config,
                  dispatcher::wake,
                  counters,
                  clock));
    } catch (RuntimeException e) {
      closeAll(() -> {});
      throw e;
    }
  }

  /// Starts, on threads of its own and of the feed.
  public static WebhookDispatch start(
      WebhookFeed feed, Ports ports, WebhookConfig config, Clock clock) {
    return new WebhookDispatch(feed, ports, config, clock);
  }

  /// What was done so far.
  public WebhookStats stats() {
    return new WebhookStats(
        counters.queued.sum(),
        counters.delivered.sum(),
        counters.deferred.sum(),
        counters.failed.sum(),
        counters.faulty.sum(),
        dispatcher.inHand(),
        dispatcher.paused(),
        counters.delayMillis.get());
  }

  /// Looks at once whether there is something to deliver.
  void wake() {
    dispatcher.wake();
  }

  /// Drains. Closing again does nothing.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closeAll(events);
    }
  }

  private void closeAll(Subscription reading) {
    try (registrations;
        client;
        dispatcher) {
      reading.close();
    }
  }
}
