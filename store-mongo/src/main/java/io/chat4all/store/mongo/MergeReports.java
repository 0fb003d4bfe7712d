package io.chat4all.store.mongo;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;

import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.Micros;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.OfDelivery;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// Merges news about deliveries outside the app, within a merge. Not thread-safe.
final class MergeReports {

  private final Mongo mongo;
  private final Reports reports;
  private final Map<MessageKey, MessageDoc> places = new HashMap<>();
  private final Map<MessageKey, Map<Reports.Recipient, Reports.Steps>> steps = new HashMap<>();

  /// How many reports there were of what is to be written.
  private final Map<Place, Integer> before = new LinkedHashMap<>();

  MergeReports(Mongo mongo, Reports reports) {
    this.mongo = mongo;
    this.reports = reports;
  }

  private record Place(MessageKey message, Reports.Recipient recipient) {}

  /// Reads, all at once, what the facts are about.
  void prefetch(List<ReceiptFact> facts) {
    var keys = new HashSet<MessageKey>();
    for (var fact : facts) {
      if (fact instanceof OfDelivery report) {
        keys.add(report.key());
      }
    }
    places.putAll(reports.places(keys));
    steps.putAll(reports.steps(places));
  }

  ReceiptEffect merge(OfDelivery fact) {
    var message = places.get(fact.key());
    if (message == null) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var place = new Place(fact.key(), new Reports.Recipient(fact.recipient(), fact.channel()));
    var move = fact.move(last(place));
    move.ifPresent(it -> keep(place, it));
    return ReceiptEffect.of(fact, move.isPresent(), List.of(message.sender().value()));
  }

  private Optional<DeliveryStatus> last(Place place) {
    return Optional.ofNullable(steps.getOrDefault(place.message(), Map.of()).get(place.recipient()))
        .map(known -> known.moves().getLast().status());
  }

  private void keep(Place place, Move move) {
    var known =
        steps
            .computeIfAbsent(place.message(), _ -> new HashMap<>())
            .computeIfAbsent(place.recipient(), _ -> new Reports.Steps(0, new ArrayList<>()));
    before.putIfAbsent(place, known.moves().size() - known.began());
    known.moves().add(move);
  }

  /// Each only where nobody else wrote meanwhile; else everything is merged again.
  void write() {
    var writes = new ArrayList<WriteModel<Document>>(before.size());
    before.forEach((place, count) -> {
      var known = steps.getOrDefault(place.message(), Map.of()).get(place.recipient());
      if (known == null) {
        return;
      }
      var kept = known.moves().subList(known.began(), known.moves().size());
      writes.add(
          new UpdateOneModel<>(
              and(
                  eq("conversation", place.message().conversation().value()),
                  eq("message_id", place.message().id().value()),
                  eq("recipient", place.recipient().id()),
                  eq("channel", place.recipient().channel().value()),
                  eq("count", count)),
              combine(
                  set("count", kept.size()),
                  set("steps", kept.stream().map(MergeReports::step).toList())),
              new UpdateOptions().upsert(count == 0)));
    });
    if (mongo.write(Mongo.REPORTS, writes).touched() < writes.size()) {
      throw Mongo.unavailable("somebody else reported at the same moment");
    }
  }

  private static Document step(Move move) {
    return new Document("status", Reports.name(move.status()))
        .append("at", Micros.of(move.at()))
        .append("cause", move.cause())
        .append("reason", move.reason());
  }
}
