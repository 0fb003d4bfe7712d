package io.chat4all.store.mongo;

import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.gt;
import static io.chat4all.store.mongo.Where.in;
import static io.chat4all.store.mongo.Where.lte;
import static java.util.stream.Collectors.toSet;

import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;

/// One append.
///
/// Everything is written beyond the heads, where nobody sees it; then the heads are moved, each
/// only as long as nobody else has taken its conversation. On the normal path nothing is read: the
/// unique keys of the messages tell what is there already. What an append that was not finished
/// left beyond a head is taken away when it is in the way.
///
/// Not thread-safe.
final class Append {

  private final Mongo mongo;
  private final Heads heads;
  private final List<Change> changes;
  private final long epoch;
  private final Map<ConversationId, Lane> lanes = new LinkedHashMap<>();
  private final Map<MessageKey, Change.Add> adds = new LinkedHashMap<>();

  Append(Mongo mongo, Heads heads, List<Change> changes) {
    this.mongo = mongo;
    this.heads = heads;
    this.changes = changes;
    this.epoch = heads.epoch();
  }

  /// Empty when somebody with a newer epoch has taken any of the conversations.
  Optional<AppendOutcome> run() {
    var known = heads.take(conversations());
    if (known.isEmpty()) {
      return Optional.empty();
    }
    for (var change : changes) {
      var id = change.conversation();
      lanes.computeIfAbsent(id, _ -> new Lane(id, known.get().get(id), change.position()));
    }
    var overtaken =
        changes.stream()
            .filter(change -> !lane(change).isBeyondHead(change.position()))
            .map(Change::conversation)
            .collect(toSet());
    if (!overtaken.isEmpty()) {
      return Optional.of(new AppendOutcome.Overtaken(overtaken));
    }
    var repeated = collectAdds();
    if (!repeated.isEmpty()) {
      repeated.addAll(checkIds());
      return Optional.of(new AppendOutcome.Repeated(repeated));
    }
    return write();
  }

  private Set<ConversationId> conversations() {
    return changes.stream().map(Change::conversation).collect(toSet());
  }

  private Lane lane(Change change) {
    var lane = lanes.get(change.conversation());
    if (lane == null) {
      throw new IllegalStateException("conversation without a lane");
    }
    return lane;
  }

  /// Afterwards `adds` has every message once; answers those that are there twice.
  private Set<MessageKey> collectAdds() {
    var repeated = new HashSet<MessageKey>();
    for (var change : changes) {
      if (change instanceof Change.Add add) {
        var before = adds.putIfAbsent(add.message().key(), add);
        if (before != null && before.message().seq() != add.message().seq()) {
          repeated.add(add.message().key());
        }
      }
    }
    return repeated;
  }

  private Optional<AppendOutcome> write() {
    var amend = amend();
    if (!amend.writeAdded()) {
      var repeated = checkIds();
      if (!repeated.isEmpty()) {
        return Optional.of(new AppendOutcome.Repeated(repeated));
      }
      clearBeyondHeads();
      lanes.replaceAll((_, lane) -> lane.again());
      amend = amend();
      if (!amend.writeAdded()) {
        return Optional.empty();
      }
    }
    var moved = new HashMap<ConversationId, Heads.Known>();
    lanes.forEach((id, lane) -> moved.put(id, lane.head()));
    if (!amend.writeChanged() || !heads.move(moved)) {
      return Optional.empty();
    }
    amend.tidyUp();
    return Optional.of(new AppendOutcome.Appended());
  }

  private Amend amend() {
    var amend = new Amend(mongo, epoch);
    amend.prefetch(changes, adds.keySet(), this::lane);
    for (var change : changes) {
      var lane = lane(change);
      lane.moveTo(change.position());
      switch (change) {
        case Change.Add add -> {
          var message = add.message();
          if (add.equals(adds.get(message.key()))) {
            amend.add(add);
          }
          lane.moveTo(message.seq(), message.createdAt());
        }
        case Change.Apply apply -> amend.apply(lane, apply);
        case Change.Skip _ -> {}
      }
    }
    return amend;
  }

  /// Answers those of `adds` that stand in the history at another `seq`, and takes out those that
  /// stand there at their own.
  private Set<MessageKey> checkIds() {
    var places = places();
    var repeated = new HashSet<MessageKey>();
    var usurpers = new ArrayList<Message>();
    for (var add : List.copyOf(adds.values())) {
      var message = add.message();
      long head = lane(add).seqBefore();
      long there = places.getOrDefault(message.key(), Long.MAX_VALUE);
      if (there > head) {
        if (message.seq() <= head) {
          usurpers.add(message);
        }
      } else if (there != message.seq()) {
        repeated.add(message.key());
      } else {
        adds.remove(message.key());
      }
    }
    if (repeated.isEmpty() && !usurpers.isEmpty()) {
      // The order of the log decides every seq, so this cannot be: writing on would lose a message.
      throw new IllegalStateException(
          "seq: %d is another message's (expected: free)".formatted(usurpers.getFirst().seq()));
    }
    return repeated;
  }

  private Map<MessageKey, Long> places() {
    var ids = adds.keySet().stream().map(key -> key.id().value()).toList();
    var in = lanes.keySet().stream().map(ConversationId::value).toList();
    var query =
        mongo
            .find(Mongo.MESSAGES, and(in("id", ids), in("conversation", in)))
            .projection(Projections.include("id", "conversation", "seq"));
    var places = new HashMap<MessageKey, Long>();
    for (var doc : mongo.list(query)) {
      places.put(
          new MessageKey(
              new ConversationId(Docs.uuid(doc, "conversation")),
              new MessageId(Docs.uuid(doc, "id"))),
          Docs.number(doc, "seq"));
    }
    return places;
  }

  /// INVARIANT: whoever moves a head beyond what we know of it has a newer epoch, and so has
  /// everything that it made visible.
  private void clearBeyondHeads() {
    var deletions = new ArrayList<WriteModel<Document>>(lanes.size());
    lanes.forEach((id, lane) ->
        deletions.add(
            new DeleteManyModel<>(
                and(
                    eq("conversation", id.value()),
                    gt("seq", lane.seqBefore()),
                    lte("epoch", epoch)))));
    var _ = mongo.write(Mongo.MESSAGES, deletions);
  }
}
