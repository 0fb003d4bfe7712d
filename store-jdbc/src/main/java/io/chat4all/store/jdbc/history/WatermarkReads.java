package io.chat4all.store.jdbc.history;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads how far members have come.
final class WatermarkReads {

  private static final int NEWEST_LOOKED_AT = 10_000;

  private static final String ONE =
      """
      SELECT "user", joined_seq, delivered_seq, read_seq FROM marks
      WHERE conversation = ? AND "user" = ?\
      """;
  private static final String ALL =
      """
      SELECT "user", joined_seq, delivered_seq, read_seq FROM marks
      WHERE conversation = ? ORDER BY "user" LIMIT ?\
      """;
  private static final String LOWEST_DELIVERED =
      """
      SELECT "user", delivered_seq FROM marks INDEXED BY marks_by_delivered
      WHERE conversation = ? ORDER BY delivered_seq LIMIT ?\
      """;
  private static final String LOWEST_READ =
      """
      SELECT "user", read_seq FROM marks INDEXED BY marks_by_read
      WHERE conversation = ? ORDER BY read_seq LIMIT ?\
      """;
  // Newest first, so that a member who wrote very much after their read marker still sees what
  // came last.
  private static final String UNREAD =
      """
      SELECT count(*) FROM (
        SELECT 1 FROM (
          SELECT sender FROM messages WHERE conversation = ? AND seq > ?
          ORDER BY seq DESC LIMIT ?) newest
        WHERE sender <> ? LIMIT ?) unread\
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
                new UserId(Columns.text(row, 1)), row.getLong(2), row.getLong(3), row.getLong(4)),
        no.getAsLong(),
        limit);
  }

  Optional<Watermark> lowest(Session session, ConversationId conversation, Set<UserId> except)
      throws SQLException {
    var no = heads.number(session, conversation);
    if (no.isEmpty()) {
      return Optional.empty();
    }
    var delivered = lowest(session, LOWEST_DELIVERED, no.getAsLong(), except);
    var read = lowest(session, LOWEST_READ, no.getAsLong(), except);
    // Two reads: a member may have gone in between.
    return delivered.flatMap(
        one -> read.map(other -> new Watermark(one.user(), 0, one.seq(), other.seq())));
  }

  /// Among the first of the index, at most as many as are left out come before the one looked for.
  private static Optional<Lowest> lowest(Session session, String query, long no, Set<UserId> except)
      throws SQLException {
    return session
        .list(
            query,
            row -> new Lowest(new UserId(Columns.text(row, 1)), row.getLong(2)),
            no,
            except.size() + 1)
        .stream()
        .filter(mark -> !except.contains(mark.user()))
        .findFirst();
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

  private record Lowest(UserId user, long seq) {}
}
