package io.chat4all.gateway.wire;

import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.query.MessageTrace.Hop;
import io.chat4all.core.query.MessageTrace.TracedDelivery;
import io.chat4all.protocol.v1.MessageTrace;
import io.chat4all.protocol.v1.TraceHop;
import io.chat4all.protocol.v1.TracedAttempt;
import java.time.Duration;
import java.util.Locale;

/// The ways of messages as the API shows them. Thread-safe.
public final class Traces {

  private Traces() {}

  /// The way of a message.
  public static MessageTrace of(io.chat4all.core.query.MessageTrace trace) {
    var wire =
        MessageTrace.newBuilder()
            .setMessageId(trace.message().id().toString())
            .setConversationId(trace.message().conversation().toString())
            .setStatus(Messages.of(trace.status()))
            .setTruncated(trace.truncated());
    trace.hops().forEach(hop -> wire.addHops(of(hop)));
    trace.deliveries().forEach(delivery -> wire.addDeliveries(of(delivery)));
    return wire.build();
  }

  private static TraceHop of(Hop hop) {
    var wire = TraceHop.newBuilder().setAt(Times.of(hop.at()));
    return switch (hop) {
      case Hop.Accepted _ -> wire.setKind("accepted").build();
      case Hop.Routed(_, var seq) -> wire.setKind("routed").setSeq(seq).build();
      case Hop.Attempted(var recipient, var attempt) ->
          wire.setKind("attempt")
              .setRecipient(recipient)
              .setChannel(attempt.key().channel().value())
              .setDetail(attempt.detail())
              .setAttempt(of(attempt))
              .build();
      case Hop.Moved(var recipient, var channel, var move) ->
          wire.setKind("status")
              .setRecipient(recipient)
              .setChannel(channel.value())
              .setDetail(move.reason())
              .setStatus(Messages.of(move.status()))
              .setCause(move.cause())
              .build();
      case Hop.GivenUp(_, var recipient, var channel, var state, var reason) ->
          wire.setKind(state == DeliveryLedger.State.FAILED ? "dead_letter" : word(state))
              .setRecipient(recipient)
              .setChannel(channel.value())
              .setDetail(reason)
              .build();
    };
  }

  private static TracedAttempt of(DeliveryLedger.Attempt attempt) {
    var wire =
        TracedAttempt.newBuilder()
            .setNumber(attempt.number())
            .setAccount(attempt.account().name())
            .setOutcome(attempt.outcome());
    attempt
        .endedAt()
        .ifPresent(end ->
            wire.setEndedAt(Times.of(end))
                .setDurationMillis(
                    Math.max(0, Duration.between(attempt.startedAt(), end).toMillis())));
    attempt.nextAttemptAt().ifPresent(at -> wire.setNextAttemptAt(Times.of(at)));
    return wire.build();
  }

  private static io.chat4all.protocol.v1.TracedDelivery of(TracedDelivery traced) {
    var entry = traced.entry();
    var wire =
        io.chat4all.protocol.v1.TracedDelivery.newBuilder()
            .setDeliveryId(entry.ticket().key().id())
            .setRecipient(traced.recipient())
            .setChannel(entry.ticket().key().channel().value())
            .setAccount(entry.ticket().target().account().name())
            .setAddress(traced.address())
            .setState(word(entry.state()))
            .setAttempts(entry.attempts())
            .setParts(entry.parts())
            .setReason(reason(entry))
            .setChangedAt(Times.of(entry.changedAt()));
    entry.nextAttemptAt().ifPresent(at -> wire.setNextAttemptAt(Times.of(at)));
    return wire.build();
  }

  private static String reason(DeliveryLedger.Entry entry) {
    boolean isBehind =
        entry.state() == DeliveryLedger.State.WAITING
            && entry.parked()
            && entry.nextAttemptAt().isEmpty()
            && entry.reason().isEmpty();
    return isBehind ? "waits for an earlier message to the same place" : entry.reason();
  }

  private static String word(DeliveryLedger.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
