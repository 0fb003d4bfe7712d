package io.chat4all.worker.routing;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.route.Route;
import io.chat4all.worker.batch.OwnFault;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what is in the history into requests for deliveries, and queues them.
///
/// Every delivery that a message began with in the history is requested at least once, and none
/// that it did not begin with: for a message that was written before, what the history says counts,
/// not what a new plan would say. A queue or directory that does not answer throws; doing it all
/// again is harmless. Thread-safe.
final class Departures {

  private static final Logger log = LoggerFactory.getLogger(Departures.class);

  private final OutboundRoutes outbound;
  private final MessageStore store;
  private final Clock clock;
  private final LongAdder requested = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  Departures(OutboundRoutes outbound, MessageStore store, Clock clock) {
    this.outbound = outbound;
    this.store = store;
    this.clock = clock;
  }

  /// Requests what these ask for, in this order, and waits until that is durable; does nothing when
  /// everything stays in the app.
  void request(List<Leaving> leaving) {
    if (leaving.isEmpty()) {
      return;
    }
    var pending = pendingOf(leaving);
    var requests = new ArrayList<DeliveryRequest>();
    for (var one : leaving) {
      switch (one) {
        case Leaving.Added(var message, var routes) ->
            routes.forEach(route -> requests.add(send(message, route)));
        case Leaving.Repeated(var message, var fact) ->
            repeat(message, fact, pending.getOrDefault(message.conversation(), Map.of()), requests);
        case Leaving.Changed(var message, var fact) -> change(message, fact, requests);
      }
    }
    publish(requests);
  }

  long requested() {
    return requested.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  /// How the history says that the repeated messages' deliveries stand.
  private Map<ConversationId, Map<MessageId, List<ReportedStatus>>> pendingOf(
      List<Leaving> leaving) {
    var repeated = new HashMap<ConversationId, List<MessageId>>();
    for (var one : leaving) {
      if (one instanceof Leaving.Repeated(var message, _)) {
        repeated.computeIfAbsent(message.conversation(), _ -> new ArrayList<>()).add(message.id());
      }
    }
    var pending = new HashMap<ConversationId, Map<MessageId, List<ReportedStatus>>>();
    repeated.forEach((in, ids) -> pending.put(in, store.reported(in, ids)));
    return pending;
  }

  private void repeat(
      Message message,
      MessageAccepted fact,
      Map<MessageId, List<ReportedStatus>> pending,
      List<DeliveryRequest> requests) {
    var due =
        pending.getOrDefault(message.id(), List.of()).stream()
            .filter(delivery -> delivery.status() == DeliveryStatus.PENDING)
            .toList();
    if (due.isEmpty()) {
      return;
    }
    if (message.content().isEmpty()) {
      due.forEach(delivery -> lost(message, delivery, "the message was deleted"));
      return;
    }
    var routes = outbound.planner().plan(fact).routes();
    for (var delivery : due) {
      routes.stream()
          .filter(route -> isFor(route, delivery))
          .findFirst()
          .or(() -> routeOf(delivery, fact))
          .ifPresentOrElse(
              route -> requests.add(send(message, route)),
              () -> lost(message, delivery, "nothing leads there any more"));
    }
  }

  private static boolean isFor(Route route, ReportedStatus delivery) {
    return route.recipient().equals(delivery.recipient())
        && route.target().account().channel().equals(delivery.channel());
  }

  /// The route of a delivery that would not be planned any more, because somebody's preference or
  /// the members changed since.
  private Optional<Route> routeOf(ReportedStatus delivery, MessageAccepted fact) {
    if (!UserId.isValid(delivery.recipient())) {
      return Optional.empty();
    }
    var only =
        new MessageAccepted(
            fact.conversation(),
            fact.id(),
            fact.idChosen(),
            fact.sender(),
            fact.content(),
            fact.replyTo(),
            fact.metadata(),
            List.of(new UserId(delivery.recipient())),
            List.of(delivery.channel()),
            fact.at());
    return outbound.planner().plan(only).routes().stream()
        .filter(route -> isFor(route, delivery))
        .findFirst();
  }

  private void lost(Message message, ReportedStatus delivery, String reason) {
    dropped.increment();
    log.error(
        "Delivery cannot be requested, stays pending: messageId={} channel={} reason={}",
        message.id(),
        delivery.channel(),
        reason);
  }

  private DeliveryRequest send(Message message, Route route) {
    return request(message, message.sender(), route, new DeliveryRequest.Change.Send());
  }

  private void change(Message message, ConversationFact fact, List<DeliveryRequest> requests) {
    switch (fact) {
      case MessageEdited edited ->
          change(message, edited.by(), new DeliveryRequest.Change.Edit(), requests);
      case MessageDeleted deleted ->
          change(message, deleted.by(), new DeliveryRequest.Change.Delete(), requests);
      case ReactionChanged reaction ->
          change(
              message,
              reaction.by(),
              new DeliveryRequest.Change.React(reaction.emoji(), reaction.added()),
              requests);
      case MessageAccepted _, MemberChanged _ -> {}
    }
  }

  /// What its sender wrote elsewhere is not changed at the sender's; they may well be shown a
  /// reaction.
  private void change(
      Message message, UserId by, DeliveryRequest.Change change, List<DeliveryRequest> requests) {
    boolean toSender = change instanceof DeliveryRequest.Change.React;
    for (var route : outbound.planner().reach(message.conversation(), by)) {
      if (toSender || !route.recipient().equals(message.sender().value())) {
        requests.add(request(message, by, route, change));
      }
    }
  }

  private DeliveryRequest request(
      Message message, UserId by, Route route, DeliveryRequest.Change change) {
    var key =
        new DeliveryKey(
            message.conversation(),
            message.id(),
            route.recipient(),
            route.target().account().channel());
    var ticket =
        new DeliveryTicket(
            key,
            message.seq(),
            message.sender(),
            route.target(),
            route.alternatives(),
            route.handle(),
            0,
            now());
    return new DeliveryRequest(ticket, outbound.names().apply(by), message, change);
  }

  private Instant now() {
    return clock.instant();
  }

  /// Queues all in one call; in halves when the queue refuses one for its own fault, until that one
  /// is found and dropped.
  private void publish(List<DeliveryRequest> requests) {
    if (requests.isEmpty()) {
      return;
    }
    try {
      outbound.queue().publish(requests);
      requested.add(requests.size());
    } catch (RuntimeException e) {
      if (!OwnFault.caused(e)) {
        throw e;
      }
      if (requests.size() == 1) {
        drop(requests.getFirst(), e);
        return;
      }
      int middle = requests.size() / 2;
      publish(requests.subList(0, middle));
      publish(requests.subList(middle, requests.size()));
    }
  }

  private void drop(DeliveryRequest request, RuntimeException cause) {
    dropped.increment();
    log.error(
        "Delivery cannot be queued, stays pending: messageId={} channel={}",
        request.message().id(),
        request.ticket().key().channel(),
        cause);
  }
}
