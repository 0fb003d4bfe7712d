package io.chat4all.worker.routing;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.route.Route;
import io.chat4all.core.route.RoutePlan;
import io.chat4all.core.route.RoutePlanner;
import java.util.List;
import java.util.function.Function;

/// What a router needs to send messages out of the app.
///
/// @param planner finds the channels
/// @param queue takes the deliveries
/// @param names what users are called
public record OutboundRoutes(
    RoutePlanner planner, DeliveryQueue queue, Function<UserId, String> names) {

  /// For a platform without channels: everything stays in the app.
  public static final OutboundRoutes NONE =
      new OutboundRoutes(
          new InApp(),
          requests -> {
            throw new IllegalStateException(
                "deliveries: %d (expected: none)".formatted(requests.size()));
          },
          UserId::value);

  private static final class InApp implements RoutePlanner {

    private static final RoutePlan PLAN = new RoutePlan("in_app", List.of(), List.of());

    @Override
    public RoutePlan plan(MessageAccepted message) {
      return PLAN;
    }

    @Override
    public List<Route> reach(ConversationId conversation, UserId except) {
      return List.of();
    }
  }
}
