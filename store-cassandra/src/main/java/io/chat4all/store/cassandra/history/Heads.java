package io.chat4all.store.cassandra.history;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chat4all.core.cache.Lru;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.Micros;
import io.chat4all.core.log.LogPosition;
import io.chat4all.store.cassandra.cql.Cql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How far conversations have come, with what is known of those used last in memory.
///
/// A head is remembered only by the one who appends, who alone moves it; that a conversation has
/// come at least so far is remembered for everyone, because it never becomes untrue. Thread-safe.
final class Heads {

  private static final int REMEMBERED = 50_000;

  private static final String COLUMNS =
      """
      conversation, version, seq, last_at, changes, change_seq, log_id, log_partition, log_offset\
      """;
  private static final String ONE =
      "SELECT %s FROM conversations WHERE conversation = ?".formatted(COLUMNS);
  private static final String SOME =
      "SELECT %s FROM conversations WHERE conversation IN ?".formatted(COLUMNS);
  private static final String MOVE =
      """
      UPDATE conversations USING TIMESTAMP ?
      SET version = ?, seq = ?, last_at = ?, changes = ?, change_seq = ?, log_id = ?, log_partition = ?,
        log_offset = ?
      WHERE conversation = ?\
      """;
  private static final String IS_EXTERNAL =
      "SELECT external FROM conversations WHERE conversation = ?";
  // The same whoever writes it, and never taken back: so it must not outlive a head, but may be
  // old.
  private static final String SET_EXTERNAL =
      "UPDATE conversations USING TIMESTAMP 1 SET external = true WHERE conversation = ?";

  private final Cql cql;
  private final Lru<ConversationId, Known> remembered = new Lru<>(REMEMBERED);
  private final Lru<ConversationId, Long> reached = new Lru<>(REMEMBERED);
  private final Lru<ConversationId, Boolean> external = new Lru<>(REMEMBERED);

  Heads(Cql cql) {
    this.cql = cql;
  }

  /// A head and what belongs to it.
  ///
  /// @param version how many facts were applied
  /// @param changes how many of them were edits, deletions and reactions
  /// @param changeSeq the newest `seq` when the last of these was made
  record Known(Head head, long version, long changes, long changeSeq) {}

  Optional<Known> read(ConversationId conversation) {
    return cql.first(ONE, conversation.value()).filter(row -> !row.isNull("seq")).map(this::known);
  }

  Map<ConversationId, Known> read(Collection<ConversationId> conversations) {
    var ids = conversations.stream().map(ConversationId::value).distinct().toList();
    var found = new HashMap<ConversationId, Known>();
    for (var rows : cql.rows(inChunks(SOME, ids))) {
      for (var row : rows) {
        if (!row.isNull("seq")) {
          found.put(new ConversationId(requireNonNull(row.getUuid(0))), known(row));
        }
      }
    }
    return found;
  }

  private List<BoundStatement> inChunks(String query, List<?> ids) {
    var statements = new ArrayList<BoundStatement>();
    for (int from = 0; from < ids.size(); from += Cql.MOST_IN) {
      statements.add(cql.bind(query, ids.subList(from, Math.min(ids.size(), from + Cql.MOST_IN))));
    }
    return statements;
  }

  private Known known(Row row) {
    var head =
        new Head(
            row.getLong("seq"),
            Micros.time(row.getLong("last_at")),
            new LogPosition(
                requireNonNull(row.getString("log_id")),
                row.getInt("log_partition"),
                row.getLong("log_offset")));
    reach(new ConversationId(requireNonNull(row.getUuid("conversation"))), head.seq());
    return new Known(
        head, row.getLong("version"), row.getLong("changes"), row.getLong("change_seq"));
  }

  private void reach(ConversationId conversation, long seq) {
    var before = reached.get(conversation);
    if (before == null || before < seq) {
      reached.put(conversation, seq);
    }
  }

  /// The newest `seq`; perhaps an older one, but then `enough` or more; 0 when there is none.
  long seq(ConversationId conversation, long enough) {
    var known = reached.get(conversation);
    return known != null && known >= enough
        ? known
        : read(conversation).map(it -> it.head().seq()).orElse(0L);
  }

  /// As [#seq] for several, each with what is enough.
  Map<ConversationId, Long> seqs(Map<ConversationId, Long> enough) {
    var found = new HashMap<ConversationId, Long>();
    var unknown = new ArrayList<ConversationId>();
    enough.forEach((conversation, seq) -> {
      var known = reached.get(conversation);
      if (known != null && known >= seq) {
        found.put(conversation, known);
      } else {
        unknown.add(conversation);
      }
    });
    if (!unknown.isEmpty()) {
      read(unknown).forEach((conversation, it) -> found.put(conversation, it.head().seq()));
    }
    return found;
  }

  BoundStatement move(ConversationId conversation, Known to, long timestamp) {
    var head = to.head();
    return cql.bind(
        MOVE,
        timestamp,
        to.version(),
        head.seq(),
        Micros.of(head.lastAt()),
        to.changes(),
        to.changeSeq(),
        head.position().logId(),
        head.position().partition(),
        head.position().offset(),
        conversation.value());
  }

  /// For the one who appends, about what is durable.
  void remember(ConversationId conversation, Known known) {
    remembered.put(conversation, known);
    reach(conversation, known.head().seq());
  }

  Optional<Known> remembered(ConversationId conversation) {
    return Optional.ofNullable(remembered.get(conversation));
  }

  void forget(Collection<ConversationId> conversations) {
    conversations.forEach(remembered::remove);
  }

  void forgetAll() {
    remembered.clear();
  }

  /// Whether any message of a conversation has deliveries outside the app.
  boolean isExternal(ConversationId conversation) {
    if (external.get(conversation) != null) {
      return true;
    }
    boolean is =
        cql.first(IS_EXTERNAL, conversation.value()).map(row -> row.getBoolean(0)).orElse(false);
    if (is) {
      external.put(conversation, true);
    }
    return is;
  }

  /// What notes that; empty when it is known to be noted.
  Optional<BoundStatement> becomesExternal(ConversationId conversation) {
    return external.get(conversation) != null
        ? Optional.empty()
        : Optional.of(cql.bind(SET_EXTERNAL, conversation.value()));
  }

  void isExternalNow(ConversationId conversation) {
    external.put(conversation, true);
  }
}
