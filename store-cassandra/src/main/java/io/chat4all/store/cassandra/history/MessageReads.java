package io.chat4all.store.cassandra.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Micros;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.cassandra.cql.Columns;
import io.chat4all.store.cassandra.cql.Cql;
import io.chat4all.store.cassandra.cql.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads messages up to the head of their conversation, so that an append is seen whole or not at
/// all. Thread-safe.
final class MessageReads {

  private static final int MOST_BY_ID = 100;

  private static final String AFTER =
      """
      SELECT %s FROM messages
      WHERE conversation = ? AND bucket = ? AND seq > ? AND seq <= ? LIMIT ?\
      """
          .formatted(MessageRow.COLUMNS);
  private static final String BEFORE =
      """
      SELECT %s FROM messages
      WHERE conversation = ? AND bucket = ? AND seq < ? ORDER BY seq DESC LIMIT ?\
      """
          .formatted(MessageRow.COLUMNS);
  private static final String ONE =
      "SELECT %s FROM messages WHERE conversation = ? AND bucket = ? AND seq = ?"
          .formatted(MessageRow.COLUMNS);
  private static final String TIME =
      "SELECT created_at FROM messages WHERE conversation = ? AND bucket = ? AND seq = ?";
  private static final String REACTIONS =
      """
      SELECT seq, id, user, emoji, no, present FROM reactions
      WHERE conversation = ? AND bucket = ? AND seq >= ? AND seq <= ?\
      """;

  private final Cql cql;
  private final Heads heads;
  private final Ids ids;
  private final Retention retention;

  MessageReads(Cql cql, Heads heads, Ids ids, Retention retention) {
    this.cql = cql;
    this.heads = heads;
    this.ids = ids;
    this.retention = retention;
  }

  List<Message> after(ConversationId conversation, long seq, int limit) {
    long from = Math.max(0, seq);
    long wanted = from < Long.MAX_VALUE - limit ? from + limit : Long.MAX_VALUE;
    long head = heads.seq(conversation, wanted);
    long to = retention.isForever() ? Math.min(head, wanted) : head;
    var rows = rowsAfter(conversation, from, to, limit);
    if (rows.isEmpty() && from < to && !retention.isForever()) {
      long living = lastBefore(conversation, from, to, Long.MIN_VALUE);
      rows = rowsAfter(conversation, living, to, limit);
    }
    return messages(conversation, rows);
  }

  /// One or two buckets; more only where the limit is greater than a bucket.
  private List<MessageRow> rowsAfter(ConversationId conversation, long from, long to, int limit) {
    var rows = new ArrayList<MessageRow>();
    long next = from;
    while (next < to && rows.size() < limit) {
      long bucket = Columns.bucket(next + 1);
      int before = rows.size();
      cql.rows(AFTER, conversation.value(), bucket, next, to, limit - rows.size())
          .forEach(row -> MessageRow.of(row).ifPresent(rows::add));
      if (rows.size() == before) {
        return rows;
      }
      next = Math.max(next, (bucket + 1) * Columns.BUCKET);
    }
    return rows;
  }

  List<Message> before(ConversationId conversation, long seq, int limit) {
    long head = heads.seq(conversation, Math.max(0, seq - 1));
    long end = Math.min(seq, head + 1);
    var rows = new ArrayList<MessageRow>();
    while (end > 1 && rows.size() < limit) {
      long bucket = Columns.bucket(end - 1);
      int before = rows.size();
      cql.rows(BEFORE, conversation.value(), bucket, end, limit - rows.size())
          .forEach(row -> MessageRow.of(row).ifPresent(rows::add));
      if (rows.size() == before) {
        break;
      }
      end = bucket * Columns.BUCKET + 1;
    }
    return messages(conversation, rows.reversed());
  }

  private List<Message> messages(ConversationId conversation, List<MessageRow> rows) {
    var reactions = reactions(conversation, rows);
    return rows.stream()
        .map(row ->
            row.message(conversation, reactions.getOrDefault(row.seq(), Reactions.NONE).list(row)))
        .toList();
  }

  private Map<Long, Reactions> reactions(ConversationId conversation, List<MessageRow> rows) {
    var ranges = new LinkedHashMap<Long, long[]>();
    for (var row : rows) {
      if (row.isReacted()) {
        var range =
            ranges.computeIfAbsent(
                Columns.bucket(row.seq()), _ -> new long[] {row.seq(), row.seq()});
        range[0] = Math.min(range[0], row.seq());
        range[1] = Math.max(range[1], row.seq());
      }
    }
    if (ranges.isEmpty()) {
      return Map.of();
    }
    var found = new HashMap<Long, Reactions>();
    ranges.forEach((bucket, range) ->
        cql.rows(REACTIONS, conversation.value(), bucket, range[0], range[1])
            .forEach(row ->
                found
                    .computeIfAbsent(row.getLong("seq"), _ -> new Reactions(new ArrayList<>()))
                    .rows()
                    .add(row)));
    return found;
  }

