package io.chat4all.worker.webhook;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationEvent.InConversation;
import io.chat4all.core.log.ConversationEvent.StatusMoved;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDelivery;
import io.chat4all.core.webhook.WebhookEventType;
import io.chat4all.worker.batch.Delay;
import io.chat4all.worker.batch.OwnFault;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns events into deliveries, one for each webhook that wants to know and whose owner may.
///
/// They are durable before the events are committed. An event may come again: its deliveries have
/// the ids that they had. [#handle] is called by one thread at a time.
final class FanOut implements FactHandler<ConversationEvent> {

  private static final Logger log = LoggerFactory.getLogger(FanOut.class);

  private final Registrations registrations;
  private final WebhookDeliveries deliveries;
  private final PassedMessages passed;
  private final Runnable added;
  private final Counters counters;
  private final Clock clock;

  /// @param added is called when there is something new to deliver
  FanOut(
      Registrations registrations,
      WebhookDeliveries deliveries,
      MessageStore store,
      WebhookConfig config,
      Runnable added,
      Counters counters,
      Clock clock) {
    this.registrations = registrations;
    this.deliveries = deliveries;
    this.passed = new PassedMessages(store, config.keepFor().dividedBy(2));
    this.added = added;
    this.counters = counters;
    this.clock = clock;
  }

  @Override
  public void handle(List<LoggedFact<ConversationEvent>> events) {
    var found = new ArrayList<WebhookDelivery>();
    var told = new ArrayList<StatusMoved>();
    var now = clock.instant();
    for (var logged : events) {
      if (logged.fact() instanceof InConversation event) {
        collect(event, now, found, told);
      }
    }
    int fresh = deliveries.add(found);
    told.forEach(passed::told);
    if (fresh > 0) {
      counters.queued.add(fresh);
      added.run();
    }
    counters.delayMillis.set(Delay.millis(events, ConversationEvent::at, clock));
  }

  @Override
  public void revoked(Set<Integer> partitions) {
    passed.forget();
  }

  private void collect(
      InConversation event, Instant now, List<WebhookDelivery> found, List<StatusMoved> told) {
    var webhooks = registrations.interestedIn(event.conversation());
    if (webhooks.isEmpty()) {
      return;
    }
    try {
      switch (event) {
        case ConversationEvent.MessageAdded(var message) ->
            tell(News.created(message), webhooks, now, found);
        case ConversationEvent.MessageEdited edited ->
            tell(News.edited(edited), webhooks, now, found);
        case ConversationEvent.MessageDeleted deleted ->
            tell(News.deleted(deleted), webhooks, now, found);
        case StatusMoved moved -> {
          if (status(moved, webhooks, now, found)) {
            told.add(moved);
          }
        }
        case ConversationEvent.ReactionChanged _,
            ConversationEvent.ReadMoved _,
            ConversationEvent.TypingChanged _,
            ConversationEvent.MemberChanged _,
            ConversationEvent.SendRejected _ -> {}
      }
    } catch (RuntimeException e) {
      if (!OwnFault.caused(e)) {
        throw e;
      }
      counters.faulty.increment();
      log.error(
          "Event cannot be told to webhooks, skipped: conversationId={}", event.conversation(), e);
    }
  }

  private static void tell(
      News news, List<Webhook> webhooks, Instant now, List<WebhookDelivery> found) {
    for (var webhook : webhooks) {
      if (webhook.events().contains(news.type())) {
        found.add(news.to(webhook, now));
      }
    }
  }

  /// The status of a message is for its sender. Answers whether a watermark was looked at.
  private boolean status(
      StatusMoved moved, List<Webhook> webhooks, Instant now, List<WebhookDelivery> found) {
    var concerned =
        webhooks.stream()
            .filter(it -> it.events().contains(WebhookEventType.MESSAGE_STATUS))
            .filter(it -> moved.audience().contains(it.owner()))
            .toList();
    if (concerned.isEmpty()) {
      return false;
    }
    if (moved.message().isPresent()) {
      var news = News.status(moved, moved.message().get(), moved.at().toString());
      concerned.forEach(webhook -> found.add(news.to(webhook, now)));
      return false;
    }
    for (var message : passed.of(moved)) {
      var news = News.status(moved, message.id(), "");
      concerned.stream()
          .filter(it -> isOf(it, message, moved))
          .forEach(webhook -> found.add(news.to(webhook, now)));
    }
    return true;
  }

  /// Whether a message was sent by the owner, and not before there was the webhook, unless it is
  /// the very one that the watermark stands at.
  private static boolean isOf(Webhook webhook, Message message, StatusMoved moved) {
    return message.sender().equals(webhook.owner())
        && (message.seq() == moved.upToSeq() || !message.createdAt().isBefore(webhook.createdAt()));
  }
}
