package io.chat4all.store.cassandra.history;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.PlannedDelivery;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.cassandra.cql.Cql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Where messages are, by their ids.
///
/// Fifty ids are looked for with one question. For an id that never was, which is the usual case,
/// Cassandra answers from the Bloom filters in its memory. Thread-safe.
final class Ids {

  /// Rows of one id that a question for many takes; an id in more conversations is asked for by
  /// itself.
  private static final int MOST_EACH = 4;

  private static final String SOME =
      """
      SELECT id, conversation, seq, sender, planned FROM ids
      WHERE id IN ? PER PARTITION LIMIT %d\
      """
          .formatted(MOST_EACH);
  private static final String ONE =
      """
      SELECT id, conversation, seq, sender, planned FROM ids
      WHERE id = ? AND conversation = ?\
      """;
  private static final String CONVERSATIONS = "SELECT conversation FROM ids WHERE id = ? LIMIT ?";
  private static final String WRITE =
      """
      INSERT INTO ids (id, conversation, seq, sender, planned) VALUES (?, ?, ?, ?, ?)
      USING TIMESTAMP ? AND TTL ?\
      """;

  private final Cql cql;

  Ids(Cql cql) {
    this.cql = cql;
  }

  /// Where a message is, perhaps beyond the head; and what it began with.
  record Place(long seq, UserId sender, List<PlannedDelivery> planned) {}

  Map<MessageKey, Place> find(Collection<MessageKey> keys) {
    var found = new HashMap<MessageKey, Place>();
    if (keys.isEmpty()) {
      return found;
    }
    if (keys.size() == 1) {
      take(cql.rows(one(keys.iterator().next())), found);
      return found;
    }
    var ids = keys.stream().map(key -> key.id().value()).distinct().toList();
    var statements = new ArrayList<BoundStatement>();
    for (int from = 0; from < ids.size(); from += Cql.MOST_IN) {
      statements.add(cql.bind(SOME, ids.subList(from, Math.min(ids.size(), from + Cql.MOST_IN))));
    }
    var rows = new HashMap<UUID, Integer>();
    for (var answer : cql.rows(statements)) {
      take(answer, found);
      answer.forEach(row -> rows.merge(requireNonNull(row.getUuid(0)), 1, Integer::sum));
    }
    askForTheRest(keys, rows, found);
    found.keySet().retainAll(keys instanceof Set<MessageKey> set ? set : new HashSet<>(keys));
    return found;
  }

  private void askForTheRest(
      Collection<MessageKey> keys, Map<UUID, Integer> rows, Map<MessageKey, Place> found) {
    var rest =
        keys.stream()
            .filter(key ->
                rows.getOrDefault(key.id().value(), 0) >= MOST_EACH && !found.containsKey(key))
            .map(this::one)
            .toList();
    if (!rest.isEmpty()) {
      cql.rows(rest).forEach(answer -> take(answer, found));
    }
  }

  private BoundStatement one(MessageKey key) {
    return cql.bind(ONE, key.id().value(), key.conversation().value());
  }

  private static void take(List<Row> rows, Map<MessageKey, Place> found) {
    for (var row : rows) {
      if (!row.isNull("seq") && !row.isNull("sender")) {
        found.put(
            new MessageKey(
                new ConversationId(requireNonNull(row.getUuid(1))),
                new MessageId(requireNonNull(row.getUuid(0)))),
            new Place(
                row.getLong("seq"),
                new UserId(requireNonNull(row.getString("sender"))),
                planned(row)));
      }
    }
  }

  private static List<PlannedDelivery> planned(Row row) {
    var flat = row.getList("planned", String.class);
    if (flat == null || flat.isEmpty()) {
      return List.of();
    }
    var planned = new ArrayList<PlannedDelivery>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      planned.add(new PlannedDelivery(flat.get(i), new ChannelId(flat.get(i + 1))));
    }
    return planned;
  }

  List<ConversationId> conversations(MessageId id, int limit) {
    return cql.rows(CONVERSATIONS, id.value(), limit).stream()
        .map(row -> new ConversationId(requireNonNull(row.getUuid(0))))
        .toList();
  }

  BoundStatement write(Message message, List<PlannedDelivery> planned, long timestamp, int ttl) {
    var flat = new ArrayList<String>(planned.size() * 2);
    for (var delivery : planned) {
      flat.add(delivery.recipient());
      flat.add(delivery.channel().value());
    }
    return cql.bind(
        WRITE,
        message.id().value(),
        message.conversation().value(),
        message.seq(),
        message.sender().value(),
        flat,
        timestamp,
        ttl);
  }
}
