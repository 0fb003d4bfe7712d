package io.chat4all.store.jdbc.history;

import io.chat4all.core.cache.Lru;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Head;
import io.chat4all.core.log.LogPosition;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/// The numbers and heads of conversations, with those used last in memory.
///
/// Numbers never change, so anyone may remember them. Heads are remembered by the writer alone,
/// after its commit: a reader could come late with an older one; and not at all where other
/// processes write too. Thread-safe.
final class Heads {

  private static final int REMEMBERED = 50_000;

  private static final String NUMBER = "SELECT no FROM conversations WHERE id = ?";
  private static final String HEADS =
      """
      SELECT id, no, head_seq, head_at, log_id, log_partition, log_offset
      FROM conversations WHERE id = ANY (?)\
      """;
  // In one order everywhere, so that two routers wait for each other in no circle.
  private static final String LOCK = HEADS + " ORDER BY id FOR UPDATE";
  private static final String INSERT =
      """
      INSERT INTO conversations (id, head_seq, head_at, log_id, log_partition, log_offset)
      VALUES (?, 0, 0, '', 0, -1) RETURNING no\
      """;
  private static final String UPDATE =
      """
      UPDATE conversations
      SET head_seq = ?, head_at = ?, log_id = ?, log_partition = ?, log_offset = ?
      WHERE no = ?\
      """;

  private final boolean isShared;
  private final Lru<ConversationId, Long> numbers = new Lru<>(REMEMBERED);
  private final Lru<ConversationId, Known> heads = new Lru<>(REMEMBERED);

  Heads(boolean isShared) {
    this.isShared = isShared;
  }

  /// A conversation's number and head.
  record Known(long no, Head head) {}

  /// The number of a conversation; empty when it has no history.
  OptionalLong number(Session session, ConversationId id) throws SQLException {
    var known = numbers.get(id);
    if (known != null) {
      return OptionalLong.of(known);
    }
    var found = session.first(NUMBER, row -> row.getLong(1), Columns.bytes(id.value()));
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    numbers.put(id, found.get());
    return OptionalLong.of(found.get());
  }

  /// A conversation's head; for readers and the writer alike.
  Optional<Known> find(Session session, ConversationId id) throws SQLException {
    return Optional.ofNullable(find(session, List.of(id)).get(id));
  }

  /// The heads of those conversations that have one; for readers and the writer alike.
  Map<ConversationId, Known> find(Session session, Collection<ConversationId> ids)
      throws SQLException {
    return read(session, HEADS, ids);
  }

  /// The heads of those conversations that have one, which nobody else moves before this
  /// transaction ends.
  Map<ConversationId, Known> lock(Session session, Collection<ConversationId> ids)
      throws SQLException {
    return read(session, isShared ? LOCK : HEADS, ids);
  }

  private Map<ConversationId, Known> read(
      Session session, String sql, Collection<ConversationId> ids) throws SQLException {
    var found = new HashMap<ConversationId, Known>();
    var unknown = new TreeMap<UUID, byte[]>();
    for (var id : ids) {
      var known = heads.get(id);
      if (known == null) {
        unknown.put(id.value(), Columns.bytes(id.value()));
      } else {
        found.put(id, known);
      }
    }
    session.any(sql, row -> found.put(id(row), known(row)), unknown.values());
    return found;
  }

  private static ConversationId id(ResultSet row) throws SQLException {
    return new ConversationId(Columns.uuid(row.getBytes(1)));
  }

  private static Known known(ResultSet row) throws SQLException {
    return new Known(
        row.getLong(2),
        new Head(
            row.getLong(3),
            Columns.time(row.getLong(4)),
            new LogPosition(Columns.text(row, 5), row.getInt(6), row.getLong(7))));
  }

  /// Gives a conversation its number, in the transaction of its first head.
  long insert(Session session, ConversationId id) throws SQLException {
    return session
        .first(INSERT, row -> row.getLong(1), Columns.bytes(id.value()))
        .orElseThrow(() -> new IllegalStateException("no number for a conversation"));
  }

  /// Moves a head when [#write] is called.
  void update(Session session, long no, Head head) throws SQLException {
    session.batch(
        UPDATE,
        head.seq(),
        Columns.micros(head.lastAt()),
        head.position().logId(),
        head.position().partition(),
        head.position().offset(),
        no);
  }

  /// Moves the heads.
  void write(Session session) throws SQLException {
    session.execute(UPDATE);
  }

  /// For the writer, with its lock held, about what is durable.
  void remember(ConversationId id, long no, Head head) {
    numbers.put(id, no);
    if (!isShared) {
      heads.put(id, new Known(no, head));
    }
  }

  /// For the writer, with its lock held, when it is not known what became of a commit.
  void forget() {
    heads.clear();
  }

  static Head none(LogPosition position) {
    return new Head(0, Instant.EPOCH, position);
  }
}
