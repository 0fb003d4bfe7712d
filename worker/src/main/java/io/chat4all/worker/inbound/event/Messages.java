package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts what people write from outside into conversations.
///
/// INVARIANT: the ledger names a message, and thereby its conversation, before the log has it:
/// whatever breaks off, and however often the provider tells, it goes to the same conversation
/// under the same id, where the router keeps one.
///
/// Thread-safe.
final class Messages {

  private static final int REMEMBERED = 100_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(30);

  private final DeliveryLedger ledger;
  private final Threads threads;
  private final FactLog facts;
  private final People people;
  private final ConversationFinder conversations;
  private final Contents contents;
  private final EventCounters counters;
  private final Clock clock;
  private final Recent<ProviderKey, Boolean> done;

  /// A message as its provider names it.
  private record ProviderKey(ChannelAccountId account, String providerId) {}

  /// A message that is to be put into a conversation.
  ///
  /// @param named whether the ledger names it already
  /// @param channels where it goes; empty: as each member prefers
  record Draft(
      Target at,
      String providerId,
      MessageKey key,
      boolean named,
      UserId sender,
      InboundContent content,
      Optional<MessageId> replyTo,
      Map<String, String> metadata,
      List<ChannelId> channels) {}

  Messages(
      EventPorts ports,
      People people,
      ConversationFinder conversations,
      Contents contents,
      EventCounters counters,
      Clock clock) {
    this.ledger = ports.ledger();
    this.threads = ports.threads();
    this.facts = ports.facts();
    this.people = people;
    this.conversations = conversations;
    this.contents = contents;
    this.counters = counters;
    this.clock = clock;
    this.done = new Recent<>(REMEMBERED, REMEMBERED_FOR, clock);
  }

  void received(Inbound inbound, MessageReceived event, int attempt) throws InterruptedException {
    var account = inbound.account();
    if (isDone(account, event.providerId())) {
      counters.repeated.increment();
      return;
    }
    var user = people.seen(inbound, event.sender(), event.at());
    var at = new Target(account, event.sender().address());
    var answered = event.replyTo().flatMap(id -> ledger.named(account, id));
    var id = InboundIds.message(account, event.providerId(), 0);
    var named = ledger.named(account, event.providerId()).filter(key -> key.id().equals(id));
    var conversation =
        named.map(MessageKey::conversation).orElseGet(() -> conversations.find(at, user, answered));
    put(
        new Draft(
            at,
            event.providerId(),
            new MessageKey(conversation, id),
            named.isPresent(),
            user,
            event.content(),
            answered.filter(key -> key.conversation().equals(conversation)).map(MessageKey::id),
            metadata(account, event.at()),
            List.of()),
        attempt);
  }

  /// Whether a message of this id was put into a conversation a short while ago.
  boolean isDone(ChannelAccountId account, String providerId) {
    return done.find(new ProviderKey(account, providerId)).isPresent();
  }

  /// Puts a message into its conversation, and waits until that is durable.
  void put(Draft draft, int attempt) throws InterruptedException {
    var account = draft.at().account();
    if (!draft.named()) {
      threads.set(account, draft.at().address(), draft.key().conversation());
      ledger.name(account, draft.at().address(), draft.providerId(), draft.key());
    }
    var accepted = new ArrayList<MessageAccepted>();
    for (var content : contents.of(account, draft.providerId(), draft.content(), attempt)) {
      accepted.add(
          new MessageAccepted(
              draft.key().conversation(),
              InboundIds.message(account, draft.providerId(), accepted.size()),
              true,
              draft.sender(),
              content,
              draft.replyTo(),
              draft.metadata(),
              List.of(),
              draft.channels(),
              clock.instant()));
    }
    facts.appendAll(accepted);
    done.note(new ProviderKey(account, draft.providerId()), true);
    counters.messages.add(accepted.size());
  }

  /// What a message that came in carries along, with more.
  static Map<String, String> metadata(ChannelAccountId account, Instant at, String... more) {
    var metadata = new HashMap<String, String>();
    metadata.put("channel", account.channel().value());
    metadata.put("provider_time", at.toString());
    for (int i = 0; i + 1 < more.length; i += 2) {
      metadata.put(more[i], more[i + 1]);
    }
    return metadata;
  }

  /// The conversation that goes on at an address.
  Optional<ConversationId> thread(Target at) {
    return threads.find(at.account(), at.address());
  }
}
