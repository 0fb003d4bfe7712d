package io.chat4all.store.jdbc.history;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.DeliveryMoves;
import io.chat4all.core.message.Message;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.Statuses;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts the deliveries of one message together, from watermarks and reports.
final class Deliveries {

  private static final String MEMBERS =
      """
      SELECT "user", delivered_seq, read_seq FROM marks
      WHERE conversation = ? AND joined_seq < ? AND "user" <> ? ORDER BY "user" LIMIT ?\
      """;
  private static final String PASSED =
      """
      SELECT at, cause FROM receipts
      WHERE conversation = ? AND "user" = ? AND status = ? AND up_to_seq >= ?
      ORDER BY up_to_seq LIMIT 1\
      """;
  private static final String REPORTS =
      """
      SELECT recipient, channel, status, at, cause, reason FROM reports
      WHERE conversation = ? AND message_id = ? ORDER BY recipient, channel, step\
      """;

  private final Session session;
  private final long no;
  private final Message message;

  Deliveries(Session session, long no, Message message) {
    this.session = session;
    this.no = no;
    this.message = message;
  }

  List<Delivery> list(int limit) throws SQLException {
    var moves = new LinkedHashMap<Recipient, List<Move>>();
    for (var mark : members(limit)) {
      moves.put(new Recipient(mark.user(), ChannelId.INTERNAL.value()), passed(mark));
    }
    addReports(moves);
    return moves.entrySet().stream()
        .limit(limit)
        .map(entry ->
            DeliveryMoves.delivery(
                message,
                entry.getKey().id(),
                new ChannelId(entry.getKey().channel()),
                entry.getValue()))
        .toList();
  }

  private List<Mark> members(int limit) throws SQLException {
    return session.list(
        MEMBERS,
        row ->
            new Mark(
                Columns.text(row, 1),
                row.getLong(2) >= message.seq(),
                row.getLong(3) >= message.seq()),
        no,
        message.seq(),
        message.sender().value(),
        limit);
  }

  private List<Move> passed(Mark mark) throws SQLException {
    var moves = new ArrayList<Move>(2);
    if (mark.delivered()) {
      passed(mark.user(), DeliveryStatus.DELIVERED).ifPresent(moves::add);
    }
    if (mark.read()) {
      passed(mark.user(), DeliveryStatus.READ).ifPresent(moves::add);
    }
    return moves;
  }

  private Optional<Move> passed(String user, DeliveryStatus status) throws SQLException {
    return session.first(
        PASSED,
        row -> new Move(status, Columns.time(row.getLong(1)), Columns.text(row, 2), ""),
        no,
        user,
        Statuses.number(status),
        message.seq());
  }

  private void addReports(Map<Recipient, List<Move>> moves) throws SQLException {
    session.list(
        REPORTS,
        row ->
            moves
                .computeIfAbsent(
                    new Recipient(Columns.text(row, 1), Columns.text(row, 2)),
                    _ -> new ArrayList<>())
                .add(
                    new Move(
                        Statuses.status(row.getInt(3)),
                        Columns.time(row.getLong(4)),
                        Columns.text(row, 5),
                        Columns.text(row, 6))),
        no,
        Columns.bytes(message.id().value()));
  }

  private record Mark(String user, boolean delivered, boolean read) {}

  private record Recipient(String id, String channel) {}
}
