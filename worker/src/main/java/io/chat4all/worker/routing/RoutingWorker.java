package io.chat4all.worker.routing;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import io.chat4all.worker.batch.Delay;
import io.chat4all.worker.batch.EventPublisher;
import io.chat4all.worker.batch.OwnFault;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The router: gives each accepted message the next `seq` of its conversation, drops repetitions,
/// writes the history and then tells what happened, and asks for the deliveries outside the app.
///
/// Which deliveries a message begins with is planned when it is written and stands in the history
/// with it. Each of them is requested at least once, after it is written and before the batch is
/// done.
///
/// The history is a function of the log alone: whoever handles a fact, how often, and in whatever
/// batches, the same is written, once. Events come at least once, and at first in the order of
/// their conversation; one that a later event of the same message made void may be left out after a
/// crash.
///
/// A store or log that fails is left to the feed, which calls again; a fact that fails for its own
/// fault is logged and skipped. [#handle] and [#revoked] are called by one thread at a time;
/// [#stats] by any.
public final class RoutingWorker implements FactHandler<ConversationFact> {

  private final MessageStore store;
  private final EventPublisher publisher;
  private final OutboundRoutes outbound;
  private final Departures departures;
  private final Clock clock;
  private final HeadCache cache;
  private final RoutingCounters counters = new RoutingCounters();

  /// A router that remembers the heads of at most `heads` conversations.
  public RoutingWorker(
      MessageStore store, EventLog events, OutboundRoutes outbound, Clock clock, int heads) {
    this.store = store;
    this.publisher = new EventPublisher(events);
    this.outbound = outbound;
    this.departures = new Departures(outbound, store, clock);
    this.clock = clock;
    this.cache = new HeadCache(heads);
  }

  @Override
  public void handle(List<LoggedFact<ConversationFact>> facts) {
    if (facts.isEmpty()) {
      return;
    }
    var told = new Told(new ArrayList<>(facts.size()), new ArrayList<>());
    route(facts, new Plans(outbound.planner(), facts.size()), told);
    departures.request(told.leaving());
    publisher.publish(told.events());
    counters.batch(facts.size(), Delay.millis(facts, fact -> fact.at(), clock));
  }

  @Override
  public void revoked(Set<Integer> partitions) {
    cache.dropPartitions(partitions);
  }

  /// What was done so far.
  public RoutingStats stats() {
    return counters.snapshot(departures.requested(), publisher.dropped() + departures.dropped());
  }

  /// Writes facts in one append; in halves when the store refuses one of them for its own fault,
  /// until that one is found and skipped. A store that refuses the skip too is itself at fault.
  private void route(List<LoggedFact<ConversationFact>> facts, Plans plans, Told told) {
    try {
      write(facts, Assignment::take, plans, told);
    } catch (RuntimeException e) {
      if (!OwnFault.caused(e)) {
        throw e;
      }
      if (facts.size() == 1) {
        write(facts, (assignment, fact) -> assignment.setAside(fact, e), plans, told);
        return;
      }
      int middle = facts.size() / 2;
      route(facts.subList(0, middle), plans, told);
      route(facts.subList(middle, facts.size()), plans, told);
    }
  }

  /// Computes and appends until the store takes it.
  ///
  /// Ends: each turn either learns of a repeated message of the batch or finds the head of a
  /// conversation at a later fact of the batch.
  private void write(List<LoggedFact<ConversationFact>> facts, Step step, Plans plans, Told told) {
    var heads = new HashMap<ConversationId, Head>();
    var found = new HashMap<MessageKey, Message>();
    var repeated = new HashSet<MessageKey>();
    int turns = 2 * facts.size() + 1;
    for (int turn = 0; turn < turns; turn++) {
      loadHeads(facts, heads);
      loadMessages(facts, heads, repeated, found);
      plan(facts, heads, repeated, plans);
      var assignment = new Assignment(heads, found, repeated, plans, facts.size());
      for (var fact : facts) {
        step.take(assignment, fact);
      }
      switch (append(assignment.changes(), heads)) {
        case AppendOutcome.Appended _ -> {
          assignment.forEachHead(cache::put);
          counters.add(assignment);
          told.events().addAll(assignment.events());
          told.leaving().addAll(assignment.leaving());
          return;
        }
        case AppendOutcome.Repeated(var keys) -> repeated.addAll(keys);
        case AppendOutcome.Overtaken(var conversations) -> {
          cache.drop(conversations);
          heads.keySet().removeAll(conversations);
          found.clear();
        }
      }
    }
    throw new IllegalStateException(
        "append of %d facts: not taken in %d turns".formatted(facts.size(), turns));
  }

