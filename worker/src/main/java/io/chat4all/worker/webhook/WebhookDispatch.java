package io.chat4all.worker.webhook;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookSeal;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// The whole way of an event to webhooks: into the queue, and from there to them.
///
/// Thread-safe.
public final class WebhookDispatch implements AutoCloseable {

  private final Counters counters = new Counters();
  private final Registrations registrations;
  private final EndpointClient client;
  private final Dispatcher dispatcher;
  private final FanOut fanOut;
  private boolean closed;

  private WebhookDispatch(
      WebhookDirectory directory,
      WebhookDeliveries deliveries,
      WebhookSeal seal,
      MessageStore messages,
      DirectoryChanges changes,
      WebhookConfig config,
      Clock clock) {
    registrations = new Registrations(directory, changes, clock);
    client = new EndpointClient(config.addresses(), config.timeout(), seal, clock);
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    dispatcher =
        Dispatcher.start(deliveries, registrations, client, config, counters, clock, random);
    fanOut =
        new FanOut(registrations, deliveries, messages, config, dispatcher::wake, counters, clock);
  }

  /// Starts to call webhooks, on threads of its own.
  public static WebhookDispatch start(
      WebhookDirectory directory,
      WebhookDeliveries deliveries,
      WebhookSeal seal,
      MessageStore messages,
      DirectoryChanges changes,
      WebhookConfig config,
      Clock clock) {
    return new WebhookDispatch(directory, deliveries, seal, messages, changes, config, clock);
  }

  /// Takes the events to tell.
  public FactHandler<ConversationEvent> events() {
    return fanOut;
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
      try (registrations;
          client) {
        dispatcher.close();
      }
    }
  }
}
