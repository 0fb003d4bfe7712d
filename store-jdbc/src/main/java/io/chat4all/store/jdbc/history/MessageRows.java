package io.chat4all.store.jdbc.history;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Extras;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Reads messages of one conversation out of rows.
final class MessageRows {

  static final String COLUMNS =
      "seq, id, sender, type, text, extra, created_at, edited_at, deleted_at, reacted";

  // The place in this list is the number in the column: append only.
  private static final List<ContentType> TYPES =
      List.of(
          ContentType.TEXT,
          ContentType.IMAGE,
          ContentType.FILE,
          ContentType.AUDIO,
          ContentType.VIDEO,
          ContentType.LOCATION,
          ContentType.CONTACT);

  /// Types from here on have no text that an edit could replace.
  static final int WITHOUT_TEXT = number(ContentType.LOCATION);

  private static final String REACTIONS =
      """
      SELECT seq, "user", emoji FROM reactions
      WHERE conversation = ? AND seq BETWEEN ? AND ? ORDER BY no\
      """;

  private final ConversationId conversation;
  private final long no;

  MessageRows(ConversationId conversation, long no) {
    this.conversation = conversation;
    this.no = no;
  }

  /// The number of the conversation.
  long number() {
    return no;
  }

  static int number(ContentType type) {
    return TYPES.indexOf(type);
  }

  /// The messages that a query of [#COLUMNS] finds, with their reactions; ascending by `seq` or
  /// descending, as the query says.
  List<Message> list(Session session, String sql, Object... args) throws SQLException {
    boolean[] reacted = {false};
    var messages =
        session.list(
            sql,
            row -> {
              reacted[0] |= row.getInt(10) != 0;
              return message(row);
            },
            args);
    return reacted[0] ? withReactions(session, messages) : messages;
  }

  /// As [#list], of any of the values; see [Session#any].
  List<Message> any(Session session, String sql, Collection<?> values, Object... args)
      throws SQLException {
    boolean[] reacted = {false};
    var messages =
        session.any(
            sql,
            row -> {
              reacted[0] |= row.getInt(10) != 0;
              return message(row);
            },
            values,
            args);
    return reacted[0] ? withReactions(session, messages) : messages;
  }

  private Message message(ResultSet row) throws SQLException {
    var deletedAt = time(row, 9);
    var extras = Extras.decode(Columns.text(row, 6));
    var text = Columns.text(row, 5);
    return new Message(
        conversation,
        new MessageId(Columns.uuid(row.getBytes(2))),
        row.getLong(1),
        new UserId(Columns.text(row, 3)),
        deletedAt.isPresent()
            ? Optional.empty()
            : Optional.of(extras.content(TYPES.get(row.getInt(4)), requireNonNull(text))),
        extras.replyTo(),
        extras.metadata(),
        Columns.time(row.getLong(7)),
        time(row, 8),
        deletedAt,
        List.of());
  }

  private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return micros == 0 && row.wasNull() ? Optional.empty() : Optional.of(Columns.time(micros));
  }

  private List<Message> withReactions(Session session, List<Message> messages) throws SQLException {
    long first = messages.stream().mapToLong(Message::seq).min().orElse(0);
    long last = messages.stream().mapToLong(Message::seq).max().orElse(0);
    var reactions = new HashMap<Long, List<Reaction>>();
    session.list(
        REACTIONS,
        row ->
            reactions
                .computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                .add(new Reaction(new UserId(Columns.text(row, 2)), Columns.text(row, 3))),
        no,
        first,
        last);
    messages.replaceAll(message -> with(message, reactions.getOrDefault(message.seq(), List.of())));
    return messages;
  }

  private static Message with(Message message, List<Reaction> reactions) {
    return new Message(
        message.conversation(),
        message.id(),
        message.seq(),
        message.sender(),
        message.content(),
        message.replyTo(),
        message.metadata(),
        message.createdAt(),
        message.editedAt(),
        message.deletedAt(),
        reactions);
  }
}
