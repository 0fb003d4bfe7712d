package io.chat4all.store.cassandra.history;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Extra;
import io.chat4all.core.history.Micros;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.cassandra.cql.Columns;
import io.chat4all.store.cassandra.cql.Cql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// A row of `messages`. Every column is always written, so that nothing of an earlier, unfinished
/// append shines through, and none is ever null, so that no tombstone is made.
///
/// @param extra what most messages do not have: see [Extra]
record MessageRow(
    long seq,
    UUID id,
    String sender,
    byte type,
    String text,
    Map<String, String> extra,
    long createdAt) {

  static final String COLUMNS = "seq, id, sender, type, text, extra, created_at";

  private static final String WRITE =
      """
      INSERT INTO messages
        (conversation, bucket, seq, id, sender, type, text, extra, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?\
      """;

  private static final String EDITED_AT = "edited_at";
  private static final String DELETED_AT = "deleted_at";
  private static final String DELETED_NO = "deleted_no";
  private static final String REACTED = "reacted";

  MessageRow {
    extra = Map.copyOf(extra);
  }

  static MessageRow of(Message message) {
    var content = message.content().orElse(new Content.Text(""));
    return new MessageRow(
        message.seq(),
        message.id().value(),
        message.sender().value(),
        Columns.number(content.type()),
        content.text(),
        Extra.of(message, content),
        Micros.of(message.createdAt()));
  }

  /// Of a row of [#COLUMNS]; one of which only a part is left, because the rest has outlived its
  /// retention, is none.
  static Optional<MessageRow> of(Row row) {
    return row.isNull("id") || row.isNull("created_at")
        ? Optional.empty()
        : Optional.of(
            new MessageRow(
                row.getLong("seq"),
                requireNonNull(row.getUuid("id")),
                requireNonNull(row.getString("sender")),
                row.getByte("type"),
                requireNonNull(row.getString("text")),
                requireNonNull(row.getMap("extra", String.class, String.class)),
                row.getLong("created_at")));
  }

  Message message(ConversationId conversation, List<Reaction> reactions) {
    var more = new Extra(extra);
    boolean deleted = extra.containsKey(DELETED_AT);
    return new Message(
        conversation,
        new MessageId(id),
        seq,
        new UserId(sender),
        deleted ? Optional.empty() : Optional.of(more.content(Columns.type(type), text)),
        more.replyTo(),
        more.metadata(),
        Micros.time(createdAt),
        more.time(EDITED_AT),
        more.time(DELETED_AT),
        reactions);
  }

  BoundStatement write(Cql cql, ConversationId conversation, long timestamp, int ttl) {
    return cql.bind(
        WRITE,
        conversation.value(),
        Columns.bucket(seq),
        seq,
        id,
        sender,
        type,
        text,
        extra,
        createdAt,
        timestamp,
        ttl);
  }

  boolean isReacted() {
    return extra.containsKey(REACTED);
  }

  /// Whether it was deleted by one of the first `changes` changes; a later deletion is one of an
  /// append that was not finished.
  boolean isDeleted(long changes) {
    var no = extra.get(DELETED_NO);
    return no != null && Long.parseLong(no) <= changes;
  }

  boolean isEdited() {
    return extra.containsKey(EDITED_AT);
  }

  /// As it was before a deletion by an append that was not finished, as far as that is known: the
  /// same deletion follows.
  MessageRow living() {
    return extra.containsKey(DELETED_AT)
        ? with(
            text,
            more -> {
              more.remove(DELETED_AT);
              more.remove(DELETED_NO);
              more.put(REACTED, "");
            })
        : this;
  }

  /// What it becomes by an edit; a place and a card have no text and stay.
  MessageRow edited(String newText, long at) {
    boolean hasText = type < Columns.number(ContentType.LOCATION);
    return with(hasText ? newText : text, more -> more.put(EDITED_AT, Long.toString(at)));
  }

  MessageRow deleted(long no, long at) {
    var left = new HashMap<String, String>();
    if (extra.containsKey(EDITED_AT)) {
      left.put(EDITED_AT, requireNonNull(extra.get(EDITED_AT)));
    }
    left.put(DELETED_AT, Long.toString(at));
    left.put(DELETED_NO, Long.toString(no));
    return new MessageRow(seq, id, sender, type, "", left, createdAt);
  }

  MessageRow reacted() {
    return isReacted() ? this : with(text, more -> more.put(REACTED, ""));
  }

  private MessageRow with(String newText, Consumer<Map<String, String>> change) {
    var more = new HashMap<>(extra);
    change.accept(more);
    return new MessageRow(seq, id, sender, type, newText, more, createdAt);
  }
}
