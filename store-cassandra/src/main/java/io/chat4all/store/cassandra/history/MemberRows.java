package io.chat4all.store.cassandra.history;

import static java.util.stream.Collectors.groupingBy;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.store.cassandra.cql.Cql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The members that come and go by an append. Not thread-safe.
final class MemberRows {

  private static final int MOST_TOGETHER = 100;

  private static final String SOME =
      "SELECT user, joined_seq FROM marks WHERE conversation = ? AND user IN ?";
  private static final String JOIN =
      "UPDATE marks USING TIMESTAMP ? SET joined_seq = ? WHERE conversation = ? AND user = ?";
  private static final String LEAVE =
      "DELETE joined_seq FROM marks USING TIMESTAMP ? WHERE conversation = ? AND user = ?";
  // Their timestamps are what they say: what was said up to now goes.
  private static final String FORGET =
      """
      DELETE delivered_seq, read_seq FROM marks USING TIMESTAMP ?
      WHERE conversation = ? AND user = ?\
      """;

  private final Cql cql;
  private final Map<Key, Long> joined = new HashMap<>();
  private final Map<Key, Moved> moved = new LinkedHashMap<>();

  MemberRows(Cql cql) {
    this.cql = cql;
  }

  record Key(ConversationId conversation, UserId user) {}

  private record Moved(Optional<Long> joinedSeq, long atSeq, long version) {}

  void prefetch(Collection<Key> keys) {
    var statements = new ArrayList<BoundStatement>();
    var conversations = new ArrayList<ConversationId>();
    keys.stream()
        .collect(groupingBy(Key::conversation))
        .forEach((conversation, members) -> {
          for (int from = 0; from < members.size(); from += MOST_TOGETHER) {
            var users =
                members.subList(from, Math.min(members.size(), from + MOST_TOGETHER)).stream()
                    .map(key -> key.user().value())
                    .toList();
            conversations.add(conversation);
            statements.add(cql.bind(SOME, conversation.value(), users));
          }
        });
    var answers = cql.rows(statements).iterator();
    for (var conversation : conversations) {
      for (var row : answers.next()) {
        if (!row.isNull("joined_seq")) {
          joined.put(new Key(conversation, MessageReads.user(row)), row.getLong("joined_seq"));
        }
      }
    }
  }

  void change(Lane lane, MemberChanged fact, long atSeq) {
    var key = new Key(fact.conversation(), fact.user());
    switch (fact.change()) {
      case ADDED, JOINED -> {
        if (joined.putIfAbsent(key, atSeq) == null) {
          moved.put(key, new Moved(Optional.of(atSeq), atSeq, lane.version()));
        }
      }
      case REMOVED, LEFT -> {
        if (joined.remove(key) != null) {
          moved.put(key, new Moved(Optional.empty(), atSeq, lane.version()));
        }
      }
      case ROLE -> {}
    }
  }

  List<Statement<?>> statements(Amend.Timestamps timestamps) {
    var byConversation = new LinkedHashMap<ConversationId, List<BoundStatement>>();
    moved.forEach((key, move) -> {
      var statements = byConversation.computeIfAbsent(key.conversation(), _ -> new ArrayList<>());
      var conversation = key.conversation().value();
      var user = key.user().value();
      long timestamp = timestamps.of(key.conversation(), move.version());
      if (move.joinedSeq().isPresent()) {
        statements.add(cql.bind(JOIN, timestamp, move.joinedSeq().get(), conversation, user));
      } else {
        statements.add(cql.bind(LEAVE, timestamp, conversation, user));
        statements.add(cql.bind(FORGET, move.atSeq(), conversation, user));
      }
    });
    var together = new ArrayList<Statement<?>>();
    for (var statements : byConversation.values()) {
      for (int from = 0; from < statements.size(); from += MOST_TOGETHER) {
        together.add(
            Cql.together(
                statements.subList(from, Math.min(statements.size(), from + MOST_TOGETHER))));
      }
    }
    return together;
  }
}
