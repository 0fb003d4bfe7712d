package io.chat4all.worker.delivery;

import io.chat4all.core.channel.Address;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.log.DirectoryChange.AccountChanged;
import io.chat4all.core.log.DirectoryChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a provider's answer says about people: where they are now, which conversation they
/// continue, whether they can be reached, and whether they may be written to at this time.
///
/// All of it is worth less than the delivery: a directory that does not answer is logged and passed
/// over. Thread-safe.
final class Aftermath {

  private static final Logger log = LoggerFactory.getLogger(Aftermath.class);

  private final IdentityDirectory identities;
  private final Threads threads;
  private final DirectoryChanges changes;

  Aftermath(IdentityDirectory identities, Threads threads, DirectoryChanges changes) {
    this.identities = identities;
    this.threads = threads;
    this.changes = changes;
  }

  /// A message reached a person.
  ///
  /// @param movedTo their present address, where the provider named another one; else empty
  void sent(DeliveryTicket ticket, String movedTo) {
    try {
      var target = ticket.target();
      if (!movedTo.isEmpty() && !movedTo.equals(target.address())) {
        moved(target, movedTo);
        continues(ticket, movedTo);
      }
      continues(ticket, target.address());
    } catch (RuntimeException e) {
      log.warn(
          "Address or thread not kept after a delivery: messageId={} cause={}",
          ticket.key().message(),
          e.toString());
    }
  }

  /// A provider said that a person cannot be reached, unless it is only that a time is over.
  void refused(Target target, Optional<Duration> window, Instant now) {
    try {
      var address = address(target);
      if (window.isPresent() && !mayWriteAt(target, window.get(), now).orElse(false)) {
        return;
      }
      identities.setReachable(address, false);
      identities.find(address).ifPresent(this::announce);
    } catch (RuntimeException e) {
      log.warn(
          "Refusal of a recipient not kept: account={} cause={}", target.account(), e.toString());
    }
  }

  /// Whether a person's session window is open; empty when it is not known when they wrote last.
  Optional<Boolean> mayWriteAt(Target target, Duration window, Instant now) {
    return identities
        .find(address(target))
        .flatMap(Identity::lastInboundAt)
        .map(last -> now.isBefore(last.plus(window)));
  }

  private void moved(Target target, String movedTo) {
    var to = new Address(target.account().channel(), movedTo);
    identities.move(address(target), to);
    identities.find(to).ifPresent(this::announce);
  }

  /// Read before it is written, because somebody else may have set another conversation since.
  private void continues(DeliveryTicket ticket, String address) {
    var account = ticket.target().account();
    var conversation = ticket.key().conversation();
    if (!threads.find(account, address).filter(conversation::equals).isPresent()) {
      threads.set(account, address, conversation);
    }
  }

  private void announce(Identity identity) {
    changes.announce(new AccountChanged(identity.user()));
  }

  private static Address address(Target target) {
    return new Address(target.account().channel(), target.address());
  }
}
