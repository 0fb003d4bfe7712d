package io.chat4all.store.jdbc.history;

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
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The history: one transaction per append or merge; reads run beside them.
public final class JdbcMessageStore implements MessageStore {

  private static final int MOST_BY_ID = 100;

  private static final String BY_ID =
      "SELECT %s FROM messages WHERE id = ? AND conversation = ?".formatted(MessageRows.COLUMNS);
  private static final String BY_IDS =
      "SELECT %s FROM messages WHERE id = ANY (?) AND conversation = ? ORDER BY seq"
          .formatted(MessageRows.COLUMNS);
  private static final String CONVERSATIONS_OF_ID =
      """
      SELECT c.no, c.id FROM messages m JOIN conversations c ON c.no = m.conversation
      WHERE m.id = ? LIMIT ?\
      """;
  private static final String AFTER =
      "SELECT %s FROM messages WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?"
          .formatted(MessageRows.COLUMNS);
  private static final String BEFORE =
      "SELECT %s FROM messages WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
          .formatted(MessageRows.COLUMNS);
  private static final String TIME_AT =
      """
      SELECT seq, created_at FROM messages
      WHERE conversation = ? AND seq >= ? ORDER BY seq LIMIT 1\
      """;

  private final Database database;
  private final Heads heads;
  private final WatermarkReads watermarks;
  private final ChangeReads changes;

  /// On a database with its schema.
  public JdbcMessageStore(Database database) {
    this.database = database;
    heads = new Heads(database.isShared());
    watermarks = new WatermarkReads(heads);
    changes = new ChangeReads(heads);
  }

  @Override
  public Map<ConversationId, Head> heads(Collection<ConversationId> conversations) {
    return database.read(session -> {
      var found = new HashMap<ConversationId, Head>();
      heads.find(session, conversations).forEach((id, known) -> found.put(id, known.head()));
      return found;
    });
  }

  @Override
  public AppendOutcome append(List<Change> changes) {
    return write(session -> new Append(session, heads).run(changes));
  }

  @Override
  public List<ReceiptEffect> merge(List<LoggedFact<ReceiptFact>> receipts) {
    return write(session -> new Merge(session, heads).run(receipts));
  }

  private <T> T write(Database.Work<T> work) {
    return database.write(session -> {
      session.onFailure(heads::forget);
      return work.in(session);
    });
  }

  @Override
  public Map<MessageKey, Message> find(Collection<MessageKey> keys) {
    return database.read(session -> {
      var found = new HashMap<MessageKey, Message>();
      var ids = new HashMap<ConversationId, Set<MessageId>>();
      for (var key : keys) {
        ids.computeIfAbsent(key.conversation(), _ -> new HashSet<>()).add(key.id());
      }
      for (var entry : ids.entrySet()) {
        var no = heads.number(session, entry.getKey());
        if (no.isPresent()) {
          rows(entry.getKey(), no.getAsLong())
              .any(
                  session,
                  BY_IDS,
                  entry.getValue().stream().map(id -> Columns.bytes(id.value())).toList(),
                  no.getAsLong())
              .forEach(message -> found.put(message.key(), message));
        }
      }
      return found;
    });
  }

  @Override
  public List<Message> findById(MessageId id) {
    var bytes = Columns.bytes(id.value());
    return database.read(session -> {
      var found = new ArrayList<Message>();
      var conversations =
          session.list(
              CONVERSATIONS_OF_ID,
              row -> rows(new ConversationId(Columns.uuid(row.getBytes(2))), row.getLong(1)),
              bytes,
              MOST_BY_ID);
      for (var rows : conversations) {
        found.addAll(rows.list(session, BY_ID, bytes, rows.number()));
      }
      return found;
    });
  }

  @Override
  public List<Message> after(ConversationId conversation, long seq, int limit) {
    return page(conversation, AFTER, seq, limit);
  }

  @Override
  public List<Message> before(ConversationId conversation, long seq, int limit) {
    var page = page(conversation, BEFORE, seq, limit);
    Collections.reverse(page);
    return page;
  }

  private List<Message> page(ConversationId conversation, String sql, long seq, int limit) {
    return database.read(session -> {
      var no = heads.number(session, conversation);
      return no.isEmpty()
          ? new ArrayList<>()
          : rows(conversation, no.getAsLong()).list(session, sql, no.getAsLong(), seq, limit);
    });
  }

  private static MessageRows rows(ConversationId conversation, long no) {
    return new MessageRows(conversation, no);
  }

  @Override
  public long seqBefore(ConversationId conversation, Instant time) {
    return database.read(session -> {
      var known = heads.find(session, conversation);
      return known.isEmpty() ? 0L : seqBefore(session, known.get(), Columns.micros(time));
    });
  }

  /// Halves the conversation: times never decrease along `seq`, so no index by time is needed.
  private static long seqBefore(Session session, Heads.Known known, long time) throws SQLException {
    long before = 0;
    long end = known.head().seq() + 1;
    // INVARIANT: `before` is earlier than `time`, or 0; `end` is not earlier, or after the last.
    while (end - before > 1) {
      long middle = (before + end) >>> 1;
      var at = session.first(TIME_AT, row -> row.getLong(2), known.no(), middle);
      if (at.isEmpty() || at.get() >= time) {
        end = middle;
      } else {
        before = middle;
      }
    }
    return before;
  }

  @Override
  public List<Change.Apply> changesSince(
      ConversationId conversation, long atSeq, int skip, int limit) {
    return database.read(session -> changes.since(session, conversation, atSeq, skip, limit));
  }

  @Override
  public Optional<Watermark> watermark(ConversationId conversation, UserId user) {
    return database.read(session -> watermarks.of(session, conversation, user));
  }

  @Override
  public List<Watermark> watermarks(ConversationId conversation, int limit) {
    return database.read(session -> watermarks.all(session, conversation, limit));
  }

  @Override
  public Optional<Watermark> lowest(ConversationId conversation, Set<UserId> except) {
    return database.read(session -> watermarks.lowest(session, conversation, except));
  }

  @Override
  public Map<MessageId, List<ReportedStatus>> reported(
      ConversationId conversation, Collection<MessageId> messages) {
    return database.read(session -> changes.reported(session, conversation, messages));
  }

  @Override
  public List<Delivery> deliveries(Message message, int limit) {
    return database.read(session -> {
      var no = heads.number(session, message.conversation());
      return no.isEmpty()
          ? List.of()
          : new Deliveries(session, no.getAsLong(), message).list(limit);
    });
  }

  @Override
  public int unread(ConversationId conversation, UserId user, int cap) {
    return database.read(session -> watermarks.unread(session, conversation, user, cap));
  }
}
