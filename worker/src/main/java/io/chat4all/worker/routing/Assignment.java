package io.chat4all.worker.routing;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Head;
import io.chat4all.core.intake.SameMessage;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a batch of facts makes of the history, computed from the heads and the messages it refers
/// to; nothing is written here.
///
/// A fact at or before its conversation's head was done before: it changes nothing, and its event
/// comes again, unless a later fact made it void. Not thread-safe.
final class Assignment {

  private static final Logger log = LoggerFactory.getLogger(Assignment.class);

  private final Map<ConversationId, Head> heads;
  private final Set<MessageKey> repeated;

  /// Messages by key: those found in the history, and those of this batch, as they are at this
  /// point of the log.
  private final Map<MessageKey, Message> known;

  private final Map<ConversationId, Lane> lanes = new HashMap<>();
  private final List<Change> changes;
  private final List<ConversationEvent> events;
  private final Plans plans;
  private final List<Leaving> leaving = new ArrayList<>();
  private int stored;
  private int duplicates;
  private int rejected;
  private int replayed;
  private int faulty;

  /// `repeated` names messages that stand in the history already; `plans` has the routes of those
  /// that do not.
  Assignment(
      Map<ConversationId, Head> heads,
      Map<MessageKey, Message> found,
      Set<MessageKey> repeated,
      Plans plans,
      int size) {
    this.plans = plans;
    this.heads = heads;
    this.repeated = repeated;
    this.known = HashMap.newHashMap(found.size() + size);
    this.known.putAll(found);
    this.changes = new ArrayList<>(size);
    this.events = new ArrayList<>(size);
  }

  /// Takes the next fact. One that cannot be applied for its own fault is skipped.
  void take(LoggedFact<ConversationFact> logged) {
    var lane = lane(logged.fact().conversation());
    if (!logged.position().isBeyond(lane.position())) {
      replayed++;
      repeatEvent(logged.fact());
      return;
    }
    try {
      apply(lane, logged.fact(), logged.position());
      lane.moveTo(logged.position());
    } catch (RuntimeException e) {
      skipFaulty(lane, logged, e);
    }
  }

  /// Sets the next fact aside: it has no effect.
  void setAside(LoggedFact<ConversationFact> logged, RuntimeException cause) {
    var lane = lane(logged.fact().conversation());
    if (logged.position().isBeyond(lane.position())) {
      skipFaulty(lane, logged, cause);
    }
  }

  /// What is to be written, in the order of the facts.
  List<Change> changes() {
    return changes;
  }

  /// What is to be told, in the order of the facts.
  List<ConversationEvent> events() {
    return events;
  }

  /// What may have to leave the app, in the order of the facts.
  List<Leaving> leaving() {
    return leaving;
  }

  /// Tells where each conversation's head is when the changes are written.
  void forEachHead(BiConsumer<ConversationId, Head> action) {
    lanes.forEach((conversation, lane) -> action.accept(conversation, lane.head()));
  }

  int stored() {
    return stored;
  }

  int duplicates() {
    return duplicates;
  }

  int rejected() {
    return rejected;
  }

  int replayed() {
    return replayed;
  }

  int faulty() {
    return faulty;
  }

  private Lane lane(ConversationId conversation) {
    var lane = lanes.get(conversation);
    if (lane == null) {
      lane = new Lane(heads.getOrDefault(conversation, Lane.NONE));
      lanes.put(conversation, lane);
    }
    return lane;
  }

  private void apply(Lane lane, ConversationFact fact, LogPosition position) {
    switch (fact) {
      case MessageAccepted accepted -> accept(lane, accepted, position);
      case MessageEdited edited -> amend(lane, fact, edited.id(), position);
      case MessageDeleted deleted -> amend(lane, fact, deleted.id(), position);
      case ReactionChanged reaction -> amend(lane, fact, reaction.id(), position);
      case MemberChanged member -> {
        changes.add(new Change.Apply(member, lane.seq(), 0, position));
        events.add(event(member));
      }
    }
  }

