package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Does with a ledger what an engine does, a second later each time.
final class LedgerScript {

  static final Instant START = Instant.parse("2026-11-20T10:00:00.123456Z");
  static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  static final ChannelId TELEGRAM = new ChannelId("telegram");
  static final ChannelAccountId SHOP = new ChannelAccountId(WHATSAPP, "shop");
  static final ChannelAccountId OTHER = new ChannelAccountId(WHATSAPP, "other");
  static final ChannelAccountId BOT = new ChannelAccountId(TELEGRAM, "bot");
  static final Duration LEASE = Duration.ofMinutes(1);
  static final ConversationId CONVERSATION = new ConversationId(new UUID(7, 7));

  private final Supplier<DeliveryLedger> ledger;
  Instant now = START;

  LedgerScript(Supplier<DeliveryLedger> ledger) {
    this.ledger = ledger;
  }

  /// Message `seq` of the conversation, to Maria.
  static DeliveryTicket ticket(long seq) {
    return ticket(seq, SHOP, "maria");
  }

  static DeliveryTicket ticket(long seq, ChannelAccountId account, String recipient) {
    return new DeliveryTicket(
        new DeliveryKey(
            CONVERSATION, new MessageId(new UUID(1, seq)), recipient, account.channel()),
        seq,
        new UserId("bruno"),
        new Target(account, "address of " + recipient),
        List.of(),
        Optional.empty(),
        0,
        START);
  }

  static MessageKey message(DeliveryTicket ticket) {
    return new MessageKey(ticket.key().conversation(), ticket.key().message());
  }

  static DeliveryTicket round(DeliveryTicket it, int round) {
    return new DeliveryTicket(
        it.key(),
        it.seq(),
        it.sender(),
        it.target(),
        it.alternatives(),
        it.handle(),
        round,
        it.requestedAt());
  }

  Instant tick() {
    now = now.plusSeconds(1);
    return now;
  }

  Begun begin(DeliveryTicket ticket) {
    return ledger.get().begin(List.of(ticket), tick()).getFirst();
  }

  List<Matched> sent(DeliveryTicket ticket, String... providerIds) {
    return ledger
        .get()
        .finish(
            List.of(
                finished(
                    ticket,
                    State.SENT,
                    List.of(providerIds),
                    providerIds.length,
                    "accepted",
                    Optional.empty(),
                    false)));
  }

  List<Matched> failed(DeliveryTicket ticket) {
    return ended(ticket, State.FAILED, "refused");
  }

  List<Matched> uncertain(DeliveryTicket ticket) {
    return ended(ticket, State.UNCERTAIN, "uncertain");
  }

  List<Matched> ended(DeliveryTicket ticket, State state, String outcome) {
    return ledger
        .get()
        .finish(List.of(finished(ticket, state, List.of(), 0, outcome, Optional.empty(), false)));
  }

  /// Parks it for some seconds; 0 for until it is released.
  void parked(DeliveryTicket ticket, int seconds) {
    var at = now.plusSeconds(1 + seconds);
    ledger
        .get()
        .finish(
            List.of(
                finished(
                    ticket,
                    State.WAITING,
                    List.of(),
                    0,
                    "deferred",
                    seconds == 0 ? Optional.empty() : Optional.of(at),
                    true)));
  }

  Finished finished(
      DeliveryTicket ticket,
      State state,
      List<String> ids,
      int parts,
      String outcome,
      Optional<Instant> nextAttemptAt,
      boolean parked) {
    return new Finished(
        ticket.key(),
        state,
        ids,
        parts,
        outcome,
        outcome.equals("accepted") ? "" : "because",
        nextAttemptAt,
        parked,
        tick());
  }

  static Receipt receipt(String providerId, DeliveryStatus status) {
    return receipt(SHOP, providerId, "", status);
  }

  static Receipt receipt(
      ChannelAccountId account, String providerId, String deliveryId, DeliveryStatus status) {
    return new Receipt(account, providerId, deliveryId, status, false, "", START);
  }

  List<Matched> match(Receipt... receipts) {
    return ledger.get().match(List.of(receipts));
  }

  /// What is due on WhatsApp now.
  List<DeliveryKey> due() {
    return ledger.get().takeDue(WHATSAPP, tick(), LEASE, 100).stream()
        .map(entry -> entry.ticket().key())
        .toList();
  }

  Entry entry(DeliveryTicket ticket) {
    var found = ledger.get().find(List.of(ticket.key())).get(ticket.key());
    if (found == null) {
      throw new AssertionError("not kept: " + ticket.key());
    }
    return found;
  }

  State state(DeliveryTicket ticket) {
    return entry(ticket).state();
  }
}
