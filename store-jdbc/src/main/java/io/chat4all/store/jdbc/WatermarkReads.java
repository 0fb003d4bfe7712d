package io.chat4all.store.jdbc;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Reads how far members have come.
final class WatermarkReads {

  private static final int NEWEST_LOOKED_AT = 10_000;

  private static final String ONE =
      """
      SELECT user, joined_seq, delivered_seq, read_seq FROM marks
      WHERE conversation = ? AND user = ?\
      """;
  private static final String ALL =
      """
      SELECT user, joined_seq, delivered_seq, read_seq FROM marks
      WHERE conversation = ? ORDER BY user LIMIT ?\
      """;
  private static final String LOWEST_DELIVERED =
      """
      SELECT delivered_seq FROM marks INDEXED BY marks_by_delivered
      WHERE conversation = ? AND user <> ? ORDER BY delivered_seq LIMIT 1\
      """;
  private static final String LOWEST_READ =
      """
      SELECT read_seq FROM marks INDEXED BY marks_by_read
      WHERE conversation = ? AND user <> ? ORDER BY read_seq LIMIT 1\
      """;
  // Newest first, so that a member who wrote very much after their read marker still sees what
  // came last.
  private static final String UNREAD =
      """
      SELECT count(*) FROM (
        SELECT 1 FROM (
          SELECT sender FROM messages WHERE conversation = ? AND seq > ?
          ORDER BY seq DESC LIMIT ?)
        WHERE sender <> ? LIMIT ?)\
      """;

  private final Heads heads;

  WatermarkReads(Heads heads) {
    this.heads = heads;
  }

  Optional<Watermark> of(Session session, ConversationId conversation, UserId user)
      throws SQLException {
    var no = heads.number(session, conversation);
    return no.isEmpty() ? Optional.empty() : of(session, no.getAsLong(), user);
  }

  private static Optional<Watermark> of(Session session, long no, UserId user) throws SQLException {
    return session.first(
        ONE,
        row -> new Watermark(user, row.getLong(2), row.getLong(3), row.getLong(4)),
        no,
        user.value());
  }

  List<Watermark> all(Session session, ConversationId conversation, int limit) throws SQLException {
    var no = heads.number(session, conversation);
    if (no.isEmpty()) {
      return List.of();
    }
    return session.list(
        ALL,
        row ->
            new Watermark(
                new UserId(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4)),
        no.getAsLong(),
        limit);
  }

  Optional<Watermark> lowest(Session session, ConversationId conversation, UserId sender)
      throws SQLException {
    var no = heads.number(session, conversation);
    if (no.isEmpty()) {
      return Optional.empty();
    }
    var delivered =
        session.first(LOWEST_DELIVERED, row -> row.getLong(1), no.getAsLong(), sender.value());
    var read = session.first(LOWEST_READ, row -> row.getLong(1), no.getAsLong(), sender.value());
    // Two reads: a member may have gone in between.
    return delivered.flatMap(
        deliveredSeq -> read.map(readSeq -> new Watermark(sender, 0, deliveredSeq, readSeq)));
  }

  int unread(Session session, ConversationId conversation, UserId user, int cap)
      throws SQLException {
    var no = heads.number(session, conversation);
    if (no.isEmpty()) {
      return 0;
    }
    var mark = of(session, no.getAsLong(), user);
    if (mark.isEmpty()) {
      return 0;
    }
    return session
        .first(
            UNREAD,
            row -> row.getInt(1),
            no.getAsLong(),
            mark.get().readSeq(),
            NEWEST_LOOKED_AT,
            user.value(),
            cap)
        .orElse(0);
  }
}
