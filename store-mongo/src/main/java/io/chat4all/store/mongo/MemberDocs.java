package io.chat4all.store.mongo;

import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.in;
import static io.chat4all.store.mongo.Where.lte;

import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;

/// The members that come and go by an append. Whoever goes leaves a document behind, so that an
/// older epoch cannot bring them back. Not thread-safe.
final class MemberDocs {

  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

  private final Mongo mongo;
  private final long epoch;
  private final Set<Key> known = new HashSet<>();
  private final Set<Key> members = new HashSet<>();
  private final Map<Key, Optional<Long>> moved = new LinkedHashMap<>();

  MemberDocs(Mongo mongo, long epoch) {
    this.mongo = mongo;
    this.epoch = epoch;
  }

  private record Key(ConversationId conversation, UserId user) {}

  void prefetch(Collection<MemberChanged> changes) {
    if (changes.isEmpty()) {
      return;
    }
    var conversations = changes.stream().map(it -> it.conversation().value()).distinct().toList();
    var users = changes.stream().map(it -> it.user().value()).distinct().toList();
    var found =
        mongo.list(
            mongo.find(Mongo.MARKS, and(in("conversation", conversations), in("user", users))));
    for (var doc : found) {
      var key =
          new Key(
              new ConversationId(Docs.uuid(doc, "conversation")),
              new UserId(Docs.text(doc, "user")));
      known.add(key);
      if (doc.getBoolean("member", false)) {
        members.add(key);
      }
    }
  }

  void change(MemberChanged fact, long atSeq) {
    var key = new Key(fact.conversation(), fact.user());
    switch (fact.change()) {
      case ADDED, JOINED -> {
        if (members.add(key)) {
          moved.put(key, Optional.of(atSeq));
        }
      }
      case REMOVED, LEFT -> {
        if (members.remove(key)) {
          moved.put(key, Optional.empty());
        }
      }
      case ROLE -> {}
    }
  }

  /// False when a newer epoch wrote any of it.
  boolean write() {
    var writes = new ArrayList<WriteModel<Document>>(moved.size());
    moved.forEach((key, joined) -> {
      var own = and(eq("conversation", key.conversation().value()), eq("user", key.user().value()));
      var fields = new Document("member", joined.isPresent()).append("epoch", epoch);
      joined.ifPresent(seq ->
          fields.append("joined_seq", seq).append("delivered_seq", seq).append("read_seq", seq));
      if (known.contains(key)) {
        writes.add(
            new UpdateOneModel<>(
                and(own, lte("epoch", epoch)), new Document("$set", fields), UPSERT));
      } else {
        own.putAll(fields);
        writes.add(new InsertOneModel<>(own));
      }
    });
    return mongo.write(Mongo.MARKS, writes).isComplete();
  }
}
