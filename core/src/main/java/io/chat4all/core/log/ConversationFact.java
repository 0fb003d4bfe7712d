package io.chat4all.core.log;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was accepted for a conversation; the topic `chat4all.messages`, keyed by conversation.
///
/// Its order in the log is the order of the history. Times are the accepting gateway's.
public sealed interface ConversationFact {

  /// Which conversation.
  ConversationId conversation();

  /// When the gateway accepted it.
  Instant at();

  /// A message.
  ///
  /// @param idChosen whether the sender chose the id, so that it may come twice
  /// @param to whom it is for; empty: all members
  /// @param channels where `to` is to be reached; empty: as each prefers
  record MessageAccepted(
      ConversationId conversation,
      MessageId id,
      boolean idChosen,
      UserId sender,
      Content content,
      Optional<MessageId> replyTo,
      Map<String, String> metadata,
      List<UserId> to,
      List<ChannelId> channels,
      Instant at)
      implements ConversationFact {
    public MessageAccepted {
      metadata = Map.copyOf(metadata);
      to = List.copyOf(to);
      channels = List.copyOf(channels);
    }
  }

  /// Another text for a message.
  record MessageEdited(
      ConversationId conversation, MessageId id, UserId by, String text, Instant at)
      implements ConversationFact {}

  /// A message taken away for everyone.
  record MessageDeleted(ConversationId conversation, MessageId id, UserId by, Instant at)
      implements ConversationFact {}

  /// A reaction added or taken back.
  record ReactionChanged(
      ConversationId conversation, MessageId id, UserId by, String emoji, boolean added, Instant at)
      implements ConversationFact {}

  /// A member came, went or got another role.
  ///
  /// @param role the role now; absent when they are no longer a member
  record MemberChanged(
      ConversationId conversation,
      UserId user,
      MemberChange change,
      Optional<MemberRole> role,
      UserId by,
      Instant at)
      implements ConversationFact {}

  /// How membership changed.
  enum MemberChange {
    ADDED,
    REMOVED,
    JOINED,
    LEFT,
    ROLE
  }
}
