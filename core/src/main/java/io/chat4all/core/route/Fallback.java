package io.chat4all.core.route;

import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.DeliveryQueued;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.message.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What becomes of a delivery that has failed: its status, and the next channel of the same
/// recipient where there is one.
///
/// @param facts to be put into the log, in this order: FAILED, and that the next one is queued
/// @param next to be queued; absent when no channel is left
public record Fallback(List<ReceiptFact> facts, Optional<DeliveryRequest> next) {

  /// Who or what moved a delivery that took over.
  public static final String CAUSE = "fallback";

  public Fallback {
    facts = List.copyOf(facts);
  }

  /// The same for the same delivery, whoever computes it and how often: doing it twice is harmless.
  ///
  /// @param elsewhere whether another channel is worth a try: the refusal was not the message's own
  ///   fault
  /// @param cause who said that it failed
  public static Fallback of(
      DeliveryTicket failed,
      String senderName,
      Message message,
      boolean elsewhere,
      String reason,
      String cause,
      Instant now) {
    var facts = new ArrayList<ReceiptFact>();
    facts.add(report(failed.key(), DeliveryStatus.FAILED, reason, cause, now));
    if (!elsewhere || failed.alternatives().isEmpty()) {
      return new Fallback(facts, Optional.empty());
    }
    var ticket = next(failed, now);
    facts.add(queued(ticket.key(), now));
    return new Fallback(
        facts,
        Optional.of(
            new DeliveryRequest(ticket, senderName, message, new DeliveryRequest.Change.Send())));
  }

  /// A report on a delivery.
  public static ReceiptFact report(
      DeliveryKey key, DeliveryStatus status, String reason, String cause, Instant now) {
    return new StatusReported(
        key.conversation(),
        key.message(),
        key.recipient(),
        key.channel(),
        status,
        reason,
        cause,
        now);
  }

  private static DeliveryTicket next(DeliveryTicket failed, Instant now) {
    var target = failed.alternatives().getFirst();
    var key =
        new DeliveryKey(
            failed.key().conversation(),
            failed.key().message(),
            failed.key().recipient(),
            target.account().channel());
    return new DeliveryTicket(
        key,
        failed.seq(),
        failed.sender(),
        target,
        failed.alternatives().subList(1, failed.alternatives().size()),
        failed.handle(),
        failed.round(),
        now);
  }

  private static ReceiptFact queued(DeliveryKey key, Instant now) {
    return new DeliveryQueued(
        key.conversation(), key.message(), key.recipient(), key.channel(), false, CAUSE, now);
  }
}
