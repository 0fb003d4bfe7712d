package io.chat4all.core.history;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps the history: messages in the order of `seq`, what was changed of them, how far members and
/// channels have come.
///
/// Written by the router that owns a partition, and perhaps for a moment by one that lost it and
/// does not know yet: an append is taken only from one that knows the heads. A store that cannot be
/// reached throws `ApiException` with `UNAVAILABLE`; the write may or may not have happened.
/// Thread-safe. The cost of a call does not grow with the history. Times are kept to the
/// microsecond.
public interface MessageStore {

  /// What became of an append.
  sealed interface AppendOutcome {
    /// All changes are durable.
    record Appended() implements AppendOutcome {}

    /// Nothing was written: these messages stand in the history already, at another `seq`.
    record Repeated(Set<MessageKey> keys) implements AppendOutcome {
      public Repeated {
        keys = Set.copyOf(keys);
      }
    }

    /// Nothing was written: in each of these conversations a change is at or before the head, so
    /// another router wrote it, and what these changes were computed from is out of date. Comes
    /// before [Repeated] when both are true.
    record Overtaken(Set<ConversationId> conversations) implements AppendOutcome {
      public Overtaken {
        conversations = Set.copyOf(conversations);
      }
    }
  }

  /// The heads of those conversations that have one.
  Map<ConversationId, Head> heads(Collection<ConversationId> conversations);

  /// Writes changes in this order, all or nothing, and moves the heads. The first change of each
  /// conversation must be beyond its head, in the same transaction, else nothing is written: a
  /// router that lost its partition would number its messages wrongly after a repeated one that it
  /// does not know of. A change of a message that is deleted or was never there, and a reaction
  /// that changes nothing, only move the position. A deleted message loses content, metadata,
  /// reactions and the texts of its edits.
  AppendOutcome append(List<Change> changes);

  /// Merges receipts in this order, all or nothing, forward only. READ moves the delivered
  /// watermark too. A delivery that is queued begins PENDING when it is new; one that is queued
  /// again goes back from FAILED to PENDING, and else does not move. Answers one effect per
  /// receipt, in order; a watermark of somebody who is no member, and a report on an unknown
  /// message, have an effect that did not move. The senders of an effect are looked for among the
  /// newest 1,000 messages that the watermark passed; when it did not move, the sender of the
  /// message it stands for, so that an event can be repeated.
  List<ReceiptEffect> merge(List<LoggedFact<ReceiptFact>> receipts);

  /// Those of the messages that are in the history.
  Map<MessageKey, Message> find(Collection<MessageKey> keys);

  /// A message that is in the history.
  default Optional<Message> find(MessageKey key) {
    return Optional.ofNullable(find(List.of(key)).get(key));
  }

  /// The messages with this id, in any conversation; at most 100.
  List<Message> findById(MessageId id);

  /// Messages with a greater `seq`, ascending.
  List<Message> after(ConversationId conversation, long seq, int limit);

  /// The newest messages with a smaller `seq`, ascending.
  List<Message> before(ConversationId conversation, long seq, int limit);

  /// The `seq` right before the first message of this time or later; the head's when there is none.
  long seqBefore(ConversationId conversation, Instant time);

  /// Edits, deletions and reactions made when the newest `seq` was `atSeq` or more, in their order;
  /// `skip` of them left out. (Changes of membership are not kept as changes.)
  List<Change.Apply> changesSince(ConversationId conversation, long atSeq, int skip, int limit);

  /// How far one member has come; empty for somebody who is no member.
  Optional<Watermark> watermark(ConversationId conversation, UserId user);

  /// How far members have come, by user id; at most `limit`.
  List<Watermark> watermarks(ConversationId conversation, int limit);

  /// The lowest status of in-app deliveries, as two watermarks over all members but these; empty
  /// when there is no other member. `user` and `joinedSeq` of the answer mean nothing.
  Optional<Watermark> lowest(ConversationId conversation, Set<UserId> except);

  /// How far the external deliveries of each of these messages have come, by recipient and channel;
  /// no entry for a message without any.
  Map<MessageId, List<ReportedStatus>> reported(
      ConversationId conversation, Collection<MessageId> messages);

  /// Every delivery of a message with its history: one per member who was there when it was routed,
  /// other than its sender, by user id, and then one per recipient and external channel, by
  /// recipient. A delivery in the app begins with SENT by `router` at the message's time; so does
  /// an external one that was only reported, unless its first report says SENT itself; one that its
  /// message began with, or that was queued later, begins with PENDING. A watermark that READ moved
  /// shows as DELIVERED and READ.
  List<Delivery> deliveries(Message message, int limit);

  /// How many messages of others come after a member's read marker; counted up to `cap`, among the
  /// newest 10,000 messages. 0 for somebody who is no member.
  int unread(ConversationId conversation, UserId user, int cap);
}
