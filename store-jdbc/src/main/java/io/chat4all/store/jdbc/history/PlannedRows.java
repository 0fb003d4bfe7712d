package io.chat4all.store.jdbc.history;

import io.chat4all.core.delivery.PlannedDelivery;
import io.chat4all.core.message.Message;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.SQLException;
import java.util.List;

/// Writes the deliveries that messages begin with, within one append.
final class PlannedRows {

  private static final String KEEP =
      """
      INSERT INTO reports
        (conversation, message_id, recipient, channel, step, status, at, cause, reason)
      VALUES (?, ?, ?, ?, 1, ?, ?, 'router', '') ON CONFLICT DO NOTHING\
      """;

  private final Session session;
  private boolean any;

  PlannedRows(Session session) {
    this.session = session;
  }

  void add(long no, Message message, List<PlannedDelivery> deliveries) throws SQLException {
    for (var delivery : deliveries) {
      var row = session.statement(KEEP);
      row.setLong(1, no);
      row.setBytes(2, Columns.bytes(message.id().value()));
      row.setString(3, Columns.kept(delivery.recipient()));
      row.setString(4, delivery.channel().value());
      row.setInt(5, MergeReport.PENDING);
      row.setLong(6, Columns.micros(message.createdAt()));
      row.addBatch();
      any = true;
    }
  }

  void insert() throws SQLException {
    if (any) {
      session.statement(KEEP).executeBatch();
      any = false;
    }
  }
}
