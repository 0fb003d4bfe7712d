package io.chat4all.store.mongo;

import static java.util.Objects.requireNonNull;

import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.PlannedDelivery;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Extra;
import io.chat4all.core.history.Micros;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// A document of `messages`, and what changes make of it.
///
/// Deletions and reactions keep the number of the change that made them, so that an append that is
/// done again can tell how things stood before. Not thread-safe.
record MessageDoc(Document doc) {

  private static final String NO = "no";
  private static final String GONE = "gone";
  private static final String DELETED_NO = "deleted_no";
  private static final String REACTIONS = "reactions";

  static MessageDoc of(Change.Add add, long epoch) {
    var message = add.message();
    var content = message.content().orElse(new Content.Text(""));
    var doc =
        new Document("conversation", message.conversation().value())
            .append("seq", message.seq())
            .append("id", message.id().value())
            .append("sender", message.sender().value())
            .append("type", content.type().wireName())
            .append("text", content.text())
            .append("created_at", Micros.of(message.createdAt()))
            .append("epoch", epoch);
    var extra = Extra.of(message, content);
    if (!extra.isEmpty()) {
      // Not as a document: the keys that senders choose may have dots in them.
      var flat = new ArrayList<String>(extra.size() * 2);
      extra.forEach((key, value) -> flat.addAll(List.of(key, value)));
      doc.append("extra", flat);
    }
    if (!add.deliveries().isEmpty()) {
      doc.append(
          "planned",
          add.deliveries().stream()
              .map(it ->
                  new Document("recipient", it.recipient()).append("channel", it.channel().value()))
              .toList());
    }
    return new MessageDoc(doc);
  }

  long seq() {
    return Docs.number(doc, "seq");
  }

  MessageId id() {
    return new MessageId(Docs.uuid(doc, "id"));
  }

  ConversationId conversation() {
    return new ConversationId(Docs.uuid(doc, "conversation"));
  }

  UserId sender() {
    return new UserId(Docs.text(doc, "sender"));
  }

  long createdAt() {
    return Docs.number(doc, "created_at");
  }

  List<PlannedDelivery> planned() {
    return Docs.list(doc, "planned").stream()
        .map(it ->
            new PlannedDelivery(
                Docs.text(it, "recipient"), new ChannelId(Docs.text(it, "channel"))))
        .toList();
  }

  Message message() {
    boolean deleted = doc.containsKey("deleted_at");
    var extra = new Extra(deleted ? Map.of() : extra());
    var type = ContentType.of(Docs.text(doc, "type"));
    return new Message(
        conversation(),
        id(),
        seq(),
        sender(),
        deleted ? Optional.empty() : Optional.of(extra.content(type, Docs.text(doc, "text"))),
        extra.replyTo(),
        extra.metadata(),
        Micros.time(createdAt()),
        time("edited_at"),
        time("deleted_at"),
        deleted ? List.of() : reactions());
  }

  private Map<String, String> extra() {
    var flat = doc.getList("extra", String.class, List.of());
    var extra = new HashMap<String, String>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      extra.put(flat.get(i), flat.get(i + 1));
    }
    return extra;
  }

  private Optional<Instant> time(String field) {
    return doc.containsKey(field)
        ? Optional.of(Micros.time(Docs.number(doc, field)))
        : Optional.empty();
  }

  private List<Reaction> reactions() {
    return Docs.list(doc, REACTIONS).stream()
        .filter(it -> !it.containsKey(GONE))
        .map(it -> new Reaction(new UserId(Docs.text(it, "user")), Docs.text(it, "emoji")))
        .toList();
  }

  /// As it stood when there were so many changes, as far as that is known: what an append that was
  /// not finished made of it, the next one makes again.
  MessageDoc asOf(long changes) {
    var then = new Document(doc);
    if (doc.containsKey(DELETED_NO) && Docs.number(doc, DELETED_NO) > changes) {
      then.remove(DELETED_NO);
      then.remove("deleted_at");
    }
    var reactions = new ArrayList<Document>();
    for (var reaction : Docs.list(doc, REACTIONS)) {
      boolean wasGone = reaction.containsKey(GONE) && Docs.number(reaction, GONE) <= changes;
      if (Docs.number(reaction, NO) <= changes && !wasGone) {
        var living = new Document(reaction);
        living.remove(GONE);
        reactions.add(living);
      }
    }
    if (doc.containsKey(REACTIONS)) {
      then.put(REACTIONS, reactions);
    }
    return new MessageDoc(then);
  }

  boolean isDeleted() {
    return doc.containsKey("deleted_at");
  }

  boolean isEdited() {
    return doc.containsKey("edited_at");
  }

  /// A place and a card have no text and stay.
  void edit(String text, Instant at) {
    var type = ContentType.of(Docs.text(doc, "type"));
    if (type != ContentType.LOCATION && type != ContentType.CONTACT) {
      doc.put("text", text);
    }
    doc.put("edited_at", Micros.of(at));
  }

  /// Its reactions stay, unseen, until the head is moved.
  void delete(long no, Instant at) {
    doc.put("text", "");
    doc.remove("extra");
    doc.put("deleted_at", Micros.of(at));
    doc.put(DELETED_NO, no);
  }

  boolean hasReaction(UserId user, String emoji) {
    return find(user, emoji).isPresent();
  }

  private Optional<Document> find(UserId user, String emoji) {
    return Docs.list(doc, REACTIONS).stream()
        .filter(it ->
            !it.containsKey(GONE)
                && Docs.text(it, "user").equals(user.value())
                && Docs.text(it, "emoji").equals(emoji))
        .findFirst();
  }

  void react(UserId user, String emoji, boolean added, long no) {
    if (added) {
      var reactions = new ArrayList<>(Docs.list(doc, REACTIONS));
      reactions.add(new Document("user", user.value()).append("emoji", emoji).append(NO, no));
      doc.put(REACTIONS, reactions);
    } else {
      find(user, emoji).ifPresent(it -> it.put(GONE, no));
    }
  }

  /// Replaces the one that is there, unless a newer epoch wrote it.
  WriteModel<Document> replace(long epoch) {
    doc.put("epoch", epoch);
    return new ReplaceOneModel<>(
        Where.and(Where.eq("_id", requireNonNull(doc.get("_id"))), Where.lte("epoch", epoch)), doc);
  }
}
