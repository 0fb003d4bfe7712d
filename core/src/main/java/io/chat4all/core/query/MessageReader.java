package io.chat4all.core.query;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.intake.MessageFinder;
import io.chat4all.core.intake.PendingMessages;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers messages, history and status to those who may see them.
///
/// Blocks on the history. Thread-safe.
public final class MessageReader {

  private static final Duration OWN_WRITES = Duration.ofMillis(500);
  private static final int MAX_DELIVERIES = 1_000;

  private final MessageStore store;
  private final MessageFinder finder;
  private final PendingMessages pending;
  private final Memberships memberships;

  /// All collaborators are shared with the rest of the process.
  public MessageReader(
      MessageStore store, MessageFinder finder, PendingMessages pending, Memberships memberships) {
    this.store = store;
    this.finder = finder;
    this.pending = pending;
    this.memberships = memberships;
  }

  /// One message; PENDING with `seq` 0 while it is on its way to the history.
  public MessageView get(Caller caller, MessageId id, Optional<ConversationId> within) {
    var message = finder.require(caller, id, within);
    return views(message.conversation(), List.of(message)).getFirst();
  }

  /// A page of a conversation's history. What the caller sent through this process before is in it.
  public HistoryPage list(Caller caller, ConversationId conversation, HistoryQuery query) {
    memberships.require(conversation, caller.id());
    pending.awaitStored(conversation, caller.id(), OWN_WRITES);
    var found = query.isBackward() ? backward(conversation, query) : forward(conversation, query);
    boolean more = found.size() > query.limit();
    if (more) {
      found = query.isBackward() ? found.subList(1, found.size()) : found.subList(0, query.limit());
    }
    return new HistoryPage(views(conversation, found), more);
  }

  /// Every delivery of a message with its history; none while it is on its way to the history.
  public List<Delivery> deliveries(Message message) {
    return message.seq() == 0 ? List.of() : store.deliveries(message, MAX_DELIVERIES);
  }

  private List<Message> forward(ConversationId conversation, HistoryQuery query) {
    long after = query.after().orElse(0);
    if (query.since().isPresent()) {
      after = Math.max(after, store.seqBefore(conversation, query.since().get()));
    }
    return store.after(conversation, after, query.limit() + 1);
  }

  private List<Message> backward(ConversationId conversation, HistoryQuery query) {
    long bound = query.before().orElse(0);
    var found = store.before(conversation, bound == 0 ? Long.MAX_VALUE : bound, query.limit() + 1);
    if (query.since().isEmpty()) {
      return found;
    }
    var since = query.since().get();
    return found.stream().filter(m -> !m.createdAt().isBefore(since)).toList();
  }

  private List<MessageView> views(ConversationId conversation, List<Message> messages) {
    if (messages.isEmpty()) {
      return List.of();
    }
    var reported = store.reported(conversation, messages.stream().map(Message::id).toList());
    Map<UserId, Optional<Watermark>> lowest = new HashMap<>();
    var views = new ArrayList<MessageView>(messages.size());
    for (var message : messages) {
      var inApp =
          lowest.computeIfAbsent(message.sender(), sender -> store.lowest(conversation, sender));
      var external = Optional.ofNullable(reported.get(message.id()));
      views.add(new MessageView(message, status(message, inApp, external)));
    }
    return views;
  }

  private static DeliveryStatus status(
      Message message, Optional<Watermark> inApp, Optional<DeliveryStatus> external) {
    if (message.seq() == 0) {
      return DeliveryStatus.PENDING;
    }
    var statuses = EnumSet.noneOf(DeliveryStatus.class);
    external.ifPresent(statuses::add);
    inApp
        .filter(lowest -> lowest.joinedSeq() < message.seq())
        .ifPresent(lowest -> statuses.add(status(message.seq(), lowest)));
    return DeliveryStatus.lowest(statuses);
  }

  private static DeliveryStatus status(long seq, Watermark lowest) {
    if (lowest.readSeq() >= seq) {
      return DeliveryStatus.READ;
    }
    return lowest.deliveredSeq() >= seq ? DeliveryStatus.DELIVERED : DeliveryStatus.SENT;
  }
}
