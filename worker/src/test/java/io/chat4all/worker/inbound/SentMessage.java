package io.chat4all.worker.inbound;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A message of ana to caio, who is on WhatsApp and then on Telegram, and what an engine notes of
/// its delivery by WhatsApp.
final class SentMessage {

  private final Outside outside;
  private final DeliveryRequest request;

  SentMessage(Outside outside, String text) throws InterruptedException {
    this(outside, text, pair(outside));
  }

  SentMessage(Outside outside, String text, ConversationId conversation)
      throws InterruptedException {
    this.outside = outside;
    if (outside.identities.of(Outside.CAIO).isEmpty()) {
      outside.link(Outside.CAIO, Outside.WHATSAPP, Outside.PHONE);
      outside.clock.advance(Duration.ofMillis(1));
      outside.link(Outside.CAIO, Outside.TELEGRAM, "77");
    }
    int before = outside.log.requests(Outside.WHATSAPP).size();
    outside.log.append(
        new MessageAccepted(
            conversation,
            new MessageId(UUID.randomUUID()),
            false,
            Outside.ANA,
            new Content.Text(text),
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of(),
            outside.clock.instant()));
    outside.settle();
    this.request = outside.log.requests(Outside.WHATSAPP).get(before);
  }

  static ConversationId pair(Outside outside) {
    var wish =
        new Conversation(
            new ConversationId(UUID.randomUUID()),
            ConversationType.PRIVATE,
            "",
            Map.of(),
            false,
            Outside.ANA,
            outside.clock.instant());
    return outside
        .conversations
        .create(new Caller(Outside.ANA, Role.USER), wish, List.of(Outside.CAIO))
        .id();
  }

  Message message() {
    return request.message();
  }

  MessageKey key() {
    return request.message().key();
  }

  String deliveryId() {
    return request.ticket().key().id();
  }

  Entry entry() {
    var key = request.ticket().key();
    return requireNonNull(outside.ledger.find(List.of(key)).get(key));
  }

  /// An attempt is under way.
  void isBegun() {
    outside.ledger.begin(List.of(request.ticket()), outside.clock.instant());
  }

  /// The attempt ended so; passes on receipts that came early, as the engine does.
  void ends(State state, String outcome, String... providerIds) {
    moves(state, providerIds.length, outcome, List.of(providerIds));
  }

  /// This part is sent, with more to follow.
  void goesOn(int part, String providerId) {
    moves(State.ATTEMPTING, part, "", List.of(providerId));
  }

  /// The attempt ended so with this many parts, the last ones of which have these ids.
  void moves(State state, int parts, String outcome, List<String> ids) {
    var finished =
        new Finished(
            request.ticket().key(),
            state,
            ids,
            parts,
            outcome,
            "",
            Optional.empty(),
            false,
            outside.clock.instant());
    for (var early : outside.ledger.finish(List.of(finished))) {
      outside.reports.report(early);
    }
  }

  void isSent(String... providerIds) {
    isBegun();
    ends(State.SENT, "accepted", providerIds);
  }

  /// `channel STATUS` of each external delivery.
  List<String> statuses() throws InterruptedException {
    outside.settle();
    return outside
        .store
        .reported(key().conversation(), List.of(key().id()))
        .getOrDefault(key().id(), List.of())
        .stream()
        .sorted(Comparator.comparing(it -> it.channel().value(), Comparator.reverseOrder()))
        .map(it -> it.channel() + " " + it.status())
        .toList();
  }

  /// The moves of the delivery by WhatsApp.
  List<String> moves() throws InterruptedException {
    outside.settle();
    var stored = requireNonNull(outside.store.find(List.of(key())).get(key()));
    return outside.store.deliveries(stored, 100).stream()
        .filter(it -> it.channel().equals(Outside.WHATSAPP))
        .flatMap(it -> it.history().stream())
        .map(move -> move.status().name())
        .toList();
  }

  static InboundContent content(String text) {
    return new InboundContent.Text(text);
  }
}
