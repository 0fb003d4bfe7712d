package io.chat4all.store.cassandra.history;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
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
import io.chat4all.store.cassandra.cql.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// Reads how far deliveries have come. Thread-safe.
final class Reports {

  private static final int MOST_BUCKETS = 50;

  private static final String STEPS =
      """
      SELECT recipient, channel, step, status, at, cause, reason FROM reports
      WHERE conversation = ? AND message_id = ?\
      """;
  private static final String PASSED =
      """
      SELECT up_to_seq, at, cause FROM receipts
      WHERE conversation = ? AND user = ? AND bucket IN ? AND status = ? AND up_to_seq >= ?
      PER PARTITION LIMIT 1\
      """;

  private final Tables tables;

  Reports(Tables tables) {
    this.tables = tables;
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

  /// One move of a delivery; 0 is the one that its message began with.
  record Step(int number, DeliveryStatus status, Instant at, String cause, String reason) {

    Move move() {
      return new Move(status, at, cause, reason);
    }
  }

  /// The steps of every delivery of those messages that have any, in their order. The time of those
  /// that a message began with is not known here.
  Map<MessageKey, Map<Recipient, List<Step>>> steps(Map<MessageKey, Ids.Place> places) {
    var statements = new ArrayList<BoundStatement>(places.size());
    for (var key : places.keySet()) {
      statements.add(tables.cql().bind(STEPS, key.conversation().value(), key.id().value()));
    }
    var answers = tables.cql().rows(statements).iterator();
    var found = new HashMap<MessageKey, Map<Recipient, List<Step>>>();
    places.forEach((key, place) -> {
      var steps = new TreeMap<Recipient, List<Step>>();
      for (var planned : place.planned()) {
        steps
            .computeIfAbsent(
                new Recipient(planned.recipient(), planned.channel()), _ -> new ArrayList<>())
            .add(new Step(0, DeliveryStatus.PENDING, Instant.EPOCH, "router", ""));
      }
      for (var row : answers.next()) {
        steps
            .computeIfAbsent(
                new Recipient(
                    requireNonNull(row.getString("recipient")),
                    new ChannelId(requireNonNull(row.getString("channel")))),
                _ -> new ArrayList<>())
            .add(
                new Step(
                    row.getInt("step"),
                    Columns.status(row.getByte("status")),
                    Micros.time(row.getLong("at")),
                    MessageReads.text(row, "cause"),
                    MessageReads.text(row, "reason")));
      }
      if (!steps.isEmpty()) {
        found.put(key, steps);
      }
    });
    return found;
  }

  Map<MessageId, List<ReportedStatus>> reported(
      ConversationId conversation, Collection<MessageId> messages) {
    if (messages.isEmpty() || !tables.heads().isExternal(conversation)) {
      return Map.of();
    }
    var keys = messages.stream().map(id -> new MessageKey(conversation, id)).toList();
    var found = new HashMap<MessageId, List<ReportedStatus>>();
    steps(tables.ids().find(keys))
        .forEach((key, steps) ->
            found.put(
                key.id(),
                steps.entrySet().stream()
                    .map(entry ->
                        new ReportedStatus(
                            entry.getKey().id(),
                            entry.getKey().channel(),
                            entry.getValue().getLast().status()))
                    .toList()));
    return found;
  }

  /// Every delivery of a message, of these members and then of others.
  List<Delivery> deliveries(Message message, List<Watermark> members, int limit) {
    var moves = new LinkedHashMap<Recipient, List<Move>>();
    for (var mark : members) {
      moves.put(new Recipient(mark.user().value(), ChannelId.INTERNAL), passed(message, mark));
    }
    steps(tables.ids().find(List.of(message.key())))
        .getOrDefault(message.key(), Map.of())
        .forEach((recipient, steps) -> {
          var own = moves.computeIfAbsent(recipient, _ -> new ArrayList<>());
          for (var step : steps) {
            own.add(
                step.number() == 0
                    ? new Move(step.status(), message.createdAt(), step.cause(), "")
                    : step.move());
          }
        });
    return moves.entrySet().stream()
        .limit(limit)
        .map(entry ->
            DeliveryMoves.delivery(
                message, entry.getKey().id(), entry.getKey().channel(), entry.getValue()))
        .toList();
  }

  private List<Move> passed(Message message, Watermark mark) {
    var moves = new ArrayList<Move>(2);
    passed(message, mark, DeliveryStatus.DELIVERED, mark.deliveredSeq(), moves);
    passed(message, mark, DeliveryStatus.READ, mark.readSeq(), moves);
    return moves;
  }

  /// The receipt that passed a message is in its bucket or, when a member came from far behind, in
  /// a later one up to that of the watermark.
  private void passed(
      Message message, Watermark mark, DeliveryStatus status, long reached, List<Move> moves) {
    if (reached < message.seq()) {
      return;
    }
    long last = Columns.receiptsBucket(reached);
    for (long from = Columns.receiptsBucket(message.seq()); from <= last; from += MOST_BUCKETS) {
      var buckets = LongStream.rangeClosed(from, Math.min(last, from + MOST_BUCKETS - 1));
      var first =
          tables
              .cql()
              .rows(
                  PASSED,
                  message.conversation().value(),
                  mark.user().value(),
                  buckets.boxed().toList(),
                  Columns.number(status),
                  message.seq())
              .stream()
              .min(Comparator.comparingLong(row -> row.getLong("up_to_seq")));
      if (first.isPresent()) {
        var row = first.get();
        moves.add(
            new Move(status, Micros.time(row.getLong("at")), MessageReads.text(row, "cause"), ""));
        return;
      }
    }
  }
}
