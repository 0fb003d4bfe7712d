package io.chat4all.store.jdbc.history;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Extras;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One append: a transaction of the writer.
///
/// On the normal path a message costs one bound row of a batched insert and nothing is read: rows
/// that the insert passed over are looked at afterwards.
final class Append {

  private static final String INSERT =
      """
      INSERT INTO messages (conversation, seq, id, sender, type, text, extra, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
      """;
  private static final String SEQ = "SELECT seq FROM messages WHERE id = ? AND conversation = ?";

  private final Session session;
  private final Heads heads;
  private final ApplyChange applyChange;
  private final PlannedRows planned;
  private final Map<ConversationId, Cursor> cursors = new HashMap<>();
  private final List<Message> batched = new ArrayList<>();
  private final Set<MessageKey> repeated = new HashSet<>();

  Append(Session session, Heads heads) {
    this.session = session;
    this.heads = heads;
    applyChange = new ApplyChange(session);
    planned = new PlannedRows(session);
  }

  AppendOutcome run(List<Change> changes) throws SQLException {
    readHeads(changes);
    var overtaken = overtaken(changes);
    if (!overtaken.isEmpty()) {
      session.rollbackOnly();
      return new AppendOutcome.Overtaken(overtaken);
    }
    for (var change : changes) {
      var cursor = cursor(change.conversation());
      cursor.position = change.position();
      switch (change) {
        case Change.Add(var message, var deliveries, _) -> {
          add(cursor, message);
          planned.add(cursor.no, message, deliveries);
        }
        case Change.Apply apply -> {
          insertBatched();
          applyChange.run(cursor.no, apply);
        }
        case Change.Skip _ -> {}
      }
    }
    insertBatched();
    planned.insert();
    if (!repeated.isEmpty()) {
      session.rollbackOnly();
      return new AppendOutcome.Repeated(repeated);
    }
    moveHeads();
    return new AppendOutcome.Appended();
  }

  private void readHeads(List<Change> changes) throws SQLException {
    var ids = new HashSet<ConversationId>();
    for (var change : changes) {
      ids.add(change.conversation());
    }
    heads
        .lock(session, ids)
        .forEach((id, known) -> cursors.put(id, new Cursor(known.no(), known.head())));
  }

  private Set<ConversationId> overtaken(List<Change> changes) throws SQLException {
    var overtaken = new HashSet<ConversationId>();
    for (var change : changes) {
      var before = cursor(change.conversation()).before;
      if (before != null && !change.position().isBeyond(before)) {
        overtaken.add(change.conversation());
      }
    }
    return overtaken;
  }

  private Cursor cursor(ConversationId id) throws SQLException {
    var cursor = cursors.get(id);
    if (cursor == null) {
      cursor = new Cursor(heads.insert(session, id), null);
      cursors.put(id, cursor);
    }
    return cursor;
  }

  private void add(Cursor cursor, Message message) throws SQLException {
    var row = session.statement(INSERT);
    row.setLong(1, cursor.no);
    row.setLong(2, message.seq());
    row.setBytes(3, Columns.bytes(message.id().value()));
    row.setString(4, message.sender().value());
    var content = message.content().orElse(NOTHING);
    row.setInt(5, MessageRows.number(content.type()));
    row.setString(6, Columns.kept(content.text()));
    setNullable(row, 7, Extras.encode(message));
    row.setLong(8, Columns.micros(message.createdAt()));
    row.addBatch();
    batched.add(message);
    if (message.seq() > cursor.seq) {
      cursor.seq = message.seq();
      cursor.lastAt = message.createdAt();
    }
  }

  private static final Content NOTHING = new Content.Text("");

  private static void setNullable(PreparedStatement row, int index, @Nullable String value)
      throws SQLException {
    if (value == null) {
      row.setNull(index, Types.VARCHAR);
    } else {
      row.setString(index, Columns.kept(value));
    }
  }

  private void insertBatched() throws SQLException {
    if (batched.isEmpty()) {
      return;
    }
    int[] written = session.statement(INSERT).executeBatch();
    for (int i = 0; i < written.length; i++) {
      if (written[i] == 0) {
        passedOver(batched.get(i));
      }
    }
    batched.clear();
  }

  /// The same row at another position, of a log that was made anew, is fine.
  private void passedOver(Message message) throws SQLException {
    var seq =
        session.first(
            SEQ,
            row -> row.getLong(1),
            Columns.bytes(message.id().value()),
            cursor(message.conversation()).no);
    if (seq.isEmpty()) {
      // The order of the log decides every seq, so this cannot be: writing on would lose a message.
      throw new IllegalStateException(
          "seq: %d is another message's (expected: free)".formatted(message.seq()));
    }
    if (seq.get() != message.seq()) {
      repeated.add(message.key());
    }
  }

  private void moveHeads() throws SQLException {
    for (var entry : cursors.entrySet()) {
      var cursor = entry.getValue();
      var position = cursor.position;
      if (position != null && !position.equals(cursor.before)) {
        var head = new Head(cursor.seq, cursor.lastAt, position);
        heads.update(session, cursor.no, head);
        session.afterCommit(() -> heads.remember(entry.getKey(), cursor.no, head));
      }
    }
    heads.write(session);
  }

  /// How far one conversation has come within this append.
  private static final class Cursor {
    private final long no;
    private final @Nullable LogPosition before;
    private @Nullable LogPosition position;
    private long seq;
    private Instant lastAt;

    Cursor(long no, @Nullable Head head) {
      this.no = no;
      before = head == null ? null : head.position();
      position = before;
      seq = head == null ? 0 : head.seq();
      lastAt = head == null ? Instant.EPOCH : head.lastAt();
    }
  }
}
