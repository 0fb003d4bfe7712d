package io.chat4all.store.cassandra.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.AppendedMessages;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.history.Micros;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.cassandra.cql.Columns;
import io.chat4all.store.cassandra.cql.Cql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One append.
///
/// First everything is looked at, then everything is written beyond the heads, where nobody sees
/// it, then the heads are moved, and in the end the fences tell whether all of that counts. An
/// append that ends in between has written rows that the next one writes again.
///
/// Not thread-safe.
final class Append {

  private static final int MOST_ROWS_TOGETHER = 100;
  private static final int MOST_CHARS_TOGETHER = 200_000;

  private final Tables tables;
  private final Fences fences;
  private final List<Change> changes;
  private final Set<Fences.Partition> partitions;
  private final Map<ConversationId, Lane> lanes = new LinkedHashMap<>();
  private final AppendedMessages adds = new AppendedMessages();

  Append(Tables tables, Fences fences, List<Change> changes) {
    this.tables = tables;
    this.fences = fences;
    this.changes = changes;
    this.partitions = Fences.partitions(changes.stream().map(Change::position).toList());
  }

  AppendOutcome run() {
    if (changes.isEmpty()) {
      return new AppendOutcome.Appended();
    }
    if (!fences.holds(partitions)) {
      fences.take(partitions);
      tables.heads().forgetAll();
    }
    enterLanes();
    var overtaken =
        changes.stream()
            .filter(change -> !lane(change).isBeyondHead(change.position()))
            .map(Change::conversation)
            .collect(toSet());
    if (!overtaken.isEmpty()) {
      return new AppendOutcome.Overtaken(overtaken);
    }
    var repeated = adds.collect(changes);
    repeated.addAll(checkIds());
    return repeated.isEmpty() ? write() : new AppendOutcome.Repeated(repeated);
  }

  private Lane lane(Change change) {
    var lane = lanes.get(change.conversation());
    if (lane == null) {
      throw new IllegalStateException("conversation without a lane");
    }
    return lane;
  }

  private void enterLanes() {
    var known = knownHeads();
    for (var change : changes) {
      var id = change.conversation();
      lanes.computeIfAbsent(id, _ -> new Lane(id, known.get(id), change.position()));
    }
  }

  private Map<ConversationId, Heads.Known> knownHeads() {
    var heads = tables.heads();
    var known = new HashMap<ConversationId, Heads.Known>();
    var unknown = new HashSet<ConversationId>();
    for (var change : changes) {
      var id = change.conversation();
      if (!known.containsKey(id)) {
        heads.remembered(id).ifPresentOrElse(it -> known.put(id, it), () -> unknown.add(id));
      }
    }
    if (!unknown.isEmpty()) {
      known.putAll(heads.read(unknown));
    }
    return known;
  }

  private Set<MessageKey> checkIds() {
    var places = tables.ids().find(adds.keys());
    return adds.check(
        key -> {
          var place = places.get(key);
          return place == null ? Long.MAX_VALUE : place.seq();
        },
        add -> lane(add).seqBefore());
  }

  private AppendOutcome write() {
    try {
      var amend = new Amend(tables, lanes);
      amend.prefetch(changes, adds.keys());
      var idRows = new ArrayList<BoundStatement>();
      for (var change : changes) {
        var lane = lane(change);
        lane.moveTo(change.position());
        switch (change) {
          case Change.Add add -> {
            var message = add.message();
            if (adds.contains(add)) {
              idRows.addAll(idRows(lane, add));
              amend.add(lane, message);
            }
            lane.moveTo(message.seq(), message.createdAt());
          }
          case Change.Apply apply -> amend.apply(lane, apply);
          case Change.Skip _ -> {}
        }
      }
      var statements = new ArrayList<Statement<?>>(Cql.inFew(idRows));
      statements.addAll(messageRows(amend.messages()));
      statements.addAll(amend.statements(this::timestamp));
      tables.cql().write(statements);
      moveHeads(amend.afterwards(this::timestamp));
    } catch (RuntimeException e) {
      tables.heads().forget(lanes.keySet());
      throw e;
    }
    return new AppendOutcome.Appended();
  }

  private long timestamp(ConversationId conversation, long version) {
    var lane = lanes.get(conversation);
    if (lane == null) {
      throw new IllegalStateException("conversation without a lane");
    }
    return fences.timestamp(lane.partition(), version);
  }

  private List<BoundStatement> idRows(Lane lane, Change.Add add) {
    var message = add.message();
    int ttl = tables.retention().ttl(Micros.of(message.createdAt()));
    long timestamp = timestamp(lane.conversation(), lane.version());
    var row = tables.ids().write(message, add.deliveries(), timestamp, ttl);
    var external =
        add.deliveries().isEmpty()
            ? Optional.<BoundStatement>empty()
            : tables.heads().becomesExternal(lane.conversation());
    return external.isPresent() ? List.of(row, external.get()) : List.of(row);
  }

  /// In one statement what lies in one partition, as far as it is not too much.
  private List<Statement<?>> messageRows(Map<MessageReads.Place, Amend.Written> rows) {
    var statements = new ArrayList<Statement<?>>();
    var alone = new ArrayList<BoundStatement>();
    var byPartition =
        rows.entrySet().stream()
            .collect(
                groupingBy(entry ->
                    new Bucket(
                        entry.getKey().conversation(), Columns.bucket(entry.getKey().seq()))));
    byPartition.forEach((bucket, entries) -> {
      var together = new ArrayList<BoundStatement>();
      int chars = 0;
      for (var entry : entries) {
        var row = entry.getValue().row();
        int ttl = tables.retention().ttl(row.createdAt());
        var id = bucket.conversation();
        long timestamp = timestamp(id, entry.getValue().version());
        together.add(row.write(tables.cql(), id, timestamp, ttl));
        chars += row.text().length();
        if (together.size() == MOST_ROWS_TOGETHER || chars > MOST_CHARS_TOGETHER) {
          statements.add(Cql.together(List.copyOf(together)));
          together.clear();
          chars = 0;
        }
      }
      if (together.size() == 1) {
        alone.addAll(together);
      } else if (!together.isEmpty()) {
        statements.add(Cql.together(together));
      }
    });
    statements.addAll(Cql.inFew(alone));
    return statements;
  }

  private record Bucket(ConversationId conversation, long number) {}

  private void moveHeads(List<Statement<?>> afterwards) {
    var heads = tables.heads();
    var moved = new HashMap<ConversationId, Heads.Known>();
    var statements = new ArrayList<BoundStatement>(lanes.size());
    lanes.forEach((id, lane) -> {
      var head = lane.head();
      moved.put(id, head);
      statements.add(heads.move(id, head, timestamp(id, head.version())));
    });
    tables.cql().write(Cql.inFew(statements));
    tables.cql().write(afterwards);
    if (!fences.stillHolds(partitions)) {
      throw Cql.unavailable("another router has taken over");
    }
    moved.forEach(heads::remember);
    adds.all().stream()
        .filter(add -> !add.deliveries().isEmpty())
        .forEach(add -> heads.isExternalNow(add.conversation()));
  }
}
