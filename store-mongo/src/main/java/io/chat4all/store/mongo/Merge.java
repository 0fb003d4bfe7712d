package io.chat4all.store.mongo;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.max;
import static com.mongodb.client.model.Updates.setOnInsert;
import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.in;

import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Micros;
import io.chat4all.core.history.MovingMark;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.OfDelivery;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;

/// One merge of receipts.
///
/// What it was told is written before it counts: when a watermark stands, so does its cause. A
/// merge that ends in between is done again, and then the rest is written. Not thread-safe.
final class Merge {

  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

  private final Mongo mongo;
  private final Heads heads;
  private final MarkReads markReads;
  private final MergeReports reports;
  private final Map<ConversationId, Heads.Known> known = new HashMap<>();
  private final Map<MarkKey, MovingMark> marks = new LinkedHashMap<>();

  Merge(Mongo mongo, Heads heads, MarkReads markReads, Reports reports) {
    this.mongo = mongo;
    this.heads = heads;
    this.markReads = markReads;
    this.reports = new MergeReports(mongo, reports);
  }

  private record MarkKey(ConversationId conversation, UserId user) {}

  /// One receipt, and of which messages the senders are to be told.
  private record Merged(ReceiptEffect effect, Optional<MarkReads.Range> concerned) {}

  List<ReceiptEffect> run(List<LoggedFact<ReceiptFact>> receipts) {
    var facts = receipts.stream().map(LoggedFact::fact).toList();
    prefetch(facts);
    reports.prefetch(facts);
    var merged = new ArrayList<Merged>(facts.size());
    for (var fact : facts) {
      merged.add(
          switch (fact) {
            case OfDelivery report -> new Merged(reports.merge(report), Optional.empty());
            case WatermarkMoved moved -> merge(moved);
          });
    }
    reports.write();
    write();
    return effects(merged);
  }

  private void prefetch(List<ReceiptFact> facts) {
    var conversations = new LinkedHashSet<ConversationId>();
    var users = new LinkedHashSet<String>();
    for (var fact : facts) {
      if (fact instanceof WatermarkMoved moved) {
        conversations.add(moved.conversation());
        users.add(moved.user().value());
      }
    }
    if (conversations.isEmpty()) {
      return;
    }
    known.putAll(heads.read(conversations));
    var query =
        mongo.find(
            Mongo.MARKS,
            and(
                in("conversation", conversations.stream().map(ConversationId::value).toList()),
                in("user", users),
                eq("member", true)));
    for (var doc : mongo.list(query)) {
      var mark = MarkReads.watermark(doc);
      marks.put(
          new MarkKey(new ConversationId(Docs.uuid(doc, "conversation")), mark.user()),
          new MovingMark(mark.joinedSeq(), mark.deliveredSeq(), mark.readSeq()));
    }
  }

  private Merged merge(WatermarkMoved told) {
    var head = known.get(told.conversation());
    var fact = MovingMark.cut(told, head == null ? 0 : head.head().seq());
    return Optional.ofNullable(marks.get(new MarkKey(fact.conversation(), fact.user())))
        .flatMap(mark -> mark.take(fact))
        .map(it ->
            new Merged(
                new ReceiptEffect(fact, it.moved(), List.of()),
                Optional.of(new MarkReads.Range(fact.conversation(), it.after(), fact.upToSeq()))))
        .orElseGet(() -> new Merged(new ReceiptEffect(fact, false, List.of()), Optional.empty()));
  }

  private void write() {
    var receipts = new ArrayList<WriteModel<Document>>();
    var moves = new ArrayList<WriteModel<Document>>();
    marks.forEach((key, mark) -> {
      if (!mark.moves().isEmpty()) {
        mark.moves().forEach(move -> receipts.add(receipt(move)));
        // Whoever left and came back meanwhile began at or beyond what this says.
        moves.add(
            new UpdateOneModel<>(
                and(eq("conversation", key.conversation().value()), eq("user", key.user().value())),
                combine(
                    max("delivered_seq", mark.deliveredSeq()), max("read_seq", mark.readSeq()))));
      }
    });
    // One that is refused is there already.
    var _ = mongo.write(Mongo.RECEIPTS, receipts);
    var _ = mongo.write(Mongo.MARKS, moves);
  }

  private static WriteModel<Document> receipt(MovingMark.Move move) {
    var fact = move.fact();
    return new UpdateOneModel<>(
        and(
            eq("conversation", fact.conversation().value()),
            eq("user", fact.user().value()),
            eq("status", Reports.name(move.status())),
            eq("up_to_seq", fact.upToSeq())),
        combine(setOnInsert("at", Micros.of(fact.at())), setOnInsert("cause", fact.cause())),
        UPSERT);
  }

  private List<ReceiptEffect> effects(List<Merged> merged) {
    var ranges = new LinkedHashSet<MarkReads.Range>();
    merged.forEach(it -> it.concerned().ifPresent(ranges::add));
    var senders = markReads.senders(ranges);
    var effects = new ArrayList<ReceiptEffect>(merged.size());
    for (var it : merged) {
      var effect = it.effect();
      effects.add(
          it.concerned()
              .map(range ->
                  ReceiptEffect.of(
                      effect.fact(), effect.moved(), senders.getOrDefault(range, Set.of())))
              .orElse(effect));
    }
    return effects;
  }
}
