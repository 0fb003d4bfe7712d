package io.chat4all.core.route;

import static java.util.stream.Collectors.groupingBy;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Our accounts on the channels, and which of them reaches an address.
final class OwnAccounts {

  /// A place that a message can go to.
  ///
  /// @param open whether it is likely to arrive: the person has not blocked us and our account runs
  record Place(Identity identity, Target target, boolean open) {}

  private final Map<ChannelId, List<ChannelAccount>> byChannel;

  OwnAccounts(List<ChannelAccount> all) {
    this.byChannel = all.stream().collect(groupingBy(account -> account.id().channel()));
  }

  boolean has(ChannelAccountId id) {
    return byChannel.getOrDefault(id.channel(), List.of()).stream()
        .anyMatch(account -> account.id().equals(id));
  }

  /// The account that met the person there last, if it runs, else the first that runs. When none
  /// does, the delivery waits at a stopped one until a person has seen to it; empty when the
  /// channel has no account at all.
  Optional<Place> place(Identity identity) {
    var accounts = byChannel.getOrDefault(identity.address().channel(), List.of());
    @Nullable ChannelAccount best = null;
    for (var account : accounts) {
      if (best == null || rank(account, identity) > rank(best, identity)) {
        best = account;
      }
    }
    return Optional.ofNullable(best)
        .map(account ->
            new Place(
                identity,
                new Target(account.id(), identity.address().value()),
                identity.reachable() && account.isRunning()));
  }

  private static int rank(ChannelAccount account, Identity identity) {
    return (account.isRunning() ? 2 : 0) + (account.id().name().equals(identity.account()) ? 1 : 0);
  }
}
