package io.chat4all.store.jdbc;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.history.Change;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.MessageId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads what happened to messages after they were sent: changes and reports.
final class ChangeReads {

  private static final String SINCE =
      """
      SELECT at_seq, target_seq, kind, message_id, user, text, at,
        log_id, log_partition, log_offset
      FROM changes WHERE conversation = ? AND at_seq >= ?
      ORDER BY at_seq, no LIMIT ? OFFSET ?\
      """;
  private static final String ANY_REPORT = "SELECT 1 FROM reports WHERE conversation = ? LIMIT 1";
  // With a lone max(), SQLite takes the other columns from the row that has it.
  private static final String LAST_STEPS =
      """
      SELECT recipient, channel, status, max(step) FROM reports
      WHERE conversation = ? AND message_id = ? GROUP BY recipient, channel\
      """;

  private final Heads heads;

  ChangeReads(Heads heads) {
    this.heads = heads;
  }

  List<Change.Apply> since(
      Session session, ConversationId conversation, long atSeq, int skip, int limit)
      throws SQLException {
    var no = heads.number(session, conversation);
    return no.isEmpty()
        ? List.of()
        : session.list(SINCE, row -> change(conversation, row), no.getAsLong(), atSeq, limit, skip);
  }

  private static Change.Apply change(ConversationId conversation, ResultSet row)
      throws SQLException {
    return new Change.Apply(
        fact(conversation, row),
        row.getLong(1),
        row.getLong(2),
        new LogPosition(row.getString(8), row.getInt(9), row.getLong(10)));
  }

  private static ConversationFact fact(ConversationId conversation, ResultSet row)
      throws SQLException {
    var id = new MessageId(Columns.uuid(row.getBytes(4)));
    var by = new UserId(row.getString(5));
    var text = row.getString(6);
    var at = Columns.time(row.getLong(7));
    int kind = row.getInt(3);
    return switch (kind) {
      case ApplyChange.EDIT -> new ConversationFact.MessageEdited(conversation, id, by, text, at);
      case ApplyChange.DELETION -> new ConversationFact.MessageDeleted(conversation, id, by, at);
      case ApplyChange.REACTION, ApplyChange.REACTION_GONE ->
          new ConversationFact.ReactionChanged(
              conversation, id, by, text, kind == ApplyChange.REACTION, at);
      default ->
          throw new IllegalStateException("change: kind %d (expected: 1..4)".formatted(kind));
    };
  }

  Map<MessageId, List<ReportedStatus>> reported(
      Session session, ConversationId conversation, Collection<MessageId> messages)
      throws SQLException {
    var no = heads.number(session, conversation);
    // Most conversations have no reports at all: one look spares one per message.
    if (no.isEmpty() || !session.exists(ANY_REPORT, no.getAsLong())) {
      return Map.of();
    }
    var found = new HashMap<MessageId, List<ReportedStatus>>();
    for (var id : messages) {
      var statuses =
          session.list(
              LAST_STEPS,
              row ->
                  new ReportedStatus(
                      row.getString(1),
                      new ChannelId(row.getString(2)),
                      MergeReport.status(row.getInt(3))),
              no.getAsLong(),
              Columns.bytes(id.value()));
      if (!statuses.isEmpty()) {
        found.put(id, statuses);
      }
    }
    return found;
  }
}
