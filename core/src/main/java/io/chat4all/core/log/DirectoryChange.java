package io.chat4all.core.log;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;

/// Something in the directory changed, so that caches of it must look again; the compacted topic
/// `chat4all.directory`.
public sealed interface DirectoryChange {

  /// An account, or which addresses belong to it, changed, or it was deleted.
  record AccountChanged(UserId user) implements DirectoryChange {}

  /// A conversation, or who its members are, changed.
  record ConversationChanged(ConversationId conversation) implements DirectoryChange {}

  /// An access token was revoked.
  record TokenRevoked(String tokenId) implements DirectoryChange {}

  /// One of our accounts on a channel was made, changed, stopped or deleted.
  record ChannelAccountChanged(ChannelAccountId account) implements DirectoryChange {}

  /// The webhooks of somebody changed.
  record WebhooksChanged(UserId owner) implements DirectoryChange {}
}
