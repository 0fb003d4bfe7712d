package io.chat4all.store.jdbc.history;

import io.chat4all.core.history.Change;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Makes one change within an append, and keeps it for those who come back later.
final class ApplyChange {

  static final int EDIT = 1;
  static final int DELETION = 2;
  static final int REACTION = 3;
  static final int REACTION_GONE = 4;

  private static final String LIVING_SEQ =
      "SELECT seq FROM messages WHERE id = ? AND conversation = ? AND deleted_at IS NULL";
  private static final String EDIT_MESSAGE =
      """
      UPDATE messages SET text = CASE WHEN type < ? THEN ? ELSE text END, edited_at = ?
      WHERE conversation = ? AND seq = ?\
      """;
  private static final String DELETE_MESSAGE =
      """
      UPDATE messages SET text = NULL, extra = NULL, reacted = NULL, deleted_at = ?
      WHERE conversation = ? AND seq = ?\
      """;
  private static final String DELETE_EDITS =
      "UPDATE changes SET text = '' WHERE conversation = ? AND target_seq = ? AND kind = 1";
  private static final String DELETE_REACTIONS =
      "DELETE FROM reactions WHERE conversation = ? AND seq = ?";
  private static final String REACT =
      """
      INSERT INTO reactions (conversation, seq, "user", emoji)
      VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING\
      """;
  private static final String UNREACT =
      "DELETE FROM reactions WHERE conversation = ? AND seq = ? AND \"user\" = ? AND emoji = ?";
  private static final String REACTED =
      "UPDATE messages SET reacted = 1 WHERE conversation = ? AND seq = ?";
  private static final String KEEP =
      """
      INSERT INTO changes (conversation, at_seq, target_seq, kind, message_id, "user", text, at,
        log_id, log_partition, log_offset)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String JOIN =
      """
      INSERT INTO marks (conversation, "user", joined_seq, delivered_seq, read_seq)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
      """;
  private static final String LEAVE = "DELETE FROM marks WHERE conversation = ? AND \"user\" = ?";

  private final Session session;

  ApplyChange(Session session) {
    this.session = session;
  }

  void run(long no, Change.Apply apply) throws SQLException {
    switch (apply.fact()) {
      case ConversationFact.MessageAccepted _ ->
          throw new AssertionError("Apply takes no messages");
      case MessageEdited edited -> edit(no, apply, edited);
      case MessageDeleted deleted -> delete(no, apply, deleted);
      case ReactionChanged reaction -> react(no, apply, reaction);
      case MemberChanged member -> member(no, apply.atSeq(), member);
    }
  }

  private void edit(long no, Change.Apply apply, MessageEdited fact) throws SQLException {
    var seq = living(no, fact.id());
    if (seq.isEmpty()) {
      return;
    }
    session.update(
        EDIT_MESSAGE,
        MessageRows.WITHOUT_TEXT,
        fact.text(),
        Columns.micros(fact.at()),
        no,
        seq.get());
    keep(no, apply, new Kept(EDIT, fact.id(), fact.by(), fact.text(), fact.at()));
  }

  private void delete(long no, Change.Apply apply, MessageDeleted fact) throws SQLException {
    var seq = living(no, fact.id());
    if (seq.isEmpty()) {
      return;
    }
    session.update(DELETE_MESSAGE, Columns.micros(fact.at()), no, seq.get());
    session.update(DELETE_REACTIONS, no, seq.get());
    session.update(DELETE_EDITS, no, seq.get());
    keep(no, apply, new Kept(DELETION, fact.id(), fact.by(), "", fact.at()));
  }

  private void react(long no, Change.Apply apply, ReactionChanged fact) throws SQLException {
    var seq = living(no, fact.id());
    if (seq.isEmpty()) {
      return;
    }
    int changed =
        session.update(
            fact.added() ? REACT : UNREACT, no, seq.get(), fact.by().value(), fact.emoji());
    if (changed == 0) {
      return;
    }
    if (fact.added()) {
      session.update(REACTED, no, seq.get());
    }
    int kind = fact.added() ? REACTION : REACTION_GONE;
    keep(no, apply, new Kept(kind, fact.id(), fact.by(), fact.emoji(), fact.at()));
  }

  private Optional<Long> living(long no, MessageId id) throws SQLException {
    return session.first(LIVING_SEQ, row -> row.getLong(1), Columns.bytes(id.value()), no);
  }

  private void keep(long no, Change.Apply apply, Kept kept) throws SQLException {
    LogPosition position = apply.position();
    session.update(
        KEEP,
        no,
        apply.atSeq(),
        apply.targetSeq(),
        kept.kind(),
        Columns.bytes(kept.id().value()),
        kept.by().value(),
        kept.text(),
        Columns.micros(kept.at()),
        position.logId(),
        position.partition(),
        position.offset());
  }

  private void member(long no, long atSeq, MemberChanged fact) throws SQLException {
    switch (fact.change()) {
      case ADDED, JOINED -> session.update(JOIN, no, fact.user().value(), atSeq, atSeq, atSeq);
      case REMOVED, LEFT -> session.update(LEAVE, no, fact.user().value());
      case ROLE -> {}
    }
  }

  private record Kept(int kind, MessageId id, UserId by, String text, Instant at) {}
}
