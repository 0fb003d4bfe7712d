package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent.AddressChanged;
import io.chat4all.core.connector.InboundEvent.ReachChanged;
import io.chat4all.core.connector.InboundEvent.Sender;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.IdentityDirectory.Sighting;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.Contacts;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.message.CleanText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Finds out who is at an address, and keeps what providers tell of people.
///
/// What changes for routes is announced; that somebody wrote again is not. Thread-safe.
final class People implements AutoCloseable {

  private static final int REMEMBERED = 50_000;
  private static final int MAX_NAME_BYTES = 128;

  private final IdentityDirectory identities;
  private final Contacts contacts;
  private final DirectoryChanges changes;
  private final Recent<UserId, Map<Address, Announced>> announced;
  private final Subscription subscription;

  /// What routes depend on.
  private record Announced(String account, String username, boolean reachable) {}

  People(IdentityDirectory identities, Contacts contacts, DirectoryChanges changes, Clock clock) {
    this.identities = identities;
    this.contacts = contacts;
    this.changes = changes;
    this.announced = new Recent<>(REMEMBERED, Duration.ofHours(1), clock);
    this.subscription = changes.listen(this::hear);
  }

  /// Who wrote; a contact is made of somebody who is not known.
  UserId seen(Inbound inbound, Sender sender, Instant at) {
    var address = address(inbound.account(), sender.address());
    var aliases =
        sender.aliases().stream()
            .filter(alias -> !alias.isBlank() && !alias.equals(sender.address()))
            .map(alias -> address(inbound.account(), alias))
            .toList();
    var sighting =
        new Sighting(
            address,
            aliases,
            inbound.account().name(),
            name(sender.username()),
            name(sender.displayName()),
            at.isAfter(inbound.receivedAt()) ? inbound.receivedAt() : at);
    var identity = identities.seen(sighting, contacts.prepare(address, sender.displayName()));
    announce(identity);
    return identity.user();
  }

  /// Who is at an address.
  Optional<UserId> at(ChannelAccountId account, String address) {
    return address.isBlank()
        ? Optional.empty()
        : identities.find(address(account, address)).map(Identity::user);
  }

  /// Who is at an address; a contact is made of somebody who is not known and did not write.
  UserId atOrNew(ChannelAccountId account, String address) {
    return contacts.at(address(account, address));
  }

  /// Whether somebody is known there whom this concerns.
  boolean reachChanged(ChannelAccountId account, ReachChanged event) {
    var address = address(account, event.address());
    identities.setReachable(address, event.reachable());
    var identity = identities.find(address);
    identity.ifPresent(this::announce);
    return identity.isPresent();
  }

  /// Whether somebody is known there whom this concerns.
  boolean addressChanged(ChannelAccountId account, AddressChanged event) {
    var to = address(account, event.newAddress());
    identities.move(address(account, event.address()), to);
    var identity = identities.find(to);
    identity.ifPresent(it -> changes.announce(new DirectoryChange.AccountChanged(it.user())));
    return identity.isPresent();
  }

  private void announce(Identity identity) {
    var user = identity.user();
    var now = new Announced(identity.account(), identity.username(), identity.reachable());
    var before = announced.find(user).orElse(Map.of());
    if (!now.equals(before.get(identity.address()))) {
      changes.announce(new DirectoryChange.AccountChanged(user));
      var all = new HashMap<>(before);
      all.put(identity.address(), now);
      announced.note(user, Map.copyOf(all));
    }
  }

  /// Somebody else changed them: what we announced may be undone.
  private void hear(DirectoryChange change) {
    if (change instanceof DirectoryChange.AccountChanged(var user)) {
      announced.forget(user);
    }
  }

  @Override
  public void close() {
    subscription.close();
  }

  private static Address address(ChannelAccountId account, String value) {
    return new Address(account.channel(), value);
  }

  private static String name(String name) {
    return CleanText.cut(CleanText.of(name), MAX_NAME_BYTES).strip();
  }
}
