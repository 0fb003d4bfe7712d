package io.chat4all.store.mongo;

import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.gt;
import static io.chat4all.store.mongo.Where.in;
import static io.chat4all.store.mongo.Where.lt;
import static io.chat4all.store.mongo.Where.lte;

import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Micros;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/// Reads messages up to the head of their conversation, so that an append is seen whole or not at
/// all. Thread-safe.
final class MessageReads {

  private static final int MOST_BY_ID = 100;

  private final Mongo mongo;
  private final Heads heads;

  MessageReads(Mongo mongo, Heads heads) {
    this.mongo = mongo;
    this.heads = heads;
  }

  List<Message> after(ConversationId conversation, long seq, int limit) {
    long head = heads.seq(conversation);
    if (limit <= 0 || seq >= head) {
      return List.of();
    }
    var query =
        mongo
            .find(
                Mongo.MESSAGES,
                and(eq("conversation", conversation.value()), gt("seq", seq), lte("seq", head)))
            .sort(Sorts.ascending("seq"))
            .limit(limit);
    return messages(mongo.list(query));
  }

  List<Message> before(ConversationId conversation, long seq, int limit) {
    long end = Math.min(seq, heads.seq(conversation) + 1);
    if (limit <= 0 || end <= 1) {
      return List.of();
    }
    var query =
        mongo
            .find(Mongo.MESSAGES, and(eq("conversation", conversation.value()), lt("seq", end)))
            .sort(Sorts.descending("seq"))
            .limit(limit);
    return messages(mongo.list(query)).reversed();
  }

  private static List<Message> messages(List<Document> docs) {
    return docs.stream().map(doc -> new MessageDoc(doc).message()).toList();
  }

  /// Halves the conversation: times never decrease along `seq`, so no index by time is needed.
  long seqBefore(ConversationId conversation, Instant time) {
    var head = heads.read(conversation);
    if (head.isEmpty()) {
      return 0;
    }
    long before = 0;
    long end = head.get().head().seq() + 1;
    if (head.get().head().lastAt().isBefore(time)) {
      return end - 1;
    }
    long micros = Micros.of(time);
    // INVARIANT: `before` is earlier than `time`, or 0; `end` is not, or after the head.
    while (end - before > 1) {
      long middle = (before + end) >>> 1;
      var at =
          mongo.first(
              mongo
                  .find(
                      Mongo.MESSAGES,
                      and(eq("conversation", conversation.value()), eq("seq", middle)))
                  .projection(Projections.include("created_at")));
      if (at.isPresent() && Docs.number(at.get(), "created_at") >= micros) {
        end = middle;
      } else {
        before = middle;
      }
    }
    return before;
  }

  Map<MessageKey, Message> find(Collection<MessageKey> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    var wanted = new HashSet<>(keys);
    var ids = wanted.stream().map(key -> key.id().value()).distinct().toList();
    var conversations = wanted.stream().map(key -> key.conversation().value()).distinct().toList();
    var docs =
        mongo.list(
            mongo.find(Mongo.MESSAGES, and(in("id", ids), in("conversation", conversations))));
    var found = new HashMap<MessageKey, Message>();
    for (var message : visible(docs)) {
      if (wanted.contains(message.key())) {
        found.put(message.key(), message);
      }
    }
    return found;
  }

  List<Message> findById(MessageId id) {
    var query = mongo.find(Mongo.MESSAGES, eq("id", id.value())).limit(MOST_BY_ID);
    return visible(mongo.list(query));
  }

  /// Read after the messages, so that what was visible then is.
  private List<Message> visible(List<Document> docs) {
    var messages = messages(docs);
    var reached = heads.read(messages.stream().map(Message::conversation).toList());
    return messages.stream()
        .filter(message -> {
          var head = reached.get(message.conversation());
          return head != null && message.seq() <= head.head().seq();
        })
        .toList();
  }
}
