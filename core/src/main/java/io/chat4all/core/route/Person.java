package io.chat4all.core.route;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.UserId;
import java.util.List;

/// Somebody and where they can be reached outside the app.
///
/// @param identities in the order of linking; may be empty
/// @param preference channels, best first; empty when they said nothing
record Person(UserId user, List<Identity> identities, List<ChannelId> preference) {

  Person {
    identities = List.copyOf(identities);
    preference = List.copyOf(preference);
  }
}
