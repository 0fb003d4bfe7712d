package io.chat4all.store.mongo;

import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.gte;
import static io.chat4all.store.mongo.Where.lte;

import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Micros;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.MessageId;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/// The changes that an append makes, by their number in the conversation, and how they are read
/// again. Not thread-safe; [#since] is.
final class ChangeDocs {

  private static final String EDIT = "edit";
  private static final String DELETION = "deletion";
  private static final String REACTION = "reaction";
  private static final String REACTION_GONE = "reaction_gone";

  private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

  private final Mongo mongo;
  private final long epoch;
  private final List<Document> kept = new ArrayList<>();
  private final List<WriteModel<Document>> forgotten = new ArrayList<>();

  ChangeDocs(Mongo mongo, long epoch) {
    this.mongo = mongo;
    this.epoch = epoch;
  }

  void edit(Lane lane, Change.Apply apply, MessageEdited fact) {
    keep(lane, apply, EDIT, fact.id(), fact.by(), fact.text());
  }

  long delete(Lane lane, Change.Apply apply, MessageDeleted fact) {
    return keep(lane, apply, DELETION, fact.id(), fact.by(), "");
  }

  long react(Lane lane, Change.Apply apply, ReactionChanged fact) {
    var kind = fact.added() ? REACTION : REACTION_GONE;
    return keep(lane, apply, kind, fact.id(), fact.by(), fact.emoji());
  }

  private long keep(
      Lane lane, Change.Apply apply, String kind, MessageId id, UserId by, String text) {
    long no = lane.nextChange();
    var position = apply.position();
    kept.add(
        new Document("conversation", apply.conversation().value())
            .append("no", no)
            .append("at_seq", apply.atSeq())
            .append("target_seq", apply.targetSeq())
            .append("kind", kind)
            .append("message_id", id.value())
            .append("user", by.value())
            .append("text", text)
            .append("at", Micros.of(apply.fact().at()))
            .append("log_id", position.logId())
            .append("log_partition", position.partition())
            .append("log_offset", position.offset())
            .append("epoch", epoch));
    return no;
  }

  /// Takes the texts of a message's edits away, of this append and of earlier ones.
  void forgetTexts(Lane lane, MessageId id) {
    var in = lane.conversation().value();
    for (var change : kept) {
      if (EDIT.equals(change.get("kind"))
          && id.value().equals(change.get("message_id"))
          && in.equals(change.get("conversation"))) {
        change.put("text", "");
      }
    }
    forgotten.add(
        new UpdateManyModel<>(
            and(
                eq("conversation", in),
                eq("message_id", id.value()),
                eq("kind", EDIT),
                lte("no", lane.changesBefore()),
                lte("epoch", epoch)),
            Updates.set("text", "")));
  }

  /// False when a newer epoch wrote any of it.
  boolean write() {
    var writes = new ArrayList<>(forgotten);
    for (var change : kept) {
      writes.add(
          new ReplaceOneModel<>(
              and(
                  eq("conversation", Docs.uuid(change, "conversation")),
                  eq("no", Docs.number(change, "no")),
                  lte("epoch", epoch)),
              change,
              UPSERT));
    }
    return mongo.write(Mongo.CHANGES, writes).isComplete();
  }

  /// The changes made when the newest `seq` was `atSeq` or more, up to the head.
  static List<Change.Apply> since(
      Mongo mongo, Heads.Known head, ConversationId conversation, long atSeq, int skip, int limit) {
    if (head.changes() == 0 || limit <= 0) {
      return List.of();
    }
    var query =
        mongo
            .find(
                Mongo.CHANGES,
                and(
                    eq("conversation", conversation.value()),
                    gte("at_seq", atSeq),
                    lte("no", head.changes())))
            .sort(new Document("at_seq", 1).append("no", 1))
            .skip(skip)
            .limit(limit);
    return mongo.list(query).stream().map(doc -> change(conversation, doc)).toList();
  }

  private static Change.Apply change(ConversationId conversation, Document doc) {
    return new Change.Apply(
        fact(conversation, doc),
        Docs.number(doc, "at_seq"),
        Docs.number(doc, "target_seq"),
        new LogPosition(
            Docs.text(doc, "log_id"),
            (int) Docs.number(doc, "log_partition"),
            Docs.number(doc, "log_offset")));
  }

  private static ConversationFact fact(ConversationId conversation, Document doc) {
    var id = new MessageId(Docs.uuid(doc, "message_id"));
    var by = new UserId(Docs.text(doc, "user"));
    var text = Docs.text(doc, "text");
    var at = Micros.time(Docs.number(doc, "at"));
    var kind = Docs.text(doc, "kind");
    return switch (kind) {
      case EDIT -> new MessageEdited(conversation, id, by, text, at);
      case DELETION -> new MessageDeleted(conversation, id, by, at);
      case REACTION, REACTION_GONE ->
          new ReactionChanged(conversation, id, by, text, kind.equals(REACTION), at);
      default ->
          throw new IllegalStateException(
              "change: kind '%s' (expected: edit, deletion, reaction, reaction_gone)"
                  .formatted(kind));
    };
  }
}
