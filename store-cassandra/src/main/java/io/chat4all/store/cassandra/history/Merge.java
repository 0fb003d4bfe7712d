package io.chat4all.store.cassandra.history;

import static java.util.stream.Collectors.groupingBy;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.Micros;
import io.chat4all.core.history.MovingMark;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.OfDelivery;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.store.cassandra.cql.Columns;
import io.chat4all.store.cassandra.cql.Cql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One merge of receipts.
///
/// What it was told is written before it counts: when a watermark or a report stands, so does its
/// cause. A merge that ends in between is done again, and then the rest is written. Not
/// thread-safe.
final class Merge {

  private static final int MOST_TOGETHER = 100;

  private static final String MARKS =
      """
      SELECT %s FROM marks
      WHERE conversation = ? AND user IN ?\
      """
          .formatted(MarkReads.COLUMNS);
  // The greatest of all that was ever written stays, whoever wrote it and when.
  private static final String DELIVERED =
      """
      UPDATE marks USING TIMESTAMP ? SET delivered_seq = ?
      WHERE conversation = ? AND user = ?\
      """;
  private static final String READ =
      "UPDATE marks USING TIMESTAMP ? SET read_seq = ? WHERE conversation = ? AND user = ?";
  private static final String RECEIPT =
      """
      INSERT INTO receipts (conversation, user, bucket, status, up_to_seq, at, cause)
      VALUES (?, ?, ?, ?, ?, ?, ?) USING TTL ?\
      """;

  private final Tables tables;
  private final MarkReads markReads;
  private final MergeReports reports;
  private final Map<ConversationId, Long> heads = new HashMap<>();
  private final Map<MarkKey, MovingMark> marks = new LinkedHashMap<>();

  Merge(Tables tables, MarkReads markReads) {
    this.tables = tables;
    this.markReads = markReads;
    this.reports = new MergeReports(tables);
  }

  List<ReceiptEffect> run(List<LoggedFact<ReceiptFact>> receipts) {
    var facts = receipts.stream().map(LoggedFact::fact).toList();
    prefetch(facts);
    reports.prefetch(facts);
    var merged = new ArrayList<Merged>(facts.size());
    for (var fact : facts) {
      merged.add(
          switch (fact) {
            case OfDelivery report -> Merged.told(reports.merge(report));
            case WatermarkMoved moved -> merge(moved);
          });
    }
    reports.write();
    write();
    return effects(merged);
  }

  private void prefetch(List<ReceiptFact> facts) {
    var moves =
        facts.stream()
            .filter(WatermarkMoved.class::isInstance)
            .map(WatermarkMoved.class::cast)
            .toList();
    if (moves.isEmpty()) {
      return;
    }
    heads.putAll(
        tables
            .heads()
            .seqs(
                moves.stream()
                    .collect(
                        Collectors.toMap(
                            WatermarkMoved::conversation, WatermarkMoved::upToSeq, Math::max))));
    var statements = new ArrayList<BoundStatement>();
    var conversations = new ArrayList<ConversationId>();
    moves.stream()
        .collect(groupingBy(WatermarkMoved::conversation))
        .forEach((conversation, some) -> {
          var users = some.stream().map(move -> move.user().value()).distinct().toList();
          for (int from = 0; from < users.size(); from += MOST_TOGETHER) {
            conversations.add(conversation);
            statements.add(
                tables
                    .cql()
                    .bind(
                        MARKS,
                        conversation.value(),
                        users.subList(from, Math.min(users.size(), from + MOST_TOGETHER))));
          }
        });
    var answers = tables.cql().rows(statements).iterator();
    for (var conversation : conversations) {
      for (var row : answers.next()) {
        MarkReads.of(row)
            .ifPresent(mark ->
                marks.put(
                    new MarkKey(conversation, mark.user()),
                    new MovingMark(mark.joinedSeq(), mark.deliveredSeq(), mark.readSeq())));
      }
    }
  }

  private Merged merge(WatermarkMoved told) {
    var fact = MovingMark.cut(told, heads.getOrDefault(told.conversation(), 0L));
    var mark = marks.get(new MarkKey(fact.conversation(), fact.user()));
    return Optional.ofNullable(mark)
        .flatMap(it -> it.take(fact))
        .map(it -> Merged.of(fact, it.moved(), it.after()))
        .orElseGet(() -> Merged.told(new ReceiptEffect(fact, false, List.of())));
  }

  /// One receipt, and of which messages the senders are to be told.
  private record Merged(ReceiptEffect effect, Optional<MarkReads.Range> concerned) {

    static Merged told(ReceiptEffect effect) {
      return new Merged(effect, Optional.empty());
    }

    static Merged of(WatermarkMoved fact, boolean moved, long after) {
      return new Merged(
          new ReceiptEffect(fact, moved, List.of()),
          Optional.of(new MarkReads.Range(fact.conversation(), after, fact.upToSeq())));
    }
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
                      effect.fact(), effect.moved(), senders.getOrDefault(range, List.of())))
              .orElse(effect));
    }
    return effects;
  }

  private void write() {
    var receipts = new ArrayList<Statement<?>>();
    var moves = new LinkedHashMap<ConversationId, List<BoundStatement>>();
    marks.forEach((key, mark) -> {
      if (!mark.moves().isEmpty()) {
        mark.moves().stream()
            .collect(groupingBy(move -> Columns.receiptsBucket(move.fact().upToSeq())))
            .values()
            .forEach(some -> receipts.add(Cql.together(some.stream().map(this::receipt).toList())));
        moves.computeIfAbsent(key.conversation(), _ -> new ArrayList<>()).addAll(moves(key, mark));
      }
    });
    if (receipts.isEmpty()) {
      return;
    }
    tables.cql().write(receipts);
    tables.cql().write(moves.values().stream().map(Cql::together).toList());
  }

  private BoundStatement receipt(MovingMark.Move move) {
    var fact = move.fact();
    long at = Micros.of(fact.at());
    return tables
        .cql()
        .bind(
            RECEIPT,
            fact.conversation().value(),
            fact.user().value(),
            Columns.receiptsBucket(fact.upToSeq()),
            Columns.number(move.status()),
            fact.upToSeq(),
            at,
            fact.cause(),
            tables.retention().ttl(at));
  }

  private List<BoundStatement> moves(MarkKey key, MovingMark mark) {
    var conversation = key.conversation().value();
    var user = key.user().value();
    var cql = tables.cql();
    var statements = new ArrayList<BoundStatement>(2);
    if (mark.hasMoved(DeliveryStatus.DELIVERED)) {
      statements.add(
          cql.bind(DELIVERED, mark.deliveredSeq(), mark.deliveredSeq(), conversation, user));
    }
    if (mark.hasMoved(DeliveryStatus.READ)) {
      statements.add(cql.bind(READ, mark.readSeq(), mark.readSeq(), conversation, user));
    }
    return statements;
  }

  private record MarkKey(ConversationId conversation, UserId user) {}
}
