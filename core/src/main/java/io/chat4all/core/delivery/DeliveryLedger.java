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
import java.util.Set;

/// Keeps every external delivery: where it stands, each attempt, and by which ids the provider
/// knows it.
///
/// It tells a delivery that was made from one that was not, also after a crash between the call to
/// the provider and its answer. Every call is one transaction for all that it is given and durable
/// when it returns. A ledger that cannot be reached throws `ApiException` with `UNAVAILABLE`.
/// Thread-safe. The cost of a call does not grow with the history. Times are kept to the
/// microsecond.
///
/// Deliveries of one lane that are parked here go one after another: the oldest comes due at its
/// own time, and the next one as soon as that has ended. One that [#takeDue] or [#reopen] has
/// answered keeps its place in the lane until it has ended, so that nothing overtakes it; whoever
/// took it must end it, park it again or begin it within the lease, which every call about it
/// renews.
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
  /// @param number 1, 2, 3, … of its delivery; moves without a call have one too
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
    /// @param attempt how many were begun with this one, over all rounds
    /// @param parts parts that are sent already
    record Go(int attempt, int parts) implements Begun {}

    /// An attempt that was begun before has no outcome, or an uncertain one: it may have been sent.
    /// It stays so until [#finish] says otherwise: one that is finished as WAITING may be begun
    /// again.
    record Unfinished(Entry entry) implements Begun {}

    /// Nothing to do: it has ended, or this round is over.
    record Over(Entry entry) implements Begun {}

    /// It waits in the ledger: it is parked already, or an earlier delivery of the same lane is
    /// parked or taken and has not ended, and this one is parked behind it now.
    record Behind(Entry entry) implements Begun {}
  }

  /// What an attempt led to.
  ///
  /// @param key whose
  /// @param state where the delivery stands now; ATTEMPTING notes parts while the attempt goes on
  /// @param providerIds ids of the parts that this attempt sent, in order
  /// @param parts how many parts are sent now
  /// @param outcome `accepted`, `deferred`, `refused` or `uncertain`
  /// @param nextAttemptAt when it is tried again; absent for one that is parked until [#release]
  /// @param parked whether it waits in the ledger from now on, and every later one of its lane
  ///   behind it; means nothing for one that has ended
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
  /// were known, in the order in which they came, each once.
  ///
  /// A delivery that is not being attempted only moves, with a line in [#attempts]. One that has
  /// ended does not wait again (only a later round reopens it), but may still turn out to be SENT,
  /// and one that was SENT may turn out to be FAILED or REPLACED. One that is not kept is left out.
  List<Matched> finish(List<Finished> attempts);

  /// Finds the deliveries that receipts are about.
  ///
  /// A receipt that names its delivery notes the provider's id, and if that is new, makes a
  /// delivery SENT whose last attempt was uncertain (unless that is FAILED, and so is the receipt);
  /// it waits for [#finish] while an attempt is under way. A receipt of DELIVERED or READ makes a
  /// delivery SENT that failed after it was sent. A receipt whose message is not known is kept,
  /// once for each status, until [#finish] names it or another receipt does, which then answers
  /// both; at most three days. A delivery is only found by receipts of its own account.
  List<Matched> match(List<Receipt> receipts);

  /// The receipts that [#finish] and [#match] answered late for these deliveries in the last three
  /// days, so that none is lost when a process dies before it has passed them on: to be asked when
  /// a delivery that may have been in hand turns out to be `Over`.
  List<Matched> answered(Collection<DeliveryKey> keys);

  /// The deliveries that were sent from an account to an address, begun up to a time, or up to the
  /// message of a provider's id when that is not empty, newest first; those of the three days
  /// before only, and at most `limit`. None for an id that is not known there.
  List<Entry> sentUpTo(
      ChannelAccountId account, String address, String providerId, Instant time, int limit);

  /// Notes by when a provider had taken a message, by its own clock, and answers how far [#reached]
  /// says that its recipient has come with it: DELIVERED, READ, both or nothing. A message that is
  /// not known yet may be noted. Of several times the earliest counts; each is kept for three days.
  Set<DeliveryStatus> sentBy(
      ChannelAccountId account, String address, String providerId, Instant time);

  /// Notes that what was sent from an account to an address up to a time of the provider's clock
  /// has come this far, and answers the provider's ids of those messages, the latest first, at most
  /// `limit`: those of which [#sentBy] says so, within the three days before.
  ///
  /// Our own clock is not asked, so that a message which was on its way at that time is neither
  /// taken for read too early nor missed. Only the latest time counts, and it is kept for good: a
  /// message whose time is noted later is answered by [#sentBy]. Doing it again answers the same.
  List<String> reached(
      ChannelAccountId account, String address, DeliveryStatus status, Instant time, int limit);

  /// The uncertain deliveries from an account to an address, oldest first.
  List<Entry> uncertain(ChannelAccountId account, String address);

  /// Deliveries of a channel whose time has come, the oldest of each lane, in the order of their
  /// times: parked ones, and ones that were taken before and whose lease is over. They are not
  /// parked any more, and not answered again for `lease`.
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
  /// the given one, which need not be dead any more; none after one that never was.
  List<Entry> dead(Optional<ChannelId> channel, Optional<DeliveryKey> after, int limit);

  /// Opens a dead letter again and answers its ticket of the next round; empty when it is none.
  /// When nobody begins it within five minutes, [#takeDue] answers it.
  Optional<DeliveryTicket> reopen(DeliveryKey key, Instant now);

  /// Puts a dead letter away; false when it is none.
  boolean discard(DeliveryKey key, Instant now);

  /// Notes by which id a provider knows a message that came in, or a part of one that went out, so
  /// that answers, reactions and edits find it. An id that is given out again names the newer
  /// message.
  void name(ChannelAccountId account, String address, String providerId, MessageKey message);

  /// The message that a provider knows by an id.
  Optional<MessageKey> named(ChannelAccountId account, String providerId);

  /// The ids by which a provider knows a message at an address, in the order of its parts.
  List<String> names(MessageKey message, Target target);
}
