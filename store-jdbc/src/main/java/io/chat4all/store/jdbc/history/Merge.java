package io.chat4all.store.jdbc.history;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.MovingMark;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.OfDelivery;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.Statuses;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One merge of receipts: a transaction of the writer.
///
/// A member's watermark is read once and written once, however many receipts move it.
final class Merge {

  private static final int MOST_SENDERS = 100;
  private static final int NEWEST_LOOKED_AT = 1_000;

  private static final String MARK =
      """
      SELECT joined_seq, delivered_seq, read_seq FROM marks
      WHERE conversation = ? AND "user" = ?\
      """;
  private static final String MOVE =
      """
      UPDATE marks SET delivered_seq = ?, read_seq = ? WHERE conversation = ? AND "user" = ?\
      """;
  private static final String RECEIPT =
      """
      INSERT INTO receipts (conversation, "user", status, up_to_seq, at, cause)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
      """;
  private static final String SENDERS =
      """
      SELECT sender FROM messages WHERE conversation = ? AND seq > ? AND seq <= ?
      ORDER BY seq DESC LIMIT ?\
      """;

  private final Session session;
  private final Heads heads;
  private final MergeReport mergeReport;
  private final Map<ConversationId, Optional<Heads.Known>> known = new HashMap<>();
  private final Map<MarkKey, Optional<MovingMark>> marks = new HashMap<>();

  Merge(Session session, Heads heads) {
    this.session = session;
    this.heads = heads;
    mergeReport = new MergeReport(session);
  }

  List<ReceiptEffect> run(List<LoggedFact<ReceiptFact>> receipts) throws SQLException {
    var effects = new ArrayList<ReceiptEffect>(receipts.size());
    for (var receipt : receipts) {
      effects.add(effect(receipt.fact()));
    }
    writeMarks();
    return effects;
  }

  private ReceiptEffect effect(ReceiptFact fact) throws SQLException {
    var conversation = conversation(fact.conversation());
    return switch (fact) {
      case OfDelivery report ->
          conversation.isEmpty()
              ? new ReceiptEffect(report, false, List.of())
              : mergeReport.run(conversation.get().no(), report);
      case WatermarkMoved moved -> {
        long head = conversation.map(it -> it.head().seq()).orElse(0L);
        var cut = MovingMark.cut(moved, head);
        yield conversation.isEmpty()
            ? new ReceiptEffect(cut, false, List.of())
            : merge(conversation.get().no(), cut);
      }
    };
  }

  private Optional<Heads.Known> conversation(ConversationId id) throws SQLException {
    var found = known.get(id);
    if (found == null) {
      found = heads.find(session, id);
      // What is read here is committed: a merge does not write heads.
      found.ifPresent(it -> heads.remember(id, it.no(), it.head()));
      known.put(id, found);
    }
    return found;
  }

  private ReceiptEffect merge(long no, WatermarkMoved fact) throws SQLException {
    var moved = mark(no, fact.user()).flatMap(mark -> mark.take(fact));
    return moved.isEmpty()
        ? new ReceiptEffect(fact, false, List.of())
        : new ReceiptEffect(fact, moved.get().moved(), senders(no, moved.get().after(), fact));
  }

  private Optional<MovingMark> mark(long no, UserId user) throws SQLException {
    var key = new MarkKey(no, user);
    var mark = marks.get(key);
    if (mark == null) {
      mark =
          session.first(
              MARK,
              row -> new MovingMark(row.getLong(1), row.getLong(2), row.getLong(3)),
              no,
              user.value());
      marks.put(key, mark);
    }
    return mark;
  }

  private List<UserId> senders(long no, long after, WatermarkMoved fact) throws SQLException {
    var statement = session.statement(SENDERS);
    statement.setLong(1, no);
    statement.setLong(2, after);
    statement.setLong(3, fact.upToSeq());
    statement.setInt(4, NEWEST_LOOKED_AT);
    var senders = new ArrayList<UserId>(1);
    try (var rows = statement.executeQuery()) {
      var last = fact.user().value();
      while (senders.size() < MOST_SENDERS && rows.next()) {
        var sender = Columns.text(rows, 1);
        if (!sender.equals(last) && !sender.equals(fact.user().value())) {
          var id = new UserId(sender);
          if (!senders.contains(id)) {
            senders.add(id);
          }
        }
        last = sender;
      }
    }
    return senders;
  }

  private void writeMarks() throws SQLException {
    var move = session.statement(MOVE);
    var receipt = session.statement(RECEIPT);
    boolean any = false;
    for (var entry : marks.entrySet()) {
      var mark = entry.getValue().orElse(null);
      if (mark == null || mark.moves().isEmpty()) {
        continue;
      }
      any = true;
      var user = entry.getKey().user().value();
      move.setLong(1, mark.deliveredSeq());
      move.setLong(2, mark.readSeq());
      move.setLong(3, entry.getKey().no());
      move.setString(4, user);
      move.addBatch();
      for (var moved : mark.moves()) {
        receipt.setLong(1, entry.getKey().no());
        receipt.setString(2, user);
        receipt.setInt(3, Statuses.number(moved.status()));
        receipt.setLong(4, moved.fact().upToSeq());
        receipt.setLong(5, Columns.micros(moved.fact().at()));
        receipt.setString(6, Columns.kept(moved.fact().cause()));
        receipt.addBatch();
      }
    }
    if (any) {
      move.executeBatch();
      receipt.executeBatch();
    }
  }

  private record MarkKey(long no, UserId user) {}
}
