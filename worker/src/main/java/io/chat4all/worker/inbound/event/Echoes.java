package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent.EchoReceived;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.message.CleanText;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Messages that went out through an account of ours: most we sent, some a human wrote in the
/// provider's own app.
///
/// An echo may overtake the answer to our own call, so one that is not known waits a moment, and
/// for longer while a message of the same text is on its way to the same place. One that is
/// nobody's was written by a human, and stands in the conversation as a message of the first in the
/// inbox; it goes nowhere else. Thread-safe.
final class Echoes {

  private static final Duration ANSWER_MAY_TAKE = Duration.ofSeconds(2);
  private static final Duration ATTEMPT_MAY_TAKE = Duration.ofMinutes(3);
  private static final int NEWEST = 30;
  private static final int CONVERSATIONS = 20;

  private final DeliveryLedger ledger;
  private final MessageStore store;
  private final Memberships memberships;
  private final Messages messages;
  private final Receipts receipts;
  private final People people;
  private final ConversationFinder conversations;
  private final EventCounters counters;
  private final Clock clock;

  Echoes(EventPorts ports, EventRules rules, Parts parts, EventCounters counters, Clock clock) {
    this.ledger = ports.ledger();
    this.store = ports.store();
    this.memberships = rules.memberships();
    this.messages = parts.messages();
    this.receipts = parts.receipts();
    this.people = parts.people();
    this.conversations = parts.conversations();
    this.counters = counters;
    this.clock = clock;
  }

  /// What echoes are made of.
  record Parts(
      Messages messages, Receipts receipts, People people, ConversationFinder conversations) {}

  void received(Inbound inbound, EchoReceived event, int attempt) throws InterruptedException {
    if (!event.deliveryId().isEmpty()) {
      if (!receipts.echoed(inbound, event, sent(inbound, event, event.deliveryId()))) {
        counters.unknown.increment();
      }
      return;
    }
    var named = ledger.named(inbound.account(), event.providerId());
    if (named.isPresent() && !isByHuman(inbound, event, named.get())) {
      return;
    }
    if (named.isEmpty()) {
      requireNotOnItsWay(inbound, event);
      if (settles(inbound, event)) {
        return;
      }
    }
    written(inbound, event, named, attempt);
  }

  /// Whether this echo was made a message before.
  private static boolean isByHuman(Inbound inbound, EchoReceived event, MessageKey named) {
    return named.id().equals(InboundIds.message(inbound.account(), event.providerId(), 0));
  }

  /// Throws when the echo may be of a message that is being sent.
  private void requireNotOnItsWay(Inbound inbound, EchoReceived event) {
    var age = Duration.between(inbound.receivedAt(), clock.instant());
    if (age.compareTo(ANSWER_MAY_TAKE) < 0) {
      throw new NotYetException("the answer to our own call may be on its way");
    }
    if (age.compareTo(ATTEMPT_MAY_TAKE) < 0) {
      var at = new Target(inbound.account(), event.address());
      if (likely(at).anyMatch(it -> isSending(it, at, event))) {
        throw new NotYetException("a message of this text is being sent");
      }
    }
  }

  /// The conversations that a message to an address may be of: the one that goes on there, and the
  /// newest of who is there.
  private Stream<ConversationId> likely(Target at) {
    var newest =
        people.at(at.account(), at.address()).stream()
            .flatMap(user -> memberships.newestOf(user, CONVERSATIONS).stream());
    return Stream.concat(messages.thread(at).stream(), newest).distinct();
  }

  private boolean isSending(ConversationId conversation, Target at, EchoReceived event) {
    return store.before(conversation, Long.MAX_VALUE, NEWEST).stream()
        .filter(message -> isSame(message, Optional.empty(), event.content()))
        .flatMap(message -> ledger.of(message.key()).stream())
        .anyMatch(entry ->
            entry.ticket().target().equals(at)
                && (entry.state() == State.ATTEMPTING || entry.state() == State.WAITING));
  }

  /// Whether the echo shows that an uncertain delivery arrived.
  private boolean settles(Inbound inbound, EchoReceived event) {
    for (var entry : ledger.uncertain(inbound.account(), event.address())) {
      var message = store.find(message(entry));
      if (message.filter(it -> isSame(it, entry.ticket().handle(), event.content())).isPresent()) {
        return receipts.match(inbound, sent(inbound, event, entry.ticket().key().id()));
      }
    }
    return false;
  }

  private static boolean isSame(Message message, Optional<String> handle, InboundContent content) {
    var text = message.content().map(it -> it.text()).orElse("").strip();
    var echoed = CleanText.of(text(content)).strip();
    return !echoed.isEmpty()
        && (text.equals(echoed)
            || handle
                .filter(text::startsWith)
                .map(it -> text.substring(it.length()).strip())
                .filter(echoed::equals)
                .isPresent());
  }

  private static String text(InboundContent content) {
    return switch (content) {
      case InboundContent.Text(var text) -> text;
      case InboundContent.Media media -> media.caption();
      case InboundContent.Location _, InboundContent.Contact _, InboundContent.Other _ -> "";
    };
  }

  private void written(Inbound inbound, EchoReceived event, Optional<MessageKey> named, int attempt)
      throws InterruptedException {
    var account = inbound.account();
    if (messages.isDone(account, event.providerId())) {
      counters.repeated.increment();
      return;
    }
    var inbox = conversations.inboxOf(account);
    if (inbox.isEmpty()) {
      counters.unknown.increment();
      return;
    }
    var at = new Target(account, event.address());
    var conversation = named.map(MessageKey::conversation).orElseGet(() -> where(at, inbox));
    var id = InboundIds.message(account, event.providerId(), 0);
    messages.put(
        new Messages.Draft(
            at,
            event.providerId(),
            new MessageKey(conversation, id),
            named.isPresent(),
            writer(conversation, inbox),
            event.content(),
            Optional.empty(),
            Messages.metadata(account, event.at(), "origin", "provider_app"),
            List.of(ChannelId.INTERNAL)),
        attempt);
  }

  private ConversationId where(Target at, List<UserId> inbox) {
    return messages
        .thread(at)
        .filter(thread -> inbox.stream().anyMatch(user -> isMember(thread, user)))
        .orElseGet(
            () -> conversations.inbox(at.account(), people.atOrNew(at.account(), at.address())));
  }

  private UserId writer(ConversationId conversation, List<UserId> inbox) {
    return inbox.stream()
        .filter(user -> isMember(conversation, user))
        .findFirst()
        .orElse(inbox.getFirst());
  }

  private boolean isMember(ConversationId conversation, UserId user) {
    return memberships.find(conversation, user).isPresent();
  }

  private static Receipt sent(Inbound inbound, EchoReceived event, String deliveryId) {
    return new Receipt(
        inbound.account(),
        event.providerId(),
        deliveryId,
        DeliveryStatus.SENT,
        false,
        "",
        event.at());
  }

  private static MessageKey message(Entry entry) {
    var key = entry.ticket().key();
    return new MessageKey(key.conversation(), key.message());
  }
}
