package io.chat4all.core.log;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What every gateway pushes to sessions; the topic `chat4all.events`, keyed by conversation.
///
/// Comes at least once, in the order of its conversation.
public sealed interface ConversationEvent {

  /// When, by the platform's clock.
  Instant at();

  /// An event of one conversation; goes to its members unless it says otherwise.
  sealed interface InConversation extends ConversationEvent {
    /// Which conversation.
    ConversationId conversation();
  }

  /// A message is in the history.
  record MessageAdded(Message message) implements InConversation {
    @Override
    public ConversationId conversation() {
      return message.conversation();
    }

    @Override
    public Instant at() {
      return message.createdAt();
    }
  }

  /// A message's text was replaced.
  record MessageEdited(
      ConversationId conversation, MessageId id, long seq, UserId by, String text, Instant at)
      implements InConversation {}

  /// A message was deleted.
  record MessageDeleted(ConversationId conversation, MessageId id, long seq, UserId by, Instant at)
      implements InConversation {}

  /// A reaction was added or taken back.
  record ReactionChanged(
      ConversationId conversation,
      MessageId id,
      long seq,
      UserId by,
      String emoji,
      boolean added,
      Instant at)
      implements InConversation {}

  /// A delivery moved forward; goes to `audience` only, the senders of the messages.
  ///
  /// @param upToSeq all messages up to here; 0 when it concerns one message
  /// @param message the one message; absent when `upToSeq` is set
  record StatusMoved(
      ConversationId conversation,
      String recipient,
      ChannelId channel,
      DeliveryStatus status,
      long upToSeq,
      Optional<MessageId> message,
      String reason,
      List<UserId> audience,
      Instant at)
      implements InConversation {
    public StatusMoved {
      audience = List.copyOf(audience);
    }
  }

  /// A member has read.
  record ReadMoved(ConversationId conversation, UserId user, long upToSeq, Instant at)
      implements InConversation {}

  /// A member is typing, or stopped. Not kept anywhere.
  record TypingChanged(ConversationId conversation, UserId user, boolean active, Instant at)
      implements InConversation {}

  /// A member came, went or got another role; one who went gets it too, as their last.
  record MemberChanged(
      ConversationId conversation,
      UserId user,
      ConversationFact.MemberChange change,
      Optional<MemberRole> role,
      UserId by,
      Instant at)
      implements InConversation {}

  /// An accepted send repeated an id with other content and was dropped; goes to its sender.
  record SendRejected(ConversationId conversation, MessageId id, UserId sender, Instant at)
      implements InConversation {}

  /// A user came (`online`) or went; goes to the members of `conversations`.
  record PresenceChanged(
      UserId user, boolean online, List<ConversationId> conversations, Instant at)
      implements ConversationEvent {
    public PresenceChanged {
      conversations = List.copyOf(conversations);
    }
  }
}
