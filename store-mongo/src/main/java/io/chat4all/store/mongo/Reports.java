package io.chat4all.store.mongo;

import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.gte;
import static io.chat4all.store.mongo.Where.in;

import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.history.DeliveryMoves;
import io.chat4all.core.history.Micros;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/// Reads how far deliveries have come. Thread-safe.
final class Reports {

  private static final Bson OF_PLACES =
      Projections.include("conversation", "id", "seq", "sender", "planned", "created_at");

  private final Mongo mongo;

  Reports(Mongo mongo) {
    this.mongo = mongo;
  }

  /// One way to reach somebody.
  record Recipient(String id, ChannelId channel) implements Comparable<Recipient> {

    private static final Comparator<Recipient> ORDER =
        Comparator.comparing(Recipient::id).thenComparing(it -> it.channel().value());

    @Override
    public int compareTo(Recipient other) {
      return ORDER.compare(this, other);
    }
  }

  /// The moves of a delivery.
  ///
  /// @param began how many of them its message began with: 0 or 1; these are not kept as reports
  record Steps(int began, List<Move> moves) {}

  static String name(DeliveryStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static DeliveryStatus status(Document doc) {
    return DeliveryStatus.valueOf(Docs.text(doc, "status").toUpperCase(Locale.ROOT));
  }

  /// Those messages that were ever written, perhaps beyond the head, without what they say.
  Map<MessageKey, MessageDoc> places(Collection<MessageKey> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    var ids = keys.stream().map(key -> key.id().value()).distinct().toList();
    var conversations = keys.stream().map(key -> key.conversation().value()).distinct().toList();
    var query =
        mongo
            .find(Mongo.MESSAGES, and(in("id", ids), in("conversation", conversations)))
            .projection(OF_PLACES);
    var wanted = new HashSet<>(keys);
    var found = new HashMap<MessageKey, MessageDoc>();
    for (var doc : mongo.list(query)) {
      var message = new MessageDoc(doc);
      var key = new MessageKey(message.conversation(), message.id());
      if (wanted.contains(key)) {
        found.put(key, message);
      }
    }
    return found;
  }

  /// The moves of every delivery of those messages that have any.
  Map<MessageKey, Map<Recipient, Steps>> steps(Map<MessageKey, MessageDoc> places) {
    var found = new HashMap<MessageKey, Map<Recipient, Steps>>();
    places.forEach((key, message) -> {
      for (var planned : message.planned()) {
        var began =
            new Move(DeliveryStatus.PENDING, Micros.time(message.createdAt()), "router", "");
        of(found, key)
            .put(
                new Recipient(planned.recipient(), planned.channel()),
                new Steps(1, new ArrayList<>(List.of(began))));
      }
    });
    for (var doc : reports(places.keySet())) {
      var key =
          new MessageKey(
              new ConversationId(Docs.uuid(doc, "conversation")),
              new MessageId(Docs.uuid(doc, "message_id")));
      var recipient =
          new Recipient(Docs.text(doc, "recipient"), new ChannelId(Docs.text(doc, "channel")));
      var moves =
          of(found, key).computeIfAbsent(recipient, _ -> new Steps(0, new ArrayList<>())).moves();
      Docs.list(doc, "steps").forEach(step -> moves.add(move(step)));
    }
    return found;
  }

  private List<Document> reports(Collection<MessageKey> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    var ids = keys.stream().map(key -> key.id().value()).distinct().toList();
    var conversations = keys.stream().map(key -> key.conversation().value()).distinct().toList();
    return mongo.list(
        mongo.find(Mongo.REPORTS, and(in("conversation", conversations), in("message_id", ids))));
  }

  private static Map<Recipient, Steps> of(
      Map<MessageKey, Map<Recipient, Steps>> found, MessageKey key) {
    return found.computeIfAbsent(key, _ -> new TreeMap<>());
  }

  private static Move move(Document step) {
    return new Move(
        status(step),
        Micros.time(Docs.number(step, "at")),
        Docs.text(step, "cause"),
        Docs.text(step, "reason"));
  }

  Map<MessageId, List<ReportedStatus>> reported(
      ConversationId conversation, Collection<MessageId> messages) {
    var keys = messages.stream().map(id -> new MessageKey(conversation, id)).toList();
    var found = new HashMap<MessageId, List<ReportedStatus>>();
    steps(places(keys))
        .forEach((key, deliveries) ->
            found.put(
                key.id(),
                deliveries.entrySet().stream()
                    .map(entry ->
                        new ReportedStatus(
                            entry.getKey().id(),
                            entry.getKey().channel(),
                            entry.getValue().moves().getLast().status()))
                    .toList()));
    return found;
  }

  /// Every delivery of a message, of these members and then of others.
  List<Delivery> deliveries(Message message, List<Watermark> members, int limit) {
    var moves = new LinkedHashMap<Recipient, List<Move>>();
    for (var mark : members) {
      moves.put(new Recipient(mark.user().value(), ChannelId.INTERNAL), passed(message, mark));
    }
    steps(places(List.of(message.key())))
        .getOrDefault(message.key(), Map.of())
        .forEach((recipient, steps) ->
            moves.computeIfAbsent(recipient, _ -> new ArrayList<>()).addAll(steps.moves()));
    return moves.entrySet().stream()
        .limit(limit)
        .map(entry ->
            DeliveryMoves.delivery(
                message, entry.getKey().id(), entry.getKey().channel(), entry.getValue()))
        .toList();
  }

  private List<Move> passed(Message message, Watermark mark) {
    var moves = new ArrayList<Move>(2);
    if (mark.deliveredSeq() >= message.seq()) {
      passed(message, mark, DeliveryStatus.DELIVERED, moves);
    }
    if (mark.readSeq() >= message.seq()) {
      passed(message, mark, DeliveryStatus.READ, moves);
    }
    return moves;
  }

  private void passed(Message message, Watermark mark, DeliveryStatus status, List<Move> moves) {
    mongo
        .first(
            mongo
                .find(
                    Mongo.RECEIPTS,
                    and(
                        eq("conversation", message.conversation().value()),
                        eq("user", mark.user().value()),
                        eq("status", name(status)),
                        gte("up_to_seq", message.seq())))
                .sort(Sorts.ascending("up_to_seq")))
        .ifPresent(doc ->
            moves.add(
                new Move(
                    status, Micros.time(Docs.number(doc, "at")), Docs.text(doc, "cause"), "")));
  }
}
