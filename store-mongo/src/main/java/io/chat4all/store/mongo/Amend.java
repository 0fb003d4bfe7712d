package io.chat4all.store.mongo;

import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.in;
import static io.chat4all.store.mongo.Where.lte;

import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.history.Change;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;

/// The documents that an append writes, as they are after its changes. Not thread-safe.
final class Amend {

  private final Mongo mongo;
  private final long epoch;
  private final Map<MessageKey, MessageDoc> added = new LinkedHashMap<>();
  private final Map<MessageKey, MessageDoc> found = new HashMap<>();
  private final Map<MessageKey, MessageDoc> replaced = new LinkedHashMap<>();
  private final List<MessageKey> deleted = new ArrayList<>();
  private final ChangeDocs changes;
  private final MemberDocs members;

  Amend(Mongo mongo, long epoch) {
    this.mongo = mongo;
    this.epoch = epoch;
    changes = new ChangeDocs(mongo, epoch);
    members = new MemberDocs(mongo, epoch);
  }

  /// Reads, all at once, what the changes refer to and was there before.
  void prefetch(List<Change> all, Collection<MessageKey> adds, Function<Change, Lane> lanes) {
    var before = new HashMap<MessageKey, Lane>();
    var memberships = new ArrayList<MemberChanged>();
    for (var change : all) {
      if (change instanceof Change.Apply apply) {
        if (apply.fact() instanceof MemberChanged member) {
          memberships.add(member);
        } else {
          target(apply.fact()).ifPresent(key -> before.put(key, lanes.apply(change)));
        }
      }
    }
    before.keySet().removeAll(adds);
    if (!before.isEmpty()) {
      var ids = before.keySet().stream().map(key -> key.id().value()).distinct().toList();
      for (var doc : mongo.list(mongo.find(Mongo.MESSAGES, in("id", ids)))) {
        var message = new MessageDoc(doc);
        var key = new MessageKey(message.conversation(), message.id());
        var lane = before.get(key);
        if (lane != null && message.seq() <= lane.seqBefore()) {
          found.put(key, message.asOf(lane.changesBefore()));
        }
      }
    }
    members.prefetch(memberships);
  }

  private static Optional<MessageKey> target(ConversationFact fact) {
    Optional<MessageId> id =
        switch (fact) {
          case MessageEdited it -> Optional.of(it.id());
          case MessageDeleted it -> Optional.of(it.id());
          case ReactionChanged it -> Optional.of(it.id());
          case ConversationFact.MessageAccepted _, MemberChanged _ -> Optional.empty();
        };
    return id.map(it -> new MessageKey(fact.conversation(), it));
  }

  void add(Change.Add add) {
    added.put(add.message().key(), MessageDoc.of(add, epoch));
  }

  void apply(Lane lane, Change.Apply apply) {
    switch (apply.fact()) {
      case ConversationFact.MessageAccepted _ -> throw new AssertionError("refused by Apply");
      case MessageEdited fact ->
          living(fact)
              .ifPresent(doc -> {
                doc.edit(fact.text(), fact.at());
                changes.edit(lane, apply, fact);
              });
      case MessageDeleted fact ->
          living(fact)
              .ifPresent(doc -> {
                if (doc.isEdited()) {
                  changes.forgetTexts(lane, fact.id());
                }
                doc.delete(changes.delete(lane, apply, fact), fact.at());
                deleted.add(new MessageKey(fact.conversation(), fact.id()));
              });
      case ReactionChanged fact ->
          living(fact)
              .filter(doc -> doc.hasReaction(fact.by(), fact.emoji()) != fact.added())
              .ifPresent(doc ->
                  doc.react(
                      fact.by(), fact.emoji(), fact.added(), changes.react(lane, apply, fact)));
      case MemberChanged fact -> members.change(fact, apply.atSeq());
    }
  }

  /// The message that a fact changes; from now on it is to be written.
  private Optional<MessageDoc> living(ConversationFact fact) {
    var key = target(fact).orElseThrow();
    var own = added.get(key);
    if (own != null) {
      return Optional.of(own).filter(doc -> !doc.isDeleted());
    }
    var doc = found.get(key);
    if (doc == null || doc.isDeleted()) {
      return Optional.empty();
    }
    replaced.put(key, doc);
    return Optional.of(doc);
  }

  /// Writes the new messages; false when any of their keys is taken.
  boolean writeAdded() {
    var inserts = new ArrayList<WriteModel<Document>>(added.size());
    added.values().forEach(it -> inserts.add(new InsertOneModel<>(it.doc())));
    return mongo.write(Mongo.MESSAGES, inserts).isComplete();
  }

  /// Writes the rest; false when a newer epoch wrote any of it.
  boolean writeChanged() {
    var replacements = new ArrayList<WriteModel<Document>>(replaced.size());
    replaced.values().forEach(it -> replacements.add(it.replace(epoch)));
    return mongo.write(Mongo.MESSAGES, replacements).touched() == replacements.size()
        && changes.write()
        && members.write();
  }

  /// Takes away what a deletion leaves until the head is moved.
  void tidyUp() {
    var updates = new ArrayList<WriteModel<Document>>();
    for (var key : deleted) {
      updates.add(
          new UpdateOneModel<>(
              and(
                  eq("id", key.id().value()),
                  eq("conversation", key.conversation().value()),
                  lte("epoch", epoch)),
              Updates.unset("reactions")));
    }
    var _ = mongo.write(Mongo.MESSAGES, updates);
  }
}
