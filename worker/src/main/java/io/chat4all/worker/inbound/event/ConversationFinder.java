package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import io.chat4all.worker.connector.ConnectionState;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Finds the conversation that a person from outside writes in.
///
/// It is that of the message they answered, or else the one that goes on at their address, if they
/// are a member; a member's message that reached them although they were none makes them one. Else
/// it is the private conversation with the one who is in the account's inbox, or a group with all
/// who are; with nobody there, they write to themselves until somebody joins.
///
/// Thread-safe.
final class ConversationFinder {

  private static final int MOST_DELIVERIES = 10_100;
  private static final int MOST_INBOXES = 100;

  private final DeliveryLedger ledger;
  private final Threads threads;
  private final MessageStore store;
  private final EventRules rules;
  private final Clock clock;

  ConversationFinder(EventPorts ports, EventRules rules, Clock clock) {
    this.ledger = ports.ledger();
    this.threads = ports.threads();
    this.store = ports.store();
    this.rules = rules;
    this.clock = clock;
  }

  /// The conversation of a message from `user`.
  ConversationId find(Target from, UserId user, Optional<MessageKey> answered) {
    if (answered.isPresent()) {
      var conversation = among(from, user, answered.get().conversation(), answered);
      if (conversation.isPresent()) {
        return conversation.get();
      }
    }
    return threads
        .find(from.account(), from.address())
        .flatMap(thread -> among(from, user, thread, lastSent(from, thread)))
        .orElseGet(() -> inbox(from.account(), user));
  }

  /// Who is in the inbox of an account.
  List<UserId> inboxOf(ChannelAccountId account) {
    var users =
        rules.connectors().states().stream()
            .map(ConnectionState::account)
            .filter(it -> it.id().equals(account))
            .map(ChannelAccount::inbox)
            .findFirst()
            .orElse(List.of());
    return users.isEmpty() ? users : rules.accounts().existing(users);
  }

  /// The conversation of a person with the inbox of an account.
  ConversationId inbox(ChannelAccountId account, UserId user) {
    var others = inboxOf(account).stream().filter(it -> !it.equals(user)).toList();
    if (others.size() == 1) {
      return privateWith(user, others.getFirst());
    }
    for (int i = 0; i < MOST_INBOXES; i++) {
      var id = InboundIds.inbox(account, user, i);
      if (isMember(id, user) || create(id, user, others)) {
        return id;
      }
    }
    throw new ApiException(ErrorCode.INVALID_ARGUMENT, "left the inbox too often");
  }

  private Optional<ConversationId> among(
      Target from, UserId user, ConversationId conversation, Optional<MessageKey> reached) {
    if (isMember(conversation, user)) {
      return Optional.of(conversation);
    }
    var message =
        reached
            .filter(key -> wentTo(key, from, user))
            .flatMap(store::find)
            .filter(it -> !wasMember(it, user));
    if (message.isEmpty()) {
      return Optional.empty();
    }
    var by = message.get().sender();
    return rules.conversations().invite(conversation, by, user)
        ? Optional.of(conversation)
        : Optional.of(privateWith(user, by));
  }

  private Optional<MessageKey> lastSent(Target from, ConversationId thread) {
    return ledger.sentUpTo(from.account(), from.address(), "", clock.instant(), 1).stream()
        .map(ConversationFinder::message)
        .filter(key -> key.conversation().equals(thread))
        .findFirst();
  }

  private boolean wentTo(MessageKey key, Target from, UserId user) {
    return ledger.of(key).stream()
        .map(Entry::ticket)
        .anyMatch(ticket ->
            ticket.target().equals(from) || ticket.key().recipient().equals(user.value()));
  }

  /// One who was a member then and is none now has left, or was removed.
  private boolean wasMember(Message message, UserId user) {
    return store.deliveries(message, MOST_DELIVERIES).stream()
        .anyMatch(delivery ->
            delivery.recipient().equals(user.value())
                && delivery.channel().equals(ChannelId.INTERNAL));
  }

  private boolean isMember(ConversationId conversation, UserId user) {
    return rules.memberships().find(conversation, user).isPresent();
  }

  private ConversationId privateWith(UserId user, UserId other) {
    var id = new ConversationId(UUID.randomUUID());
    return rules
        .conversations()
        .create(caller(user), wish(id, ConversationType.PRIVATE, user), List.of(other))
        .id();
  }

  /// False when there is one already that the person is no member of.
  private boolean create(ConversationId id, UserId user, List<UserId> others) {
    try {
      var _ =
          rules
              .conversations()
              .create(caller(user), wish(id, ConversationType.GROUP, user), others);
      return true;
    } catch (ApiException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
      return isMember(id, user);
    }
  }

  private Conversation wish(ConversationId id, ConversationType type, UserId user) {
    return new Conversation(id, type, "", Map.of(), false, user, clock.instant());
  }

  private static Caller caller(UserId user) {
    return new Caller(user, Role.USER);
  }

  private static MessageKey message(Entry entry) {
    var key = entry.ticket().key();
    return new MessageKey(key.conversation(), key.message());
  }
}