  /// The reactions that were ever made to what has one `seq`.
  private record Reactions(List<Row> rows) {

    private static final Reactions NONE = new Reactions(List.of());

    List<Reaction> list(MessageRow message) {
      if (!message.isReacted()) {
        return List.of();
      }
      var last = new HashMap<Reaction, Row>();
      for (var row : rows) {
        if (message.id().equals(row.getUuid("id"))) {
          // Rows of one reaction come by number.
          last.put(new Reaction(user(row), text(row, "emoji")), row);
        }
      }
      return last.entrySet().stream()
          .filter(entry -> entry.getValue().getBoolean("present"))
          .sorted(Comparator.comparingLong(entry -> entry.getValue().getLong("no")))
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  static UserId user(Row row) {
    return new UserId(text(row, "user"));
  }

  static String text(Row row, String column) {
    var text = row.getString(column);
    return text == null ? "" : text;
  }

  /// Halves the conversation: times never decrease along `seq`, so no index by time is needed.
  long seqBefore(ConversationId conversation, Instant time) {
    var known = heads.read(conversation);
    if (known.isEmpty()) {
      return 0;
    }
    long head = known.get().head().seq();
    return known.get().head().lastAt().isBefore(time)
        ? head
        : lastBefore(conversation, 0, head, Micros.of(time));
  }

  /// The last `seq` whose message is older than `time` or gone; `from` when there is none.
  private long lastBefore(ConversationId conversation, long from, long to, long time) {
    long before = from;
    long end = to + 1;
    // INVARIANT: `before` is earlier than `time`, or gone, or `from`; `end` is not, or after `to`.
    while (end - before > 1) {
      long middle = (before + end) >>> 1;
      var at =
          cql.first(TIME, conversation.value(), Columns.bucket(middle), middle)
              .filter(row -> !row.isNull(0));
      if (at.isPresent() && at.get().getLong(0) >= time) {
        end = middle;
      } else {
        before = middle;
      }
    }
    return before;
  }

  Map<MessageKey, Message> find(Collection<MessageKey> keys) {
    var places = ids.find(keys);
    var enough = new HashMap<ConversationId, Long>();
    places.forEach((key, place) -> enough.merge(key.conversation(), place.seq(), Math::max));
    var reached = heads.seqs(enough);
    places
        .entrySet()
        .removeIf(place ->
            place.getValue().seq() > reached.getOrDefault(place.getKey().conversation(), 0L));
    return read(places);
  }

  private Map<MessageKey, Message> read(Map<MessageKey, Ids.Place> places) {
    var statements = new ArrayList<BoundStatement>(places.size());
    places.forEach((key, place) -> statements.add(one(key.conversation(), place.seq())));
    var answers = cql.rows(statements).iterator();
    var found = new HashMap<MessageKey, Message>();
    for (var key : places.keySet()) {
      answers.next().stream()
          .flatMap(row -> MessageRow.of(row).stream())
          .filter(row -> row.id().equals(key.id().value()))
          .forEach(row -> found.put(key, messages(key.conversation(), List.of(row)).getFirst()));
    }
    return found;
  }

  private BoundStatement one(ConversationId conversation, long seq) {
    return cql.bind(ONE, conversation.value(), Columns.bucket(seq), seq);
  }

  /// The rows of those `seq`s that have one.
  Map<Place, MessageRow> rows(Collection<Place> places) {
    var statements = places.stream().map(place -> one(place.conversation(), place.seq())).toList();
    var answers = cql.rows(statements).iterator();
    var found = new HashMap<Place, MessageRow>();
    for (var place : places) {
      answers.next().stream()
          .flatMap(row -> MessageRow.of(row).stream())
          .forEach(row -> found.put(place, row));
    }
    return found;
  }

  /// Where a message is.
  record Place(ConversationId conversation, long seq) {}

  List<Message> findById(MessageId id) {
    var keys =
        ids.conversations(id, MOST_BY_ID).stream()
            .map(conversation -> new MessageKey(conversation, id))
            .toList();
    return List.copyOf(find(keys).values());
  }

  Optional<Message> find(MessageKey key) {
    return Optional.ofNullable(find(List.of(key)).get(key));
  }
}
