package io.chat4all.store.cassandra.history;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Micros;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.cassandra.cql.Columns;
import io.chat4all.store.cassandra.cql.Cql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The changes that an append makes, and how they are read again. Not thread-safe; [#since] is.
final class ChangeRows {

  private static final byte EDIT = 1;
  private static final byte DELETION = 2;
  private static final byte REACTION = 3;
  private static final byte REACTION_GONE = 4;

  private static final String COLUMNS =
      """
      no, at_seq, target_seq, kind, message_id, user, text, at, log_id, log_partition, log_offset\
      """;
  private static final String WRITE =
      """
      INSERT INTO changes (conversation, bucket, %s)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?\
      """
          .formatted(COLUMNS);
  private static final String PAGE =
      """
      SELECT %s FROM changes
      WHERE conversation = ? AND bucket = ? AND no >= ? AND no <= ? LIMIT ?\
      """
          .formatted(COLUMNS);
  private static final String AT_SEQ =
      "SELECT at_seq FROM changes WHERE conversation = ? AND bucket = ? AND no = ?";
  private static final String KIND =
      "SELECT kind, message_id FROM changes WHERE conversation = ? AND bucket = ? AND no = ?";
  private static final String FORGET_TEXT =
      """
      UPDATE changes USING TIMESTAMP ? AND TTL ? SET text = ''
      WHERE conversation = ? AND bucket = ? AND no = ?\
      """;
  private static final String WRITE_EDIT =
      """
      INSERT INTO edits (conversation, bucket, seq, no, id) VALUES (?, ?, ?, ?, ?)
      USING TIMESTAMP ? AND TTL ?\
      """;
  private static final String EDITS =
      "SELECT no, id FROM edits WHERE conversation = ? AND bucket = ? AND seq = ?";

  private final Tables tables;
  private final List<Kept> kept = new ArrayList<>();
  private final List<Forgotten> forgotten = new ArrayList<>();

  ChangeRows(Tables tables) {
    this.tables = tables;
  }

  void edit(Lane lane, Change.Apply apply, MessageEdited fact) {
    keep(lane, apply, EDIT, fact.id(), fact.by(), fact.text());
  }

  long delete(Lane lane, Change.Apply apply, MessageDeleted fact) {
    return keep(lane, apply, DELETION, fact.id(), fact.by(), "");
  }

  long react(Lane lane, Change.Apply apply, ReactionChanged fact) {
    byte kind = fact.added() ? REACTION : REACTION_GONE;
    return keep(lane, apply, kind, fact.id(), fact.by(), fact.emoji());
  }

  private long keep(
      Lane lane, Change.Apply apply, byte kind, MessageId id, UserId by, String text) {
    long no = lane.nextChange(apply.atSeq());
    kept.add(new Kept(no, apply, kind, id, by, text, lane.version()));
    return no;
  }

  /// Takes the texts of a message's edits away, of this append and of earlier ones.
  void forgetTexts(Lane lane, long seq, MessageId id) {
    var in = lane.conversation();
    kept.replaceAll(it ->
        it.kind() == EDIT && it.id().equals(id) && it.apply().conversation().equals(in)
            ? it.withoutText()
            : it);
    for (var edit : tables.cql().rows(EDITS, in.value(), Columns.bucket(seq), seq)) {
      long no = edit.getLong("no");
      // INVARIANT: a row of an append that was never finished names another message or number.
      if (no <= lane.changesBefore() && isEditOf(in, no, id)) {
        forgotten.add(new Forgotten(in, no, Micros.of(lane.lastAt()), lane.version()));
      }
    }
  }

  private boolean isEditOf(ConversationId in, long no, MessageId id) {
    return tables
        .cql()
        .first(KIND, in.value(), Columns.bucket(no), no)
        .filter(row -> row.getByte("kind") == EDIT && id.value().equals(row.getUuid("message_id")))
        .isPresent();
  }

  List<Statement<?>> statements(Amend.Timestamps timestamps) {
    var statements = new ArrayList<Statement<?>>();
    for (var change : kept) {
      var in = change.apply().conversation();
      long timestamp = timestamps.of(in, change.version());
      statements.add(write(change, timestamp));
      if (change.kind() == EDIT) {
        statements.add(writeEdit(change, timestamp));
      }
    }
    for (var gone : forgotten) {
      statements.add(
          tables
              .cql()
              .bind(
                  FORGET_TEXT,
                  timestamps.of(gone.conversation(), gone.version()),
                  tables.retention().ttl(gone.at()),
                  gone.conversation().value(),
                  Columns.bucket(gone.no()),
                  gone.no()));
    }
    return statements;
  }

  private BoundStatement write(Kept change, long timestamp) {
    var apply = change.apply();
    long at = Micros.of(apply.fact().at());
    return tables
        .cql()
        .bind(
            WRITE,
            apply.conversation().value(),
            Columns.bucket(change.no()),
            change.no(),
            apply.atSeq(),
            apply.targetSeq(),
            change.kind(),
            change.id().value(),
            change.by().value(),
            change.text(),
            at,
            apply.position().logId(),
            apply.position().partition(),
            apply.position().offset(),
            timestamp,
            tables.retention().ttl(at));
  }

  private BoundStatement writeEdit(Kept change, long timestamp) {
    var apply = change.apply();
    return tables
        .cql()
        .bind(
            WRITE_EDIT,
            apply.conversation().value(),
            Columns.bucket(apply.targetSeq()),
            apply.targetSeq(),
            change.no(),
            change.id().value(),
            timestamp,
            tables.retention().ttl(Micros.of(apply.fact().at())));
  }

  /// The changes made when the newest `seq` was `atSeq` or more. They are found by halving, as
  /// their `at_seq` never decreases; when there are none, the head alone tells.
  static List<Change.Apply> since(
      Tables tables, ConversationId conversation, long atSeq, int skip, int limit) {
    var head = tables.heads().read(conversation);
    if (head.isEmpty() || head.get().changes() == 0 || head.get().changeSeq() < atSeq) {
      return List.of();
    }
    long last = head.get().changes();
    var found = new ArrayList<Change.Apply>();
    long next = firstAt(tables.cql(), conversation, atSeq, last) + skip;
    while (next <= last && found.size() < limit) {
      long bucket = Columns.bucket(next);
      tables
          .cql()
          .rows(PAGE, conversation.value(), bucket, next, last, limit - found.size())
          .forEach(row -> found.add(change(conversation, row)));
      next = (bucket + 1) * Columns.BUCKET + 1;
    }
    return found;
  }

  private static long firstAt(Cql cql, ConversationId conversation, long atSeq, long last) {
    long before = 0;
    long end = last;
    // INVARIANT: `before` was made earlier, or is gone, or 0; `end` was not.
    while (end - before > 1) {
      long middle = (before + end) >>> 1;
      var at = cql.first(AT_SEQ, conversation.value(), Columns.bucket(middle), middle);
      if (at.isPresent() && at.get().getLong(0) >= atSeq) {
        end = middle;
      } else {
        before = middle;
      }
    }
    return end;
  }

  private static Change.Apply change(ConversationId conversation, Row row) {
    return new Change.Apply(
        fact(conversation, row),
        row.getLong("at_seq"),
        row.getLong("target_seq"),
        new LogPosition(
            MessageReads.text(row, "log_id"),
            row.getInt("log_partition"),
            row.getLong("log_offset")));
  }

  private static ConversationFact fact(ConversationId conversation, Row row) {
    var id = new MessageId(requireNonNull(row.getUuid("message_id")));
    var by = MessageReads.user(row);
    var text = MessageReads.text(row, "text");
    Instant at = Micros.time(row.getLong("at"));
    byte kind = row.getByte("kind");
    return switch (kind) {
      case EDIT -> new MessageEdited(conversation, id, by, text, at);
      case DELETION -> new MessageDeleted(conversation, id, by, at);
      case REACTION, REACTION_GONE ->
          new ReactionChanged(conversation, id, by, text, kind == REACTION, at);
      default ->
          throw new IllegalStateException("change: kind %d (expected: 1..4)".formatted(kind));
    };
  }

  private record Kept(
      long no, Change.Apply apply, byte kind, MessageId id, UserId by, String text, long version) {
    Kept withoutText() {
      return new Kept(no, apply, kind, id, by, "", version);
    }
  }

  private record Forgotten(ConversationId conversation, long no, long at, long version) {}
}
