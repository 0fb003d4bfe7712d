package io.chat4all.core.intake;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.UserId;

/// Finds who is meant by an address that a sender wrote. Thread-safe.
@FunctionalInterface
public interface Recipients {

  /// Whose address it is; a contact is made for one that nobody has. Throws `ApiException` with
  /// `INVALID_ARGUMENT` for an unknown channel and an address that cannot be.
  UserId recipient(ChannelId channel, String address);
}