  private void accept(Lane lane, MessageAccepted fact, LogPosition position) {
    var key = new MessageKey(fact.conversation(), fact.id());
    var original = known.get(key);
    if (original == null && !repeated.contains(key)) {
      var message =
          new Message(
              fact.conversation(),
              fact.id(),
              lane.seq() + 1,
              fact.sender(),
              Optional.of(fact.content()),
              fact.replyTo(),
              fact.metadata(),
              lane.notBefore(fact.at()),
              Optional.empty(),
              Optional.empty(),
              List.of());
      known.put(key, message);
      lane.added(message.createdAt());
      var routes = plans.of(fact);
      changes.add(new Change.Add(message, Plans.deliveries(routes), position));
      events.add(new ConversationEvent.MessageAdded(message));
      if (!routes.isEmpty()) {
        leaving.add(new Leaving.Added(message, routes));
      }
      stored++;
      return;
    }
    changes.add(new Change.Skip(fact.conversation(), position));
    duplicates++;
    if (original != null && !SameMessage.test(fact, original)) {
      rejected++;
      events.add(rejection(fact));
    }
  }

  private void amend(Lane lane, ConversationFact fact, MessageId id, LogPosition position) {
    var key = new MessageKey(fact.conversation(), id);
    var target = known.get(key);
    var amended = target == null ? Optional.<Message>empty() : Amendment.amended(target, fact);
    if (target == null || amended.isEmpty()) {
      changes.add(new Change.Skip(fact.conversation(), position));
      return;
    }
    var event = event(fact, target);
    known.put(key, amended.get());
    changes.add(new Change.Apply(fact, lane.seq(), target.seq(), position));
    events.add(event);
    leaving.add(new Leaving.Changed(amended.get(), fact));
  }

  /// Tells again what a fact did that was done before, since nobody knows whether it was told.
  ///
  /// The history may be past the fact by now. What a later fact made void is not told: the later
  /// one's event comes later, and an outdated text must not.
  private void repeatEvent(ConversationFact fact) {
    switch (fact) {
      case MessageAccepted accepted -> {
        var stored = known.get(new MessageKey(accepted.conversation(), accepted.id()));
        if (stored != null && SameMessage.test(accepted, stored)) {
          events.add(new ConversationEvent.MessageAdded(stored));
          leaving.add(new Leaving.Repeated(stored, accepted));
        } else if (stored != null) {
          events.add(rejection(accepted));
        }
      }
      case MessageEdited edited -> repeatEvent(edited, edited.id());
      case MessageDeleted deleted -> repeatEvent(deleted, deleted.id());
      case ReactionChanged reaction -> repeatEvent(reaction, reaction.id());
      case MemberChanged member -> events.add(event(member));
    }
  }

  private void repeatEvent(ConversationFact fact, MessageId id) {
    var target = known.get(new MessageKey(fact.conversation(), id));
    if (target != null && Amendment.shows(target, fact)) {
      events.add(event(fact, target));
      leaving.add(new Leaving.Changed(target, fact));
    }
  }

  private void skipFaulty(Lane lane, LoggedFact<ConversationFact> logged, RuntimeException cause) {
    var fact = logged.fact();
    log.error(
        "Fact cannot be applied, skipped: messageId={} conversationId={} fact={} position={}",
        messageId(fact),
        fact.conversation(),
        fact.getClass().getSimpleName(),
        logged.position(),
        cause);
    faulty++;
    changes.add(new Change.Skip(fact.conversation(), logged.position()));
    lane.moveTo(logged.position());
  }

  private static ConversationEvent event(ConversationFact fact, Message target) {
    return switch (fact) {
      case MessageAccepted _ -> new ConversationEvent.MessageAdded(target);
      case MessageEdited(var in, var id, var by, var text, var at) ->
          new ConversationEvent.MessageEdited(in, id, target.seq(), by, text, at);
      case MessageDeleted(var in, var id, var by, var at) ->
          new ConversationEvent.MessageDeleted(in, id, target.seq(), by, at);
      case ReactionChanged(var in, var id, var by, var emoji, var added, var at) ->
          new ConversationEvent.ReactionChanged(in, id, target.seq(), by, emoji, added, at);
      case MemberChanged member -> event(member);
    };
  }

  private static ConversationEvent event(MemberChanged fact) {
    return new ConversationEvent.MemberChanged(
        fact.conversation(), fact.user(), fact.change(), fact.role(), fact.by(), fact.at());
  }

  private static ConversationEvent rejection(MessageAccepted fact) {
    return new ConversationEvent.SendRejected(
        fact.conversation(), fact.id(), fact.sender(), fact.at());
  }

  private static String messageId(ConversationFact fact) {
    return switch (fact) {
      case MessageAccepted accepted -> String.valueOf(accepted.id());
      case MessageEdited edited -> String.valueOf(edited.id());
      case MessageDeleted deleted -> String.valueOf(deleted.id());
      case ReactionChanged reaction -> String.valueOf(reaction.id());
      case MemberChanged _ -> "none";
    };
  }
}