  /// Afterwards `heads` has every conversation of the batch; asks the store once for those that are
  /// not remembered.
  private void loadHeads(
      List<LoggedFact<ConversationFact>> facts, Map<ConversationId, Head> heads) {
    var missing = new ArrayList<ConversationId>();
    for (var logged : facts) {
      var conversation = logged.fact().conversation();
      if (!heads.containsKey(conversation)) {
        var head = cache.get(conversation);
        if (head == null) {
          missing.add(conversation);
        }
        heads.put(conversation, head == null ? Lane.NONE : head);
      }
    }
    if (!missing.isEmpty()) {
      heads.putAll(store.heads(missing));
    }
  }

  /// Afterwards `found` has every message of the history that the batch refers to: targets of
  /// changes, messages that were done before, and repeated ones. Asks the store at most once, and
  /// on the usual way not at all.
  private void loadMessages(
      List<LoggedFact<ConversationFact>> facts,
      Map<ConversationId, Head> heads,
      Set<MessageKey> repeated,
      Map<MessageKey, Message> found) {
    var wanted = new HashSet<>(repeated);
    for (var logged : facts) {
      switch (logged.fact()) {
        case MessageAccepted fact -> {
          var head = heads.getOrDefault(fact.conversation(), Lane.NONE);
          if (!logged.position().isBeyond(head.position())) {
            wanted.add(new MessageKey(fact.conversation(), fact.id()));
          }
        }
        case MessageEdited fact -> wanted.add(key(fact, fact.id()));
        case MessageDeleted fact -> wanted.add(key(fact, fact.id()));
        case ReactionChanged fact -> wanted.add(key(fact, fact.id()));
        case MemberChanged _ -> {}
      }
    }
    wanted.removeAll(found.keySet());
    if (!wanted.isEmpty()) {
      found.putAll(store.find(wanted));
    }
  }

  /// Afterwards `plans` has the routes of every message that is to be added, in the order of the
  /// log, so that each is planned for the members that the conversation has at its place.
  private void plan(
      List<LoggedFact<ConversationFact>> facts,
      Map<ConversationId, Head> heads,
      Set<MessageKey> repeated,
      Plans plans) {
    for (var logged : facts) {
      var head = heads.getOrDefault(logged.fact().conversation(), Lane.NONE);
      if (logged.position().isBeyond(head.position())) {
        switch (logged.fact()) {
          case MessageAccepted fact -> {
            if (!repeated.contains(key(fact, fact.id()))) {
              plans.plan(fact);
            }
          }
          case MemberChanged fact -> outbound.planner().membersChanged(fact.conversation());
          case MessageEdited _, MessageDeleted _, ReactionChanged _ -> {}
        }
      }
    }
  }

  /// A failed append may have been written: the heads are no longer known.
  private AppendOutcome append(List<Change> changes, Map<ConversationId, Head> heads) {
    if (changes.isEmpty()) {
      return new AppendOutcome.Appended();
    }
    try {
      return store.append(changes);
    } catch (RuntimeException e) {
      cache.drop(heads.keySet());
      throw e;
    }
  }

  private static MessageKey key(ConversationFact fact, MessageId id) {
    return new MessageKey(fact.conversation(), id);
  }

  /// What an assignment does with one fact.
  private interface Step {
    void take(Assignment assignment, LoggedFact<ConversationFact> fact);
  }

  /// What is to be told once everything is written.
  private record Told(List<ConversationEvent> events, List<Leaving> leaving) {}
}
