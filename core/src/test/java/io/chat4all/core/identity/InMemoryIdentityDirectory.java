package io.chat4all.core.identity;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An identity directory beside an account directory, which forgets everything when it goes.
/// Thread-safe.
public final class InMemoryIdentityDirectory implements IdentityDirectory {

  private static final Comparator<Identity> BY_LINKING =
      Comparator.comparing(Identity::linkedAt)
          .thenComparing(it -> it.address().channel().value())
          .thenComparing(it -> it.address().value());

  private final InMemoryAccountDirectory accounts;
  private final Map<Address, Identity> identities = new HashMap<>();
  private final Map<UserId, List<ChannelId>> preferences = new HashMap<>();
  private final Map<UUID, KeptMerge> merges = new HashMap<>();
  private boolean available = true;
  private int deletions;

  /// Users are those of `accounts`, and contacts are kept there.
  public InMemoryIdentityDirectory(InMemoryAccountDirectory accounts) {
    this.accounts = accounts;
  }

  /// Whether calls are answered; while not, each throws `UNAVAILABLE`.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public synchronized Optional<Identity> find(Address address) {
    check();
    return Optional.ofNullable(identities.get(address));
  }

  @Override
  public synchronized Optional<Identity> findByUsername(ChannelId channel, String username) {
    check();
    var wanted = username.toLowerCase(Locale.ROOT);
    return identities.values().stream()
        .filter(it -> it.address().channel().equals(channel))
        .filter(it -> !wanted.isEmpty() && it.username().equals(wanted))
        .min(
            Comparator.comparing((Identity it) -> it.lastInboundAt().orElse(Instant.MIN))
                .reversed()
                .thenComparing(BY_LINKING));
  }

  @Override
  public synchronized List<Identity> of(UserId user) {
    check();
    return identities.values().stream()
        .filter(it -> it.user().equals(user))
        .sorted(BY_LINKING)
        .toList();
  }

  @Override
  public synchronized Map<UserId, List<Identity>> of(Collection<UserId> users) {
    var found = new HashMap<UserId, List<Identity>>();
    users.forEach(user -> found.put(user, of(user)));
    found.values().removeIf(List::isEmpty);
    return found;
  }

  @Override
  public synchronized LinkOutcome link(Identity identity) {
    check();
    var old = identities.get(identity.address());
    if (old != null && !old.user().equals(identity.user())) {
      return new LinkOutcome.Taken(old.user());
    }
    if (accounts.find(identity.user()).isEmpty() || activeMerge(identity.user()).isPresent()) {
      return new LinkOutcome.UnknownUser();
    }
    return new LinkOutcome.Linked(put(old == null ? lowerCase(identity) : old));
  }

  private static Identity lowerCase(Identity it) {
    return new Identity(
        it.address(),
        it.user(),
        it.account(),
        it.username().toLowerCase(Locale.ROOT),
        it.displayName(),
        it.linkedAt(),
        it.lastInboundAt(),
        it.reachable());
  }

  private Identity put(Identity identity) {
    identities.put(identity.address(), identity);
    return identity;
  }

  @Override
  public synchronized boolean unlink(Address address, UserId user) {
    check();
    var old = identities.get(address);
    if (old == null || !old.user().equals(user)) {
      return false;
    }
    identities.remove(address);
    return true;
  }

  @Override
  public synchronized Identity seen(Sighting sighting, Account contact) {
    check();
    var addresses = new ArrayList<Address>();
    addresses.add(sighting.address());
    addresses.addAll(sighting.aliases());
    var user =
        addresses.stream()
            .flatMap(address -> find(address).stream())
            .map(Identity::user)
            .findFirst()
            .orElseGet(() -> create(contact));
    for (var address : addresses) {
      var old = find(address);
      if (old.isEmpty() || old.get().user().equals(user)) {
        put(noted(address, user, old, sighting));
      }
    }
    return find(sighting.address()).orElseThrow();
  }

  private UserId create(Account contact) {
    if (accounts.create(contact) != AccountDirectory.SaveOutcome.SAVED) {
      throw new ApiException(ErrorCode.ALREADY_EXISTS, "the id of a contact is taken");
    }
    return contact.id();
  }

  private static Identity noted(
      Address address, UserId user, Optional<Identity> old, Sighting sighting) {
    var last = old.flatMap(Identity::lastInboundAt);
    if (last.isPresent() && last.get().isAfter(sighting.at())) {
      return old.orElseThrow();
    }
    return new Identity(
        address,
        user,
        sighting.account(),
        sighting.username().isEmpty()
            ? old.map(Identity::username).orElse("")
            : sighting.username().toLowerCase(Locale.ROOT),
        sighting.displayName().isEmpty()
            ? old.map(Identity::displayName).orElse("")
            : sighting.displayName(),
        old.map(Identity::linkedAt).orElse(sighting.at()),
        Optional.of(sighting.at()),
        true);
  }

  @Override
  public synchronized void setReachable(Address address, boolean reachable) {
    check();
    identities.computeIfPresent(
        address,
        (_, it) ->
            new Identity(
                address,
                it.user(),
                it.account(),
                it.username(),
                it.displayName(),
                it.linkedAt(),
                it.lastInboundAt(),
                reachable));
  }

  @Override
  public synchronized void move(Address from, Address to) {
    check();
    if (from.equals(to)) {
      return;
    }
    var old = identities.remove(from);
    if (old != null) {
      identities.putIfAbsent(to, moved(old, to, old.user()));
    }
  }

  private static Identity moved(Identity it, Address to, UserId user) {
    return new Identity(
        to,
        user,
        it.account(),
        it.username(),
        it.displayName(),
        it.linkedAt(),
        it.lastInboundAt(),
        it.reachable());
  }

  @Override
  public synchronized List<ChannelId> preference(UserId user) {
    check();
    return preferences.getOrDefault(user, List.of());
  }

  @Override
  public synchronized Map<UserId, List<ChannelId>> preferences(Collection<UserId> users) {
    check();
    var found = new HashMap<UserId, List<ChannelId>>();
    users.forEach(user -> found.put(user, preference(user)));
    found.values().removeIf(List::isEmpty);
    return found;
  }

  @Override
  public synchronized void setPreference(UserId user, List<ChannelId> channels) {
    check();
    if (channels.isEmpty()) {
      preferences.remove(user);
    } else {
      preferences.put(user, List.copyOf(channels));
    }
  }

  @Override
  public synchronized MergeOutcome merge(Merge merge) {
    check();
    var merged = accounts.find(merge.merged());
    if (merged.isEmpty() || accounts.find(merge.into()).isEmpty()) {
      return MergeOutcome.UNKNOWN;
    }
    if (merge.merged().equals(merge.into())
        || activeMerge(merge.merged()).isPresent()
        || activeMerge(merge.into()).isPresent()) {
      return MergeOutcome.REFUSED;
    }
    var moved = of(merge.merged()).stream().map(Identity::address).toList();
    moved.forEach(address -> give(address, merge.into()));
    merges.put(
        merge.id(),
        new KeptMerge(
            new Merge(merge.id(), merge.merged(), merge.into(), merge.at(), false), moved));
    accounts.putSecretAside(merged.get());
    return MergeOutcome.DONE;
  }

  private void give(Address address, UserId user) {
    identities.computeIfPresent(address, (_, it) -> moved(it, address, user));
  }

  @Override
  public synchronized MergeOutcome undo(UUID mergeId, Instant at) {
    check();
    var kept = merges.get(mergeId);
    if (kept == null || kept.merge().undone()) {
      return MergeOutcome.UNKNOWN;
    }
    var merge = kept.merge();
    var account = accounts.find(merge.merged());
    if (account.isEmpty()) {
      return MergeOutcome.UNKNOWN;
    }
    kept.moved().stream()
        .flatMap(address -> find(address).stream())
        .filter(identity -> identity.user().equals(merge.into()))
        .forEach(identity -> give(identity.address(), merge.merged()));
    accounts.takeSecretBack(account.get());
    merges.put(
        mergeId,
        new KeptMerge(
            new Merge(mergeId, merge.merged(), merge.into(), merge.at(), true), List.of()));
    return MergeOutcome.DONE;
  }

  @Override
  public synchronized Optional<Merge> findMerge(UUID id) {
    check();
    return Optional.ofNullable(merges.get(id)).map(KeptMerge::merge);
  }

  @Override
  public synchronized UserId resolve(UserId user) {
    check();
    var now = user;
    for (var merge = activeMerge(now); merge.isPresent(); merge = activeMerge(now)) {
      now = merge.get().into();
    }
    return now;
  }

  private Optional<Merge> activeMerge(UserId merged) {
    return merges.values().stream()
        .map(KeptMerge::merge)
        .filter(merge -> !merge.undone() && merge.merged().equals(merged))
        .findFirst();
  }

  private void check() {
    if (!available) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the identity directory is switched off");
    }
    forgetDeleted();
  }

  private void forgetDeleted() {
    int now = accounts.deletions();
    if (now != deletions) {
      var deleted = accounts.deleted();
      identities.values().removeIf(it -> deleted.contains(it.user()));
      preferences.keySet().removeAll(deleted);
      deletions = now;
    }
  }

  private record KeptMerge(Merge merge, List<Address> moved) {}
}
