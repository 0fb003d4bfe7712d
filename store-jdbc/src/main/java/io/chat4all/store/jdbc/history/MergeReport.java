package io.chat4all.store.jdbc.history;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ReceiptFact.DeliveryQueued;
import io.chat4all.core.log.ReceiptFact.StatusReported;
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

  ReceiptEffect run(long no, StatusReported fact) throws SQLException {
    var row = new Row(no, Columns.bytes(fact.message().value()), fact.recipient(), fact.channel());
    var sender = sender(row);
    if (sender.isEmpty()) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var last = lastStep(row).orElse(new Step(0, DeliveryStatus.PENDING));
    boolean moved = last.status().canBecome(fact.status());
    if (moved) {
      keep(row, last.number() + 1, fact);
    }
    return new ReceiptEffect(fact, moved, told(sender.get(), fact.recipient()));
  }

  ReceiptEffect run(long no, DeliveryQueued fact) throws SQLException {
    var row = new Row(no, Columns.bytes(fact.message().value()), fact.recipient(), fact.channel());
    var sender = sender(row);
    if (sender.isEmpty()) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var last = lastStep(row);
    boolean moved = last.map(step -> step.status().canBeQueued(fact.again())).orElse(true);
    if (moved) {
      var pending =
          new StatusReported(
              fact.conversation(),
              fact.message(),
              fact.recipient(),
              fact.channel(),
              DeliveryStatus.PENDING,
              "",
              fact.cause(),
              fact.at());
      keep(row, last.map(Step::number).orElse(0) + 1, pending);
    }
    return new ReceiptEffect(fact, moved, told(sender.get(), fact.recipient()));
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

  private static List<UserId> told(String sender, String recipient) {
    return sender.equals(recipient) ? List.of() : List.of(new UserId(sender));
  }

  private void keep(Row row, int step, StatusReported fact) throws SQLException {
    session.update(
        KEEP,
        row.no(),
        row.id(),
        row.recipient(),
        row.channel().value(),
        step,
        Statuses.number(fact.status()),
        Columns.micros(fact.at()),
        fact.cause(),
        fact.reason());
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(long no, byte[] id, String recipient, ChannelId channel) {}

  private record Step(int number, DeliveryStatus status) {}
}
