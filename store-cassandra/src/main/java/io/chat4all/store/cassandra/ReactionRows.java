package io.chat4all.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.message.MessageId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/// The reactions that an append makes. Not thread-safe.
final class ReactionRows {

  private static final String ONE =
      """
      SELECT present, no, was FROM reactions
      WHERE conversation = ? AND bucket = ? AND seq = ? AND id = ? AND user = ? AND emoji = ?\
      """;
  private static final String WRITE =
      """
      INSERT INTO reactions
        (conversation, bucket, seq, id, user, emoji, present, no, was)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?\
      """;
  private static final String DELETE =
      """
      DELETE FROM reactions USING TIMESTAMP ?
      WHERE conversation = ? AND bucket = ? AND seq = ?\
      """;

  private final Tables tables;
  private final Map<Key, Row> found = new HashMap<>();
  private final Map<Key, State> states = new LinkedHashMap<>();
  private final Set<MessageReads.Place> deleted = new LinkedHashSet<>();

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

  private record State(boolean present, long no, boolean was, long at) {}

  void prefetch(Collection<Key> keys) {
    var statements =
        keys.stream()
            .map(key ->
                tables
                    .cql()
                    .bind(
                        ONE,
                        key.conversation().value(),
                        Columns.bucket(key.seq()),
                        key.seq(),
                        key.id().value(),
                        key.user().value(),
                        key.emoji()))
            .toList();
    var answers = tables.cql().rows(statements).iterator();
    for (var key : keys) {
      answers.next().forEach(row -> found.put(key, row));
    }
  }

  boolean isPresent(Key key, Lane lane) {
    var state = states.get(key);
    return state == null ? wasPresent(key, lane) : state.present();
  }

  /// Before this append. What an unfinished one made of it does not count.
  private boolean wasPresent(Key key, Lane lane) {
    var row = found.get(key);
    if (row == null) {
      return false;
    }
    return row.getLong("no") > lane.changesBefore()
        ? row.getBoolean("was")
        : row.getBoolean("present");
  }

  void put(Key key, Lane lane, boolean present, long no) {
    states.put(
        key, new State(present, no, wasPresent(key, lane), Columns.micros(lane.lastAt())));
  }

  /// All of a message, which is being deleted.
  void delete(ConversationId conversation, long seq) {
    var place = new MessageReads.Place(conversation, seq);
    states.keySet().removeIf(key -> key.place().equals(place));
    deleted.add(place);
  }

  List<Statement<?>> statements(ToLongFunction<ConversationId> timestamps) {
    var statements = new ArrayList<Statement<?>>();
    for (var place : deleted) {
      statements.add(
          tables
              .cql()
              .bind(
                  DELETE,
                  timestamps.applyAsLong(place.conversation()),
                  place.conversation().value(),
                  Columns.bucket(place.seq()),
                  place.seq()));
    }
    states.forEach((key, state) ->
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
                    state.present(),
                    state.no(),
                    state.was(),
                    timestamps.applyAsLong(key.conversation()),
                    tables.retention().ttl(state.at()))));
    return statements;
  }
}
