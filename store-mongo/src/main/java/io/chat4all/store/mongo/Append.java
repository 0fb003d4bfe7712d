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
import io.chat4all.core.history.AppendedMessages;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final AppendedMessages adds = new AppendedMessages();

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
    var repeated = adds.collect(changes);
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
    amend.prefetch(changes, adds.keys(), this::lane);
    for (var change : changes) {
      var lane = lane(change);
      lane.moveTo(change.position());
      switch (change) {
        case Change.Add add -> {
          var message = add.message();
          if (adds.contains(add)) {
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

  private Set<MessageKey> checkIds() {
    var places = places();
    return adds.check(
        key -> places.getOrDefault(key, Long.MAX_VALUE), add -> lane(add).seqBefore());
  }

  private Map<MessageKey, Long> places() {
    var ids = adds.keys().stream().map(key -> key.id().value()).toList();
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
