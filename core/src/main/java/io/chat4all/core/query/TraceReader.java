package io.chat4all.core.query;

import io.chat4all.core.channel.Address;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.query.MessageTrace.Hop;
import io.chat4all.core.query.MessageTrace.TracedDelivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Answers "where is my message?": every hop, attempt and provider's answer, in order.
///
/// Members of the conversation may ask, and service accounts, who alone see whole addresses. Tells
/// at most 1,000 deliveries and 1,000 attempts. Blocks on the history and the ledger. Thread-safe.
public final class TraceReader {

  private static final int MAX = 1_000;

  private static final Comparator<Hop> IN_TIME =
      Comparator.comparing(Hop::at).thenComparingInt(TraceReader::rank);

  private final MessageReader messages;
  private final DeliveryLedger ledger;

  /// All collaborators are shared with the rest of the process.
  public TraceReader(MessageReader messages, DeliveryLedger ledger) {
    this.messages = messages;
    this.ledger = ledger;
  }

  /// The way of a message; one that is only accepted has one hop.
  public MessageTrace trace(Caller caller, MessageId id, Optional<ConversationId> within) {
    var view = messages.get(caller, id, within);
    var message = view.message();
    if (message.seq() == 0) {
      var hops = List.<Hop>of(new Hop.Accepted(message.createdAt()));
      return new MessageTrace(message, view.status(), hops, List.of(), false);
    }
    var entries = ledger.of(message.key());
    var attempts = ledger.attempts(message.key(), MAX);
    var deliveries = messages.deliveries(message);
    var shown = recipients(caller, entries);
    var hops = new ArrayList<Hop>();
    hops.add(new Hop.Accepted(message.createdAt()));
    var routed = routedAt(message, entries);
    hops.add(new Hop.Routed(routed, message.seq()));
    for (var attempt : attempts) {
      hops.add(new Hop.Attempted(shown.apply(attempt.key().recipient()), attempt));
    }
    for (var delivery : deliveries) {
      var recipient = shown.apply(delivery.recipient());
      delivery
          .history()
          .forEach(move ->
              hops.add(new Hop.Moved(recipient, delivery.channel(), notBefore(routed, move))));
    }
    entries.forEach(entry -> givenUp(entry, shown).ifPresent(hops::add));
    hops.sort(IN_TIME);
    boolean truncated = entries.size() > MAX || attempts.size() >= MAX || deliveries.size() >= MAX;
    return new MessageTrace(
        message, view.status(), hops, traced(caller, entries, shown), truncated);
  }

  /// How this caller sees a recipient: an address that is no user is readable for service accounts
  /// only.
  private static UnaryOperator<String> recipients(Caller caller, List<Entry> entries) {
    if (caller.role().isService()) {
      return recipient -> recipient;
    }
    Set<String> addresses = new HashSet<>();
    for (var entry : entries) {
      addresses.add(entry.ticket().target().address());
      entry.ticket().alternatives().forEach(target -> addresses.add(target.address()));
    }
    return recipient -> addresses.contains(recipient) ? Address.mask(recipient) : recipient;
  }

  private static List<TracedDelivery> traced(
      Caller caller, List<Entry> entries, UnaryOperator<String> shown) {
    return entries.stream()
        .limit(MAX)
        .map(entry -> {
          var address = entry.ticket().target().address();
          return new TracedDelivery(
              entry,
              shown.apply(entry.ticket().key().recipient()),
              caller.role().isService() ? address : Address.mask(address));
        })
        .toList();
  }

  /// The router asks for deliveries right after it wrote the message; of a message without any only
  /// its own time is known.
  private static Instant routedAt(Message message, List<Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.ticket().round() == 0)
        .map(entry -> entry.ticket().requestedAt())
        .min(Comparator.naturalOrder())
        .filter(at -> !at.isBefore(message.createdAt()))
        .orElse(message.createdAt());
  }

  /// The history dates the first status of a delivery to the message itself; it was routing that
  /// made it.
  private static Delivery.Move notBefore(Instant routed, Delivery.Move move) {
    return move.at().isBefore(routed)
        ? new Delivery.Move(move.status(), routed, move.cause(), move.reason())
        : move;
  }

  private static Optional<Hop> givenUp(Entry entry, UnaryOperator<String> shown) {
    return switch (entry.state()) {
      case FAILED, REPLACED, DISCARDED ->
          Optional.of(
              new Hop.GivenUp(
                  entry.changedAt(),
                  shown.apply(entry.ticket().key().recipient()),
                  entry.ticket().key().channel(),
                  entry.state(),
                  entry.reason()));
      case WAITING, ATTEMPTING, UNCERTAIN, SENT -> Optional.empty();
    };
  }

  /// What comes first of what happened at the same time.
  private static int rank(Hop hop) {
    return switch (hop) {
      case Hop.Accepted _ -> 0;
      case Hop.Routed _ -> 1;
      case Hop.Moved moved when moved.move().status() == DeliveryStatus.PENDING -> 2;
      case Hop.Attempted _ -> 3;
      case Hop.Moved _ -> 4;
      case Hop.GivenUp _ -> 5;
    };
  }
}
