package io.chat4all.worker.routing;

import static io.chat4all.worker.routing.LogScript.CHAT;

import io.chat4all.core.TestClock;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.message.Message;
import io.chat4all.worker.ScriptedDeliveryQueue;
import io.chat4all.worker.ScriptedEventLog;
import io.chat4all.worker.ScriptedMessageStore;
import java.util.List;
import java.util.Optional;

/// A router over fakes, and one partition of a log.
final class RoutingFixture {

  final ScriptedMessageStore store;
  final ScriptedEventLog events;
  final LogScript log;
  final ScriptedRoutePlanner routes = new ScriptedRoutePlanner();
  final ScriptedDeliveryQueue queue;
  final RoutingWorker router;

  RoutingFixture() {
    this(
        new ScriptedMessageStore(),
        new ScriptedEventLog(),
        new ScriptedDeliveryQueue(),
        new LogScript(0));
  }

  /// Another process on the same store and log.
  RoutingFixture(RoutingFixture other) {
    this(new ScriptedMessageStore(other.store.store()), other.events, other.queue, other.log);
  }

  private RoutingFixture(
      ScriptedMessageStore store,
      ScriptedEventLog events,
      ScriptedDeliveryQueue queue,
      LogScript log) {
    this.store = store;
    this.queue = queue;
    this.events = events;
    this.log = log;
    this.router = another();
  }

  /// A second router over the same store and log, as another process has it.
  RoutingWorker another() {
    return new RoutingWorker(
        store, events, new OutboundRoutes(routes, queue, UserId::value), new TestClock(), 100);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  final void handle(LoggedFact<ConversationFact>... facts) {
    router.handle(List.of(facts));
  }

  /// Handles facts and forgets what came of it.
  @SafeVarargs
  @SuppressWarnings("varargs")
  final void given(LoggedFact<ConversationFact>... facts) {
    router.handle(List.of(facts));
    forgetCalls();
  }

  void forgetCalls() {
    store.takeCalls();
    events.takeCalls();
    events.takeEvents();
  }

  List<Message> history() {
    return history(CHAT);
  }

  List<Message> history(ConversationId conversation) {
    return store.after(conversation, 0, 10_000);
  }

  Message message(int seq) {
    return history().get(seq - 1);
  }

  /// `seq:text` of each message.
  List<String> lines() {
    return lines(CHAT);
  }

  List<String> lines(ConversationId conversation) {
    return history(conversation).stream()
        .map(message -> message.seq() + ":" + text(message).orElse("deleted"))
        .toList();
  }

  private static Optional<String> text(Message message) {
    return message.content().map(content -> content.text());
  }
}
