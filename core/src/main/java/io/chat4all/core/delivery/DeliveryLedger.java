package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps every external delivery: where it stands, each attempt, and by which ids the provider
/// knows it.
///
/// It tells a delivery that was made from one that was not, also after a crash between the call to
/// the provider and its answer. Every call is one transaction for all that it is given and durable
/// when it returns. A ledger that cannot be reached throws `ApiException` with `UNAVAILABLE`.
/// Thread-safe. The cost of a call does not grow with the history.
public interface DeliveryLedger {

  /// Where a delivery stands.
  enum State {
    /// Not sent yet; perhaps tried.
    WAITING,
    /// An attempt is under way, or was when its process died.
    ATTEMPTING,
    /// An attempt ended without an answer: it may have been sent.
    UNCERTAIN,
    /// Sent, all of it.
    SENT,
    /// Given up: a dead letter.
    FAILED,
    /// Given up, and another channel of the same recipient has taken over.
    REPLACED,
    /// A dead letter that a person has put away.
    DISCARDED;

    /// Whether nothing more is done by itself.
    public boolean isFinal() {
      return this != WAITING && this != ATTEMPTING && this != UNCERTAIN;
    }
  }

  /// A delivery as it is kept.
  ///
  /// @param parts how many of its parts are sent; a message that is too long for one goes in
  ///   several
  /// @param attempts how many were begun, over all rounds
  /// @param nextAttemptAt when it is tried again; absent when it is not waiting for a time
  /// @param parked whether it waits here and not in the memory of a process
  /// @param reason why it failed or waits; may be empty
  record Entry(
      DeliveryTicket ticket,
      State state,
      int parts,
      int attempts,
      Optional<Instant> nextAttemptAt,
      boolean parked,
      String reason,
      Instant changedAt) {}

  /// One call to a provider, or a move without one, for the trace.
  ///
  /// @param number 1, 2, 3, … of its delivery
  /// @param endedAt absent while it is under way
  /// @param outcome `accepted`, `deferred`, `refused`, `uncertain`, or empty while under way
  /// @param detail the provider's code and words, or our reason; never content or credentials
  /// @param nextAttemptAt when the next follows
  record Attempt(
      DeliveryKey key,
      int number,
      ChannelAccountId account,
      Instant startedAt,
      Optional<Instant> endedAt,
      String outcome,
      String detail,
      Optional<Instant> nextAttemptAt) {}

  /// What an engine finds when it is about to attempt.
  sealed interface Begun {
    /// The attempt is noted: call the provider.
    ///
    /// @param parts parts that are sent already
    record Go(int attempt, int parts) implements Begun {}

    /// An attempt that was begun before has no outcome: it may have been sent.
    record Unfinished(Entry entry) implements Begun {}

    /// Nothing to do: it has ended, or this round is over.
    record Over(Entry entry) implements Begun {}

    /// An earlier delivery of the same lane is parked: this one is parked behind it now.
    record Behind(Entry entry) implements Begun {}
  }

  /// What an attempt led to.
  ///
  /// @param key whose
  /// @param state where the delivery stands now
  /// @param providerIds ids of the parts that this attempt sent, in order
  /// @param parts how many parts are sent now
  /// @param nextAttemptAt when it is tried again
  /// @param parked whether it waits in the ledger from now on, and every later one of its lane
  ///   behind it
  record Finished(
      DeliveryKey key,
      State state,
      List<String> providerIds,
      int parts,
      String outcome,
      String detail,
      Optional<Instant> nextAttemptAt,
      boolean parked,
      Instant at) {
    public Finished {
      providerIds = List.copyOf(providerIds);
    }
  }

  /// News about a delivery from its provider.
  ///
  /// @param providerId empty when only the delivery's id is known
  /// @param deliveryId see [DeliveryKey#id]; empty when only the provider's is known
  record Receipt(
      ChannelAccountId account,
      String providerId,
      String deliveryId,
      DeliveryStatus status,
      boolean recipientGone,
      String reason,
      Instant at) {}

  /// A receipt and the delivery that it is about.
  ///
  /// @param last whether it is about the last part of its delivery
  record Matched(Receipt receipt, Entry entry, boolean last) {}

  /// Notes that attempts begin, in this order; keeps deliveries that are new. One answer per
  /// ticket.
  ///
  /// A ticket of a later round than the entry's reopens it; one of an earlier round is `Over`.
  List<Begun> begin(List<DeliveryTicket> tickets, Instant now);

  /// Notes what became of attempts, and answers the receipts that came before the provider's ids
  /// were known, oldest first; they are forgotten here.
  List<Matched> finish(List<Finished> attempts);

  /// Finds the deliveries that receipts are about. A receipt that names its delivery notes the
  /// provider's id, and makes an uncertain delivery SENT. A receipt whose message is not known is
  /// kept until [#finish] names it, at most three days.
  List<Matched> match(List<Receipt> receipts);

  /// The deliveries that were sent from an account to an address up to a time, or up to the message
  /// of a provider's id, newest first, that were sent in the three days before; at most `limit`.
  List<Entry> sentUpTo(
      ChannelAccountId account, String address, String providerId, Instant time, int limit);

  /// The uncertain deliveries from an account to an address, oldest first.
  List<Entry> uncertain(ChannelAccountId account, String address);

  /// Parked deliveries of a channel whose time has come, oldest of each lane first, in the order of
  /// their times; they are not parked any more, and not answered again for `lease`.
  List<Entry> takeDue(ChannelId channel, Instant now, Duration lease, int limit);

  /// Lets everything that is parked for an account come due now; answers how many.
  int release(ChannelAccountId account, Instant now);

  /// Those of the deliveries that are kept.
  Map<DeliveryKey, Entry> find(Collection<DeliveryKey> keys);

  /// The deliveries of a message, by recipient and channel.
  List<Entry> of(MessageKey message);

  /// The attempts of a message's deliveries, in the order of their beginning; at most `limit`.
  List<Attempt> attempts(MessageKey message, int limit);

  /// Dead letters of a channel, or with `Optional.empty()` of all, the longest dead first, after
  /// the given one.
  List<Entry> dead(Optional<ChannelId> channel, Optional<DeliveryKey> after, int limit);

  /// Opens a dead letter again and answers its ticket of the next round; empty when it is none.
  Optional<DeliveryTicket> reopen(DeliveryKey key, Instant now);

  /// Puts a dead letter away; false when it is none.
  boolean discard(DeliveryKey key, Instant now);

  /// Notes by which id a provider knows a message that came in, or a part of one that went out, so
  /// that answers, reactions and edits find it.
  void name(ChannelAccountId account, String address, String providerId, MessageKey message);

  /// The message that a provider knows by an id.
  Optional<MessageKey> named(ChannelAccountId account, String providerId);

  /// The ids by which a provider knows a message at an address, in the order of its parts.
  List<String> names(MessageKey message, Target target);
}
