package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.InboundEvent.MessageDeleted;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What people change of messages from outside: their own text, their reactions.
///
/// Of changes of the same kind that come out of order only the latest by the provider's clock
/// counts, as far as the last half hour is remembered. Thread-safe.
final class Amendments {

  private static final int REMEMBERED = 50_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(30);

  /// How long a reaction may take from here into the history.
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

  private static final int MOST_PARTS = 100;
  private static final int MAX_EMOJI_CHARACTERS = 64;

  private final DeliveryLedger ledger;
  private final MessageStore store;
  private final FactLog facts;
  private final People people;
  private final Contents contents;
  private final EventCounters counters;
  private final Clock clock;
  private final Recent<Slot, Instant> latest;
  private final Recent<Whose, Set<String>> reactions;

  /// What the latest change counts of.
  private record Slot(String kind, ChannelAccountId account, String address, String providerId) {}

  /// Whose reactions to what.
  private record Whose(MessageKey message, UserId user) {}

  Amendments(
      EventPorts ports, People people, Contents contents, EventCounters counters, Clock clock) {
    this.ledger = ports.ledger();
    this.store = ports.store();
    this.facts = ports.facts();
    this.people = people;
    this.contents = contents;
    this.counters = counters;
    this.clock = clock;
    this.latest = new Recent<>(REMEMBERED, REMEMBERED_FOR, clock);
    this.reactions = new Recent<>(REMEMBERED, ON_ITS_WAY, clock);
  }

  void edited(ChannelAccountId account, MessageEdited event) {
    var slot = new Slot("edit", account, event.address(), event.providerId());
    var user = people.at(account, event.address());
    var key = own(account, event.providerId());
    var text = contents.text(event.text());
    if (user.isEmpty() || key.isEmpty() || text.isBlank() || isLate(slot, event.at())) {
      counters.unknown.increment();
      return;
    }
    facts.append(
        new ConversationFact.MessageEdited(
            key.get().conversation(), key.get().id(), user.get(), text, clock.instant()));
    latest.note(slot, event.at());
  }

  void deleted(ChannelAccountId account, MessageDeleted event) {
    var user = people.at(account, event.address());
    var key = own(account, event.providerId());
    if (user.isEmpty() || key.isEmpty() || !isBy(user.get(), key.get())) {
      counters.unknown.increment();
      return;
    }
    var deleted = new ArrayList<ConversationFact>();
    for (var part : parts(account, event.providerId(), key.get())) {
      deleted.add(
          new ConversationFact.MessageDeleted(
              part.conversation(), part.id(), user.get(), clock.instant()));
    }
    facts.appendAll(deleted);
  }

  void reacted(ChannelAccountId account, ReactionReceived event) {
    var slot = new Slot("reaction", account, event.address(), event.providerId());
    var user = people.at(account, event.address());
    var key = ledger.named(account, event.providerId());
    if (user.isEmpty() || key.isEmpty() || isLate(slot, event.at())) {
      counters.unknown.increment();
      return;
    }
    var whose = new Whose(key.get(), user.get());
    var before = reactions.find(whose).orElseGet(() -> inHistory(whose));
    var now = emojis(event);
    var changed = new ArrayList<ConversationFact>();
    before.stream()
        .filter(it -> !now.contains(it))
        .forEach(it -> changed.add(fact(whose, it, false)));
    now.stream()
        .filter(it -> !before.contains(it))
        .forEach(it -> changed.add(fact(whose, it, true)));
    facts.appendAll(changed);
    reactions.note(whose, now);
    latest.note(slot, event.at());
  }

  private boolean isLate(Slot slot, Instant at) {
    return latest.find(slot).filter(last -> !at.isAfter(last)).isPresent();
  }

  /// A message that came in under this id; not one of ours that went out.
  private Optional<MessageKey> own(ChannelAccountId account, String providerId) {
    return ledger
        .named(account, providerId)
        .filter(key -> key.id().equals(InboundIds.message(account, providerId, 0)));
  }

  private boolean isBy(UserId user, MessageKey key) {
    var message = store.find(key);
    return message.isEmpty() || message.get().sender().equals(user);
  }

  private List<MessageKey> parts(ChannelAccountId account, String providerId, MessageKey first) {
    var parts = new ArrayList<MessageKey>();
    parts.add(first);
    for (int i = 1; i < MOST_PARTS; i++) {
      var next = new MessageKey(first.conversation(), InboundIds.message(account, providerId, i));
      if (store.find(next).isEmpty()) {
        break;
      }
      parts.add(next);
    }
    return parts;
  }

  private Set<String> inHistory(Whose whose) {
    return store.find(whose.message()).stream()
        .flatMap(message -> message.reactions().stream())
        .filter(reaction -> reaction.user().equals(whose.user()))
        .map(Reaction::emoji)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Set<String> emojis(ReactionReceived event) {
    return event.emojis().stream()
        .map(contents::text)
        .filter(emoji -> !emoji.isBlank() && emoji.length() <= MAX_EMOJI_CHARACTERS)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private ConversationFact fact(Whose whose, String emoji, boolean added) {
    return new ConversationFact.ReactionChanged(
        whose.message().conversation(),
        whose.message().id(),
        whose.user(),
        emoji,
        added,
        clock.instant());
  }
}
