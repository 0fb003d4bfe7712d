package io.chat4all.worker.routing;

import io.chat4all.core.delivery.PlannedDelivery;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.route.Route;
import io.chat4all.core.route.RoutePlanner;
import io.chat4all.worker.batch.OwnFault;
import java.util.IdentityHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The routes of a batch's messages, each planned once, however often the batch is computed anew.
///
/// Not thread-safe.
final class Plans {

  private static final Logger log = LoggerFactory.getLogger(Plans.class);

  private final RoutePlanner planner;
  private final IdentityHashMap<MessageAccepted, List<Route>> routes;

  Plans(RoutePlanner planner, int size) {
    this.planner = planner;
    this.routes = new IdentityHashMap<>(size);
  }

  /// Plans a message, unless that is done. One that cannot be planned for its own fault stays in
  /// the app; a directory that does not answer throws.
  void plan(MessageAccepted fact) {
    if (!routes.containsKey(fact)) {
      routes.put(fact, planned(fact));
    }
  }

  /// Where a message goes.
  List<Route> of(MessageAccepted fact) {
    return routes.getOrDefault(fact, List.of());
  }

  /// The deliveries that routes begin with.
  static List<PlannedDelivery> deliveries(List<Route> routes) {
    return routes.isEmpty()
        ? List.of()
        : routes.stream()
            .map(
                route -> new PlannedDelivery(route.recipient(), route.target().account().channel()))
            .toList();
  }

  private List<Route> planned(MessageAccepted fact) {
    try {
      return planner.plan(fact).routes();
    } catch (RuntimeException e) {
      if (!OwnFault.caused(e)) {
        throw e;
      }
      log.error("Message cannot be planned, stays in the app: messageId={}", fact.id(), e);
      return List.of();
    }
  }
}
