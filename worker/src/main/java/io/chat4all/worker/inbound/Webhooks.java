package io.chat4all.worker.inbound;

import io.chat4all.connector.api.Connector.WebhookHandler;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.connector.ProviderWebhooks;
import io.chat4all.core.connector.WebhookAnswer;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.worker.connector.Connectors;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the connector of an account read its provider's calls, and answers success when what they
/// tell is in the log.
///
/// An account that is stopped takes its provider's calls all the same: they need none of its
/// credentials. Thread-safe.
public final class Webhooks implements ProviderWebhooks {

  private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
  private static final WebhookAnswer UNKNOWN = new WebhookAnswer(404, "");
  private static final WebhookAnswer UNREADABLE = new WebhookAnswer(400, "");
  private static final WebhookAnswer UNSIGNED = new WebhookAnswer(401, "");
  private static final WebhookAnswer UNVERIFIED = new WebhookAnswer(403, "");

  private final Connectors connectors;
  private final InboundLog inbound;
  private final Clock clock;
  private final LongAdder calls = new LongAdder();
  private final LongAdder events = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder forged = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /// All collaborators are shared with the rest of the process.
  public Webhooks(Connectors connectors, InboundLog inbound, Clock clock) {
    this.connectors = connectors;
    this.inbound = inbound;
    this.clock = clock;
  }

  @Override
  public WebhookAnswer receive(ChannelAccountId account, WebhookRequest request) {
    calls.increment();
    var handler = connectors.find(account).flatMap(it -> it.connector().webhookHandler());
    if (handler.isEmpty()) {
      unknown.increment();
      return UNKNOWN;
    }
    return switch (read(account, handler.get(), request)) {
      case WebhookOutcome.Events(var told) -> append(account, told);
      case WebhookOutcome.Challenge(var answer) -> new WebhookAnswer(200, answer);
      case WebhookOutcome.Forged(var reason) -> {
        forged.increment();
        log.debug("Webhook refused: account={} reason={}", account, reason);
        yield request.method().equals("GET") ? UNVERIFIED : UNSIGNED;
      }
      case WebhookOutcome.Unreadable(var reason) -> {
        unreadable.increment();
        log.debug("Webhook cannot be read: account={} reason={}", account, reason);
        yield UNREADABLE;
      }
    };
  }

  /// What was done since the start.
  public WebhookStats stats() {
    return new WebhookStats(
        calls.sum(), events.sum(), unknown.sum(), forged.sum(), unreadable.sum(), failed.sum());
  }

  /// A handler that throws, although it must not, has not read the call.
  private static WebhookOutcome read(
      ChannelAccountId account, WebhookHandler handler, WebhookRequest request) {
    try {
      return handler.read(request);
    } catch (RuntimeException e) {
      log.error("Connector failed on a webhook: account={}", account, e);
      return new WebhookOutcome.Unreadable("the connector failed");
    }
  }

  private WebhookAnswer append(ChannelAccountId account, List<InboundEvent> told) {
    if (told.isEmpty()) {
      return WebhookAnswer.OK;
    }
    var now = clock.instant();
    try {
      inbound.append(told.stream().map(event -> new Inbound(account, event, now)).toList());
    } catch (RuntimeException e) {
      failed.increment();
      throw e;
    }
    events.add(told.size());
    return WebhookAnswer.OK;
  }
}
