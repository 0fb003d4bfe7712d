package io.chat4all.worker;

import io.chat4all.core.log.Subscription;
import io.chat4all.worker.webhook.WebhookConfig;
import io.chat4all.worker.webhook.WebhookDispatch;
import java.time.Clock;
import java.util.List;

/// Tells customers' webhooks what happens.
///
/// Any number of processes may run it. What an event asks for is durable before the event is
/// committed, and kept until a webhook took it or it is given up. Thread-safe.
public final class WebhookWorkers implements AutoCloseable {

  private final WebhookDispatch dispatch;
  private final Subscription events;

  private WebhookWorkers(WebhookDispatch dispatch, Subscription events) {
    this.dispatch = dispatch;
    this.events = events;
  }

  /// Starts to call webhooks and to read events.
  public static WebhookWorkers start(WebhookWorkerPorts ports, WebhookConfig config, Clock clock) {
    var dispatch =
        WebhookDispatch.start(
            ports.directory(),
            ports.deliveries(),
            ports.seal(),
            ports.messages(),
            ports.changes(),
            config,
            clock);
    try {
      return new WebhookWorkers(dispatch, ports.feed().events(dispatch.events()));
    } catch (RuntimeException e) {
      dispatch.close();
      throw e;
    }
  }

  /// What is measured.
  public List<Measure> measures() {
    return Measures.webhooks(dispatch::stats);
  }

  /// Drains: what was read is durable, calls under way get a few seconds. Closing again does
  /// nothing.
  @Override
  public void close() {
    try (dispatch) {
      events.close();
    }
  }
}
