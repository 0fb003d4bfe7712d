package io.chat4all.store.mongo;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.in;
import static io.chat4all.store.mongo.Where.lt;
import static java.util.Objects.requireNonNull;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.cache.Lru;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.Micros;
import io.chat4all.core.log.LogPosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// How far conversations have come, and who may move them.
///
/// Whoever appends has an epoch, a number that nobody had before, and takes each conversation with
/// it before it relies on the head that it finds. An appender with an older epoch can then neither
/// move that head nor replace a document that the newer one wrote. After any failure an epoch is
/// given up, so that a write that arrives late is one of an older epoch too.
///
/// [#take], [#move] and [#giveUp] are for the one who appends; the rest is thread-safe.
final class Heads {

  private static final int REMEMBERED = 50_000;
  private static final FindOneAndUpdateOptions COUNTING =
      new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

  private final Mongo mongo;
  private final Lru<ConversationId, Known> taken = new Lru<>(REMEMBERED);
  private long epoch;

  Heads(Mongo mongo) {
    this.mongo = mongo;
  }

  /// A head and what belongs to it.
  ///
  /// @param changes how many edits, deletions and reactions there were
  record Known(Head head, long changes) {}

  Optional<Known> read(ConversationId conversation) {
    return Optional.ofNullable(read(List.of(conversation)).get(conversation));
  }

  /// The newest `seq`; 0 when there is none.
  long seq(ConversationId conversation) {
    return read(conversation).map(it -> it.head().seq()).orElse(0L);
  }

  /// The heads of those that have one.
  Map<ConversationId, Known> read(Collection<ConversationId> conversations) {
    var found = new HashMap<ConversationId, Known>();
    for (var doc : docs(conversations)) {
      known(doc).ifPresent(it -> found.put(id(doc), it));
    }
    return found;
  }

  private List<Document> docs(Collection<ConversationId> conversations) {
    var ids = conversations.stream().map(ConversationId::value).distinct().toList();
    return ids.isEmpty() ? List.of() : mongo.list(mongo.find(Mongo.CONVERSATIONS, in("_id", ids)));
  }

  private static ConversationId id(Document doc) {
    return new ConversationId(Docs.uuid(doc, "_id"));
  }

  /// None of a conversation that somebody took and has not appended to.
  private static Optional<Known> known(Document doc) {
    return doc.get("log_id") == null
        ? Optional.empty()
        : Optional.of(
            new Known(
                new Head(
                    Docs.number(doc, "seq"),
                    Micros.time(Docs.number(doc, "last_at")),
                    new LogPosition(
                        Docs.text(doc, "log_id"),
                        (int) Docs.number(doc, "log_partition"),
                        Docs.number(doc, "log_offset"))),
                Docs.number(doc, "changes")));
  }

  /// The epoch of this process; a new one when the last was given up.
  long epoch() {
    if (epoch == 0) {
      epoch =
          mongo.with(
              Mongo.COUNTERS,
              it -> {
                var counted =
                    it.findOneAndUpdate(eq("_id", "epoch"), Updates.inc("last", 1L), COUNTING);
                return Docs.number(requireNonNull(counted), "last");
              });
    }
    return epoch;
  }

  void giveUp() {
    epoch = 0;
    taken.clear();
  }

  /// The heads of those that have one, which nobody with an older epoch moves from now on; empty
  /// when somebody with a newer one has taken any of them.
  Optional<Map<ConversationId, Known>> take(Collection<ConversationId> conversations) {
    var found = new HashMap<ConversationId, Known>();
    var unknown = new ArrayList<ConversationId>();
    for (var id : conversations) {
      var known = taken.get(id);
      if (known == null) {
        unknown.add(id);
      } else {
        found.put(id, known);
      }
    }
    if (unknown.isEmpty()) {
      return Optional.of(found);
    }
    var stamps = new ArrayList<WriteModel<Document>>(unknown.size());
    for (var id : unknown) {
      stamps.add(
          new UpdateOneModel<>(
              and(eq("_id", id.value()), lt("epoch", epoch)),
              set("epoch", epoch),
              new UpdateOptions().upsert(true)));
    }
    // One that is refused has our epoch already, or a newer one.
    var _ = mongo.write(Mongo.CONVERSATIONS, stamps);
    for (var doc : docs(unknown)) {
      if (Docs.number(doc, "epoch") != epoch) {
        return Optional.empty();
      }
      known(doc).ifPresent(it -> found.put(id(doc), it));
    }
    return Optional.of(found);
  }

  /// Moves heads that were taken, and whatever stands behind them becomes visible; false when
  /// somebody else has taken any of them meanwhile.
  boolean move(Map<ConversationId, Known> heads) {
    var moves = new ArrayList<WriteModel<Document>>(heads.size());
    heads.forEach((id, known) -> {
      var head = known.head();
      moves.add(
          new UpdateOneModel<>(
              and(eq("_id", id.value()), eq("epoch", epoch)),
              combine(
                  set("seq", head.seq()),
                  set("last_at", Micros.of(head.lastAt())),
                  set("changes", known.changes()),
                  set("log_id", head.position().logId()),
                  set("log_partition", head.position().partition()),
                  set("log_offset", head.position().offset()))));
    });
    if (mongo.write(Mongo.CONVERSATIONS, moves).touched() < heads.size()) {
      return false;
    }
    heads.forEach(taken::put);
    return true;
  }
}
