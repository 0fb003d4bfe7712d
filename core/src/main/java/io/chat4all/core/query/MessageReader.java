package io.chat4all.core.query;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.intake.MessageFinder;
import io.chat4all.core.intake.PendingMessages;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Duration;
import java.util.List;
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
    return page(conversation, query);
  }

  /// As [#list], but waits for nothing that is on its way to the history.
  public HistoryPage listStored(Caller caller, ConversationId conversation, HistoryQuery query) {
    memberships.require(conversation, caller.id());
    return page(conversation, query);
  }

  private HistoryPage page(ConversationId conversation, HistoryQuery query) {
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
    var progress = new Progress(store, conversation);
    return messages.stream()
        .map(message ->
            new MessageView(
                message, progress.of(message, reported.getOrDefault(message.id(), List.of()))))
        .toList();
  }
}
