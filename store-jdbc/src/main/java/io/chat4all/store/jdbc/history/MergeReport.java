package io.chat4all.store.jdbc.history;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.log.ReceiptFact.OfDelivery;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.Statuses;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Merges news about one delivery, within a merge.
final class MergeReport {

  /// The number of PENDING in the column.
  static final int PENDING = Statuses.number(DeliveryStatus.PENDING);

  private static final String SENDER =
      "SELECT sender FROM messages WHERE id = ? AND conversation = ?";
  private static final String LAST_STEP =
      """
      SELECT step, status FROM reports
      WHERE conversation = ? AND message_id = ? AND recipient = ? AND channel = ?
      ORDER BY step DESC LIMIT 1\
      """;
  private static final String KEEP =
      """
      INSERT INTO reports
        (conversation, message_id, recipient, channel, step, status, at, cause, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  private final Session session;

  MergeReport(Session session) {
    this.session = session;
  }

  ReceiptEffect run(long no, OfDelivery fact) throws SQLException {
    var row = new Row(no, Columns.bytes(fact.message().value()), fact.recipient(), fact.channel());
    var sender = sender(row);
    if (sender.isEmpty()) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var last = lastStep(row);
    var move = fact.move(last.map(Step::status));
    if (move.isPresent()) {
      keep(row, last.map(Step::number).orElse(0) + 1, move.get());
    }
    return ReceiptEffect.of(fact, move.isPresent(), List.of(sender.get()));
  }

  private Optional<String> sender(Row row) throws SQLException {
    return session.first(SENDER, it -> Columns.text(it, 1), row.id(), row.no());
  }

  private Optional<Step> lastStep(Row row) throws SQLException {
    return session.first(
        LAST_STEP,
        it -> new Step(it.getInt(1), Statuses.status(it.getInt(2))),
        row.no(),
        row.id(),
        row.recipient(),
        row.channel().value());
  }

  private void keep(Row row, int step, Move move) throws SQLException {
    session.update(
        KEEP,
        row.no(),
        row.id(),
        row.recipient(),
        row.channel().value(),
        step,
        Statuses.number(move.status()),
        Columns.micros(move.at()),
        move.cause(),
        move.reason());
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(long no, byte[] id, String recipient, ChannelId channel) {}

  private record Step(int number, DeliveryStatus status) {}
}
