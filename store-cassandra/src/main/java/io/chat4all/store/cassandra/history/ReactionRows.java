package io.chat4all.store.cassandra.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Micros;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.cassandra.cql.Columns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The reactions that an append makes. Not thread-safe.
final class ReactionRows {

  private static final String LAST_TWO =
      """
      SELECT no, present FROM reactions
      WHERE conversation = ? AND bucket = ? AND seq = ? AND id = ? AND user = ? AND emoji = ?
        AND no <= ?
      ORDER BY seq DESC, id DESC, user DESC, emoji DESC, no DESC LIMIT 2\
      """;
  private static final String WRITE =
      """
      INSERT INTO reactions (conversation, bucket, seq, id, user, emoji, no, present)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?\
      """;
  private static final String FORGET =
      """
      DELETE FROM reactions USING TIMESTAMP ?
      WHERE conversation = ? AND bucket = ? AND seq = ? AND id = ? AND user = ? AND emoji = ?
        AND no = ?\
      """;
  private static final String DELETE =
      """
      DELETE FROM reactions USING TIMESTAMP ?
      WHERE conversation = ? AND bucket = ? AND seq = ?\
      """;

  private final Tables tables;
  private final Map<Key, Boolean> present = new HashMap<>();
  private final Map<Key, Long> outdated = new HashMap<>();
  private final List<Move> moves = new ArrayList<>();
  private final Map<MessageReads.Place, Long> deleted = new LinkedHashMap<>();

  ReactionRows(Tables tables) {
    this.tables = tables;
  }

  /// One user's reaction to a message.
  record Key(ConversationId conversation, long seq, MessageId id, UserId user, String emoji) {
    static Key of(long seq, ReactionChanged fact) {
      return new Key(fact.conversation(), seq, fact.id(), fact.by(), fact.emoji());
    }

    MessageReads.Place place() {
      return new MessageReads.Place(conversation, seq);
    }
  }

  private record Move(Key key, long no, boolean present, long at, long version) {}

  /// Reads how reactions stood before this append. What an unfinished one made of them has a number
  /// beyond the head's and does not count.
  void prefetch(Map<Key, Lane> keys) {
    var statements = new ArrayList<BoundStatement>(keys.size());
    keys.forEach((key, lane) -> statements.add(bind(LAST_TWO, key, lane.changesBefore())));
    var answers = tables.cql().rows(statements).iterator();
    for (var key : keys.keySet()) {
      var rows = answers.next();
      present.put(key, !rows.isEmpty() && rows.getFirst().getBoolean("present"));
      if (rows.size() > 1) {
        outdated.put(key, rows.getLast().getLong("no"));
      }
    }
  }

  private BoundStatement bind(String cql, Key key, long no) {
    return tables
        .cql()
        .bind(
            cql,
            key.conversation().value(),
            Columns.bucket(key.seq()),
            key.seq(),
            key.id().value(),
            key.user().value(),
            key.emoji(),
            no);
  }

  boolean isPresent(Key key) {
    return present.getOrDefault(key, false);
  }

  void move(Key key, Lane lane, boolean isPresent, long no) {
    present.put(key, isPresent);
    moves.add(new Move(key, no, isPresent, Micros.of(lane.lastAt()), lane.version()));
  }

  /// All of a message, which is being deleted.
  void delete(Lane lane, long seq) {
    deleted.put(new MessageReads.Place(lane.conversation(), seq), lane.version());
  }

  List<Statement<?>> statements(Amend.Timestamps timestamps) {
    var statements = new ArrayList<Statement<?>>();
    for (var move : moves) {
      var key = move.key();
      statements.add(
          tables
              .cql()
              .bind(
                  WRITE,
                  key.conversation().value(),
                  Columns.bucket(key.seq()),
                  key.seq(),
                  key.id().value(),
                  key.user().value(),
                  key.emoji(),
                  move.no(),
                  move.present(),
                  timestamps.of(key.conversation(), move.version()),
                  tables.retention().ttl(move.at())));
    }
    return statements;
  }

  /// What is no longer needed once the heads are moved: it tells nobody anything any more.
  List<Statement<?>> afterwards(Amend.Timestamps timestamps) {
    var statements = new ArrayList<Statement<?>>();
    for (var move : moves) {
      var key = move.key();
      var no = outdated.remove(key);
      if (no != null && !deleted.containsKey(key.place())) {
        statements.add(
            tables
                .cql()
                .bind(
                    FORGET,
                    timestamps.of(key.conversation(), move.version()),
                    key.conversation().value(),
                    Columns.bucket(key.seq()),
                    key.seq(),
                    key.id().value(),
                    key.user().value(),
                    key.emoji(),
                    no));
      }
    }
    deleted.forEach((place, version) ->
        statements.add(
            tables
                .cql()
                .bind(
                    DELETE,
                    timestamps.of(place.conversation(), version),
                    place.conversation().value(),
                    Columns.bucket(place.seq()),
                    place.seq())));
    return statements;
  }
}
