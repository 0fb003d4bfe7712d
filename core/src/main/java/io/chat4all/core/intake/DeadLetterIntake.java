package io.chat4all.core.intake;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// What operators do with deliveries that were given up on.
///
/// A replay is asked for with a ticket of the next round, and the ledger opens the dead letter when
/// an engine begins that round. Until then it stays a dead letter: a call that fails half-way, or a
/// crash, loses nothing and may be repeated, and a replay that is asked for twice is of the same
/// round and therefore done once.
///
/// Blocks. Thread-safe.
public final class DeadLetterIntake {

  private final DeliveryLedger ledger;
  private final MessageStore store;
  private final AccountDirectory accounts;
  private final FactLog log;
  private final DeliveryQueue queue;
  private final Clock clock;

  /// All collaborators are shared with the rest of the process.
  public DeadLetterIntake(
      DeliveryLedger ledger,
      MessageStore store,
      AccountDirectory accounts,
      FactLog log,
      DeliveryQueue queue,
      Clock clock) {
    this.ledger = ledger;
    this.store = store;
    this.accounts = accounts;
    this.log = log;
    this.queue = queue;
    this.clock = clock;
  }

  /// What became of a replay.
  ///
  /// @param replayed how many are on their way again
  /// @param skipped how many are no dead letters, or of messages that were deleted
  public record Replay(int replayed, int skipped) {}

  /// Dead letters of a channel, or of all, the longest dead first, after the given one.
  public List<Entry> list(Optional<ChannelId> channel, Optional<DeliveryKey> after, int limit) {
    return ledger.dead(channel, after, limit);
  }

  /// Sends these again.
  public Replay replay(Caller caller, List<DeliveryKey> keys) {
    var wanted = new LinkedHashSet<>(keys);
    var found = ledger.find(wanted);
    var dead = new ArrayList<Entry>();
    for (var key : wanted) {
      var entry = found.get(key);
      if (entry != null && entry.state() == DeliveryLedger.State.FAILED) {
        dead.add(entry);
      }
    }
    int replayed = replayEntries(caller, dead);
    return new Replay(replayed, wanted.size() - replayed);
  }

  /// Sends the longest dead of a channel again, at most `limit`.
  public Replay replay(Caller caller, ChannelId channel, int limit) {
    var dead = ledger.dead(Optional.of(channel), Optional.empty(), limit);
    int replayed = replayEntries(caller, dead);
    return new Replay(replayed, dead.size() - replayed);
  }

  /// Puts one away, or `not_found`.
  public void discard(DeliveryKey key) {
    if (!ledger.discard(key, clock.instant())) {
      throw ApiException.notFound("dead letter");
    }
  }

  private int replayEntries(Caller caller, List<Entry> dead) {
    var messages = store.find(dead.stream().map(DeadLetterIntake::message).distinct().toList());
    var now = clock.instant();
    var requests = new ArrayList<DeliveryRequest>();
    for (var entry : dead) {
      var message = messages.get(message(entry));
      if (message != null && message.deletedAt().isEmpty()) {
        requests.add(request(nextRound(entry.ticket(), now), message));
      }
    }
    // The status first: a delivery that is sent must not find its status still FAILED.
    for (var request : requests) {
      log.append(queued(request.ticket().key(), caller, now));
    }
    if (!requests.isEmpty()) {
      queue.publish(requests);
    }
    return requests.size();
  }

  private DeliveryRequest request(DeliveryTicket ticket, Message message) {
    var name = accounts.find(message.sender()).map(Account::displayName).filter(n -> !n.isBlank());
    return new DeliveryRequest(
        ticket,
        name.orElse(message.sender().value()),
        message,
        new DeliveryRequest.Change.Send());
  }

  private static DeliveryTicket nextRound(DeliveryTicket dead, Instant now) {
    return new DeliveryTicket(
        dead.key(),
        dead.seq(),
        dead.sender(),
        dead.target(),
        dead.alternatives(),
        dead.handle(),
        dead.round() + 1,
        now);
  }

  private static ReceiptFact queued(DeliveryKey key, Caller caller, Instant now) {
    return new ReceiptFact.DeliveryQueued(
        key.conversation(),
        key.message(),
        key.recipient(),
        key.channel(),
        true,
        caller.id().value(),
        now);
  }

  private static MessageKey message(Entry entry) {
    var key = entry.ticket().key();
    return new MessageKey(key.conversation(), key.message());
  }
}
