package io.chat4all.core.intake;

import static java.util.Objects.requireNonNull;

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
import org.jspecify.annotations.Nullable;

/// What operators do with deliveries that were given up on.
///
/// A replay moves the status back to PENDING, opens the dead letter for another round, and requests
/// it. A call that fails half-way, or a crash, loses nothing and may be repeated.
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

  /// The status first, because what is sent must not be FAILED any more; a crash after it leaves a
  /// dead letter that can be replayed. One that was reopened and never published comes due by
  /// itself, see [DeliveryLedger#reopen].
  private int replayEntries(Caller caller, List<Entry> dead) {
    var messages = store.find(dead.stream().map(DeadLetterIntake::message).distinct().toList());
    var living = dead.stream().filter(entry -> isPresent(messages.get(message(entry)))).toList();
    var now = clock.instant();
    log.appendReceipts(living.stream().map(e -> queued(e.ticket().key(), caller, now)).toList());
    var requests = new ArrayList<DeliveryRequest>();
    for (var entry : living) {
      var message = requireNonNull(messages.get(message(entry)));
      ledger
          .reopen(entry.ticket().key(), now)
          .ifPresent(ticket -> requests.add(request(ticket, message)));
    }
    if (!requests.isEmpty()) {
      queue.publish(requests);
    }
    return requests.size();
  }

  private static boolean isPresent(@Nullable Message message) {
    return message != null && message.deletedAt().isEmpty();
  }

  private DeliveryRequest request(DeliveryTicket ticket, Message message) {
    var name = accounts.find(message.sender()).map(Account::displayName).filter(n -> !n.isBlank());
    return new DeliveryRequest(
        ticket, name.orElse(message.sender().value()), message, new DeliveryRequest.Change.Send());
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
