package io.chat4all.store.mongo;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The history in a database. Appends of this process go one after another, and so do merges.
final class MongoMessageStore implements MessageStore {

  private static final int MOST_ATTEMPTS = 5;
  private static final long LONGEST_PAUSE_NANOS = 20_000_000;

  private final Mongo mongo;
  private final Heads heads;
  private final MessageReads messages;
  private final MarkReads marks;
  private final Reports reports;
  private final ReentrantLock appending = new ReentrantLock();
  private final ReentrantLock merging = new ReentrantLock();

  MongoMessageStore(Mongo mongo) {
    this.mongo = mongo;
    heads = new Heads(mongo);
    messages = new MessageReads(mongo, heads);
    marks = new MarkReads(mongo, heads);
    reports = new Reports(mongo);
  }

  @Override
  public Map<ConversationId, Head> heads(Collection<ConversationId> conversations) {
    var found = new HashMap<ConversationId, Head>();
    heads.read(conversations).forEach((id, known) -> found.put(id, known.head()));
    return found;
  }

  @Override
  public AppendOutcome append(List<Change> changes) {
    if (changes.isEmpty()) {
      return new AppendOutcome.Appended();
    }
    appending.lock();
    try {
      return appendAlone(changes);
    } finally {
      appending.unlock();
    }
  }

  /// Whoever was overtaken takes the conversations back, and then sees how far the other one came.
  private AppendOutcome appendAlone(List<Change> changes) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Optional<AppendOutcome> outcome;
      try {
        outcome = new Append(mongo, heads, changes).run();
      } catch (RuntimeException e) {
        heads.giveUp();
        throw e;
      }
      if (outcome.isPresent()) {
        return outcome.get();
      }
      heads.giveUp();
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
    }
    throw Mongo.unavailable("another router writes the same conversations");
  }

  @Override
  public List<ReceiptEffect> merge(List<LoggedFact<ReceiptFact>> receipts) {
    merging.lock();
    try {
      return new Merge(mongo, heads, marks, reports).run(receipts);
    } finally {
      merging.unlock();
    }
  }

  @Override
  public Map<MessageKey, Message> find(Collection<MessageKey> keys) {
    return messages.find(keys);
  }

  @Override
  public List<Message> findById(MessageId id) {
    return messages.findById(id);
  }

  @Override
  public List<Message> after(ConversationId conversation, long seq, int limit) {
    return messages.after(conversation, seq, limit);
  }

  @Override
  public List<Message> before(ConversationId conversation, long seq, int limit) {
    return messages.before(conversation, seq, limit);
  }

  @Override
  public long seqBefore(ConversationId conversation, Instant time) {
    return messages.seqBefore(conversation, time);
  }

  @Override
  public List<Change.Apply> changesSince(
      ConversationId conversation, long atSeq, int skip, int limit) {
    return heads
        .read(conversation)
        .map(head -> ChangeDocs.since(mongo, head, conversation, atSeq, skip, limit))
        .orElse(List.of());
  }

  @Override
  public Optional<Watermark> watermark(ConversationId conversation, UserId user) {
    return marks.of(conversation, user);
  }

  @Override
  public List<Watermark> watermarks(ConversationId conversation, int limit) {
    return marks.all(conversation, limit);
  }

  @Override
  public Optional<Watermark> lowest(ConversationId conversation, Set<UserId> except) {
    return marks.lowest(conversation, except);
  }

  @Override
  public Map<MessageId, List<ReportedStatus>> reported(
      ConversationId conversation, Collection<MessageId> of) {
    return reports.reported(conversation, of);
  }

  @Override
  public List<Delivery> deliveries(Message message, int limit) {
    return reports.deliveries(message, marks.whoGot(message, limit), limit);
  }

  @Override
  public int unread(ConversationId conversation, UserId user, int cap) {
    return marks.unread(conversation, user, cap);
  }
}
