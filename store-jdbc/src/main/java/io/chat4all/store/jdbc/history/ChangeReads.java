package io.chat4all.store.jdbc.history;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.history.Change;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.Statuses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads what happened to messages after they were sent: changes and reports.
final class ChangeReads {

  private static final String SINCE =
      """
      SELECT at_seq, target_seq, kind, message_id, "user", text, at,
        log_id, log_partition, log_offset
      FROM changes WHERE conversation = ? AND at_seq >= ?
      ORDER BY at_seq, no LIMIT ? OFFSET ?\
      """;
  private static final String ANY_REPORT = "SELECT 1 FROM reports WHERE conversation = ? LIMIT 1";
  private static final String STEPS =
      """
      SELECT message_id, recipient, channel, status FROM reports
      WHERE message_id = ANY (?) AND conversation = ?
      ORDER BY recipient, channel, step\
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
        new LogPosition(Columns.text(row, 8), row.getInt(9), row.getLong(10)));
  }

  private static ConversationFact fact(ConversationId conversation, ResultSet row)
      throws SQLException {
    var id = new MessageId(Columns.uuid(row.getBytes(4)));
    var by = new UserId(Columns.text(row, 5));
    var text = Columns.text(row, 6);
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
    var steps =
        session.any(
            STEPS,
            row ->
                new Step(
                    new MessageId(Columns.uuid(row.getBytes(1))),
                    new ReportedStatus(
                        Columns.text(row, 2),
                        new ChannelId(Columns.text(row, 3)),
                        Statuses.status(row.getInt(4)))),
            messages.stream().map(id -> Columns.bytes(id.value())).toList(),
            no.getAsLong());
    var found = new HashMap<MessageId, List<ReportedStatus>>();
    for (var step : steps) {
      addLast(found.computeIfAbsent(step.message(), _ -> new ArrayList<>()), step.status());
    }
    return found;
  }

  /// A later step takes the place of the one before.
  private static void addLast(List<ReportedStatus> statuses, ReportedStatus next) {
    if (!statuses.isEmpty()
        && statuses.getLast().recipient().equals(next.recipient())
        && statuses.getLast().channel().equals(next.channel())) {
      statuses.removeLast();
    }
    statuses.add(next);
  }

  private record Step(MessageId message, ReportedStatus status) {}
}
