package io.chat4all.core.route;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.route.OwnAccounts.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where a person can be reached, best first, at one address per channel.
///
/// @param noted channels that they have an address on and we no account
record Places(List<Place> best, List<ChannelId> noted) {

  private static final Comparator<Identity> LIKELIEST =
      Comparator.comparing(Identity::reachable)
          .thenComparing(identity -> identity.lastInboundAt().orElse(Instant.MIN));

  Places {
    best = List.copyOf(best);
    noted = List.copyOf(noted);
  }

  /// All places of a person, by preference: preferred channels, then the others in the order of
  /// linking; those that are unlikely to work last. `internal` in a preference ends it: what comes
  /// after it, or is not named at all, is not used.
  static Places preferred(Person person, OwnAccounts accounts) {
    var order = new ArrayList<ChannelId>();
    var byChannel = byChannel(person);
    int end = person.preference().indexOf(ChannelId.INTERNAL);
    var wished = end < 0 ? person.preference() : person.preference().subList(0, end);
    wished.stream().filter(byChannel::containsKey).forEach(order::add);
    if (end < 0) {
      byChannel.keySet().stream().filter(channel -> !order.contains(channel)).forEach(order::add);
    }
    return in(order, byChannel, accounts);
  }

  /// All places of a person, whatever they prefer, in the order of linking.
  static Places all(Person person, OwnAccounts accounts) {
    var byChannel = byChannel(person);
    return in(List.copyOf(byChannel.keySet()), byChannel, accounts);
  }

  private static Places in(
      List<ChannelId> order, Map<ChannelId, Identity> byChannel, OwnAccounts accounts) {
    var open = new ArrayList<Place>();
    var closed = new ArrayList<Place>();
    var noted = new ArrayList<ChannelId>();
    for (var channel : order) {
      var identity = byChannel.get(channel);
      if (identity == null) {
        continue;
      }
      accounts
          .place(identity)
          .ifPresentOrElse(
              place -> (place.open() ? open : closed).add(place), () -> noted.add(channel));
    }
    open.addAll(closed);
    return new Places(open, noted);
  }

  /// The likeliest address of each channel: one that is reachable, and of those the one that they
  /// wrote from last.
  private static Map<ChannelId, Identity> byChannel(Person person) {
    var best = new LinkedHashMap<ChannelId, Identity>();
    for (var identity : person.identities()) {
      best.merge(
          identity.address().channel(),
          identity,
          (old, next) -> LIKELIEST.compare(next, old) > 0 ? next : old);
    }
    return best;
  }
}
