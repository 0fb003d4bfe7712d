package io.chat4all.store.cassandra.history;

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
import io.chat4all.store.cassandra.cql.Cql;
import io.chat4all.store.cassandra.cql.Retention;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The history in a keyspace. Appends of this process go one after another, and so do merges.
public final class CassandraMessageStore implements MessageStore {

  private final Tables tables;
  private final Fences fences;
  private final MarkReads marks;
  private final Reports reports;
  private final ReentrantLock appending = new ReentrantLock();
  private final ReentrantLock merging = new ReentrantLock();

  /// On a keyspace that is up to date.
  public CassandraMessageStore(Cql cql, Retention retention) {
    var heads = new Heads(cql);
    var ids = new Ids(cql);
    tables = new Tables(cql, heads, ids, new MessageReads(cql, heads, ids, retention), retention);
    fences = new Fences(cql);
    marks = new MarkReads(cql, heads);
    reports = new Reports(tables);
  }

  @Override
  public Map<ConversationId, Head> heads(Collection<ConversationId> conversations) {
    var found = new HashMap<ConversationId, Head>();
    tables.heads().read(conversations).forEach((id, known) -> found.put(id, known.head()));
    return found;
  }

  @Override
  public AppendOutcome append(List<Change> changes) {
    appending.lock();
    try {
      return new Append(tables, fences, changes).run();
    } finally {
      appending.unlock();
    }
  }

  @Override
  public List<ReceiptEffect> merge(List<LoggedFact<ReceiptFact>> receipts) {
    merging.lock();
    try {
      return new Merge(tables, marks).run(receipts);
    } finally {
      merging.unlock();
    }
  }

  @Override
  public Map<MessageKey, Message> find(Collection<MessageKey> keys) {
    return tables.messages().find(keys);
  }

  @Override
  public List<Message> findById(MessageId id) {
    return tables.messages().findById(id);
  }

  @Override
  public List<Message> after(ConversationId conversation, long seq, int limit) {
    return tables.messages().after(conversation, seq, limit);
  }

  @Override
  public List<Message> before(ConversationId conversation, long seq, int limit) {
    return tables.messages().before(conversation, seq, limit);
  }

  @Override
  public long seqBefore(ConversationId conversation, Instant time) {
    return tables.messages().seqBefore(conversation, time);
  }

  @Override
  public List<Change.Apply> changesSince(
      ConversationId conversation, long atSeq, int skip, int limit) {
    return ChangeRows.since(tables, conversation, atSeq, skip, limit);
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
      ConversationId conversation, Collection<MessageId> messages) {
    return reports.reported(conversation, messages);
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
