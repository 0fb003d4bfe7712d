package io.chat4all.core.query;

import io.chat4all.core.channel.Address;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.MessageIntake;
import io.chat4all.core.intake.SendCommand;
import io.chat4all.core.route.Route;
import io.chat4all.core.route.RoutePlan;
import io.chat4all.core.route.RoutePlanner;

/// Tells over which channels a message would go and why, without sending it.
///
/// The caller must be able to send it; only service accounts see whole addresses. Blocks on the
/// directory. Thread-safe.
public final class RouteReader {

  private final MessageIntake messages;
  private final RoutePlanner planner;

  /// All collaborators are shared with the rest of the process.
  public RouteReader(MessageIntake messages, RoutePlanner planner) {
    this.messages = messages;
    this.planner = planner;
  }

  /// What the routing rules would make of it. Refused as sending it would be.
  public RoutePlan explain(Caller caller, SendCommand command) {
    var plan = planner.plan(messages.draft(caller, command));
    if (caller.role().isService()) {
      return plan;
    }
    return new RoutePlan(
        plan.rule(), plan.routes().stream().map(RouteReader::masked).toList(), plan.notes());
  }

  private static Route masked(Route route) {
    boolean isAddress = route.recipient().equals(route.target().address());
    return new Route(
        isAddress ? Address.mask(route.recipient()) : route.recipient(),
        masked(route.target()),
        route.alternatives().stream().map(RouteReader::masked).toList(),
        route.handle(),
        route.because());
  }

  private static Target masked(Target target) {
    return new Target(target.account(), Address.mask(target.address()));
  }
}
