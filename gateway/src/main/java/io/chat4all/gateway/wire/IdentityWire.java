package io.chat4all.gateway.wire;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.UserId;
import io.chat4all.protocol.v1.Identity;
import io.chat4all.protocol.v1.UserIdentities;
import java.util.List;

/// Addresses of users as the API shows them. Thread-safe.
public final class IdentityWire {

  private IdentityWire() {}

  /// One address.
  public static Identity of(io.chat4all.core.identity.Identity identity) {
    var wire =
        Identity.newBuilder()
            .setUserId(identity.user().value())
            .setChannel(identity.address().channel().value())
            .setAddress(identity.address().value())
            .setUsername(identity.username())
            .setDisplayName(identity.displayName())
            .setAccount(identity.account())
            .setLinkedAt(Times.of(identity.linkedAt()))
            .setReachable(identity.reachable());
    identity.lastInboundAt().ifPresent(at -> wire.setLastInboundAt(Times.of(at)));
    return wire.build();
  }

  /// All addresses of a user and the channels that they prefer.
  public static UserIdentities of(
      UserId user,
      List<io.chat4all.core.identity.Identity> identities,
      List<ChannelId> preference) {
    return UserIdentities.newBuilder()
        .setUserId(user.value())
        .addAllIdentities(identities.stream().map(IdentityWire::of).toList())
        .addAllChannels(preference.stream().map(ChannelId::value).toList())
        .build();
  }
}
