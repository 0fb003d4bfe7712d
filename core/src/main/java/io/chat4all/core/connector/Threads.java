package io.chat4all.core.connector;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.conversation.ConversationId;
import java.util.Optional;

/// Keeps which conversation a person continues when they write to a channel account: the one whose
/// message reached them there last, or that they wrote in last.
///
/// A directory that cannot be reached throws `ApiException` with `UNAVAILABLE`. Thread-safe.
public interface Threads {

  /// The conversation that goes on at this address.
  Optional<ConversationId> find(ChannelAccountId account, String address);

  /// From now on this one goes on there.
  void set(ChannelAccountId account, String address, ConversationId conversation);
}
