package io.chat4all.core.intake;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds messages by id, in the history or on their way to it, and only those that the caller may
/// see.
///
/// Thread-safe.
public final class MessageFinder {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final MessageStore store;
  private final PendingMessages pending;
  private final Memberships memberships;

  /// All collaborators are shared with the rest of the process.
  public MessageFinder(MessageStore store, PendingMessages pending, Memberships memberships) {
    this.store = store;
    this.pending = pending;
    this.memberships = memberships;
  }

  /// The one message of this id in the caller's conversations (any conversation for service
  /// accounts), or `not_found`, or `ambiguous_message_id`. Waits a moment for one that another
  /// process may have accepted just now.
  public Message require(Caller caller, MessageId id, Optional<ConversationId> within) {
    // Also for what they may not see: the time must not tell that it exists.
    var visible = pending.arrivals().find(id, PATIENCE, () -> visible(caller, id, within));
    if (visible.isEmpty()) {
      throw ApiException.notFound("message");
    }
    if (visible.size() > 1) {
      throw new ApiException(
          ErrorCode.AMBIGUOUS_MESSAGE_ID, "several conversations have it: name conversation_id");
    }
    return visible.getFirst();
  }

  /// As [#require], but waits a moment for a message that is only accepted to get its `seq`;
  /// `UNAVAILABLE` when it takes too long.
  Message requireStored(Caller caller, MessageId id, Optional<ConversationId> within) {
    var message = require(caller, id, within);
    if (message.seq() > 0) {
      return message;
    }
    pending.awaitStored(message.conversation(), message.sender(), PATIENCE);
    return store
        .find(message.key())
        .orElseThrow(
            () -> new ApiException(ErrorCode.UNAVAILABLE, "the message is still on its way"));
  }

  /// The history knows better: a repeated message may wait here for an event that was long ago.
  Optional<Message> find(MessageKey key) {
    var waiting = pending.find(key);
    return store.find(key).or(() -> waiting.map(MessageFinder::onItsWay));
  }

  /// Whether this very message is in the history; another one of its id is refused.
  boolean isInHistory(MessageAccepted message) {
    var stored = store.find(new MessageKey(message.conversation(), message.id()));
    if (stored.isPresent() && !SameMessage.test(message, stored.get())) {
      throw SameMessage.conflict();
    }
    return stored.isPresent();
  }

  PendingMessages pending() {
    return pending;
  }

  private List<Message> visible(Caller caller, MessageId id, Optional<ConversationId> within) {
    return candidates(id, within).stream()
        .filter(m ->
            caller.role().isService()
                || memberships.find(m.conversation(), caller.id()).isPresent())
        .toList();
  }

  private List<Message> candidates(MessageId id, Optional<ConversationId> within) {
    if (within.isPresent()) {
      return find(new MessageKey(within.get(), id)).stream().toList();
    }
    Map<MessageKey, Message> found = new LinkedHashMap<>();
    for (var accepted : pending.find(id)) {
      var message = onItsWay(accepted);
      found.put(message.key(), message);
    }
    store.findById(id).forEach(m -> found.put(m.key(), m));
    return List.copyOf(found.values());
  }

  private static Message onItsWay(MessageAccepted accepted) {
    return new Message(
        accepted.conversation(),
        accepted.id(),
        0,
        accepted.sender(),
        Optional.of(accepted.content()),
        accepted.replyTo(),
        accepted.metadata(),
        accepted.at(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
