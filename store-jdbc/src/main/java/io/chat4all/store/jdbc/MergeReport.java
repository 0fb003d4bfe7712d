package io.chat4all.store.jdbc;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import java.sql.SQLException;
import java.util.List;

/// Merges one report on a delivery, within a merge.
final class MergeReport {

  // The place in this list is the number in the column: append only.
  private static final List<DeliveryStatus> STATUSES =
      List.of(
          DeliveryStatus.PENDING, // never kept
          DeliveryStatus.FAILED,
          DeliveryStatus.PENDING,
          DeliveryStatus.SENT,
          DeliveryStatus.DELIVERED,
          DeliveryStatus.READ);

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

  static DeliveryStatus status(int number) {
    return STATUSES.get(number);
  }

  ReceiptEffect run(long no, StatusReported fact) throws SQLException {
    var id = Columns.bytes(fact.message().value());
    var sender = session.first(SENDER, row -> row.getString(1), id, no);
    if (sender.isEmpty()) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var last =
        session
            .first(
                LAST_STEP,
                row -> new Step(row.getInt(1), status(row.getInt(2))),
                no,
                id,
                fact.recipient(),
                fact.channel().value())
            .orElse(new Step(0, DeliveryStatus.PENDING));
    boolean moved = last.status().canBecome(fact.status());
    if (moved) {
      keep(no, id, last.number() + 1, fact);
    }
    return new ReceiptEffect(
        fact,
        moved,
        sender.get().equals(fact.recipient()) ? List.of() : List.of(new UserId(sender.get())));
  }

  private void keep(long no, byte[] id, int step, StatusReported fact) throws SQLException {
    session.update(
        KEEP,
        no,
        id,
        fact.recipient(),
        fact.channel().value(),
        step,
        STATUSES.lastIndexOf(fact.status()),
        Columns.micros(fact.at()),
        fact.cause(),
        fact.reason());
  }

  private record Step(int number, DeliveryStatus status) {}
}
