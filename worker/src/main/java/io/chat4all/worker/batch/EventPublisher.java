package io.chat4all.worker.batch;

import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.EventLog;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes events in one call, and drops those that the log refuses for their own fault.
///
/// What a dropped event tells is in the history; sessions find it there when they sync. A log that
/// does not answer throws, as from [EventLog#publish]. Thread-safe.
public final class EventPublisher {

  private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);

  private final EventLog events;
  private final LongAdder dropped = new LongAdder();

  public EventPublisher(EventLog events) {
    this.events = events;
  }

  /// Publishes in this order and waits until all are durable; does nothing for none.
  public void publish(List<ConversationEvent> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      events.publish(batch);
    } catch (RuntimeException e) {
      if (!OwnFault.caused(e)) {
        throw e;
      }
      if (batch.size() == 1) {
        drop(batch.getFirst(), e);
        return;
      }
      int middle = batch.size() / 2;
      publish(batch.subList(0, middle));
      publish(batch.subList(middle, batch.size()));
    }
  }

  /// How many events were dropped.
  public long dropped() {
    return dropped.sum();
  }

  private void drop(ConversationEvent event, RuntimeException cause) {
    dropped.increment();
    log.error(
        "Event cannot be published, dropped: messageId={} event={}",
        messageId(event),
        event.getClass().getSimpleName(),
        cause);
  }

  private static String messageId(ConversationEvent event) {
    return switch (event) {
      case ConversationEvent.MessageAdded added -> added.message().id().toString();
      case ConversationEvent.MessageEdited edited -> edited.id().toString();
      case ConversationEvent.MessageDeleted deleted -> deleted.id().toString();
      case ConversationEvent.ReactionChanged reaction -> reaction.id().toString();
      case ConversationEvent.SendRejected rejected -> rejected.id().toString();
      case ConversationEvent.StatusMoved moved ->
          moved.message().map(Object::toString).orElse("none");
      case ConversationEvent.ReadMoved _,
          ConversationEvent.TypingChanged _,
          ConversationEvent.MemberChanged _,
          ConversationEvent.PresenceChanged _ ->
          "none";
    };
  }
}
