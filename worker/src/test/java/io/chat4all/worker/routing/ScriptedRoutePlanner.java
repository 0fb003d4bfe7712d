package io.chat4all.worker.routing;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.route.Route;
import io.chat4all.core.route.RoutePlan;
import io.chat4all.core.route.RoutePlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Plans what a script says, and remembers what it was asked. A message to named recipients goes to
/// them.
final class ScriptedRoutePlanner implements RoutePlanner {

  static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  static final ChannelId TELEGRAM = new ChannelId("telegram");

  private final List<MessageAccepted> planned = new ArrayList<>();
  private final List<ConversationId> forgotten = new ArrayList<>();
  private Function<MessageAccepted, List<Route>> script = _ -> List.of();
  private List<Route> reached = List.of();

  static Route route(String recipient, ChannelId channel) {
    return new Route(
        recipient,
        new Target(new ChannelAccountId(channel, "main"), "at " + recipient),
        List.of(),
        Optional.empty(),
        "told to");
  }

  void plan(Function<MessageAccepted, List<Route>> next) {
    script = next;
  }

  void reach(Route... routes) {
    reached = List.of(routes);
  }

  /// The messages that were planned since the last time this was asked.
  List<MessageAccepted> takePlanned() {
    var taken = List.copyOf(planned);
    planned.clear();
    return taken;
  }

  List<ConversationId> forgotten() {
    return forgotten;
  }

  @Override
  public RoutePlan plan(MessageAccepted message) {
    planned.add(message);
    var routes =
        message.to().isEmpty()
            ? script.apply(message)
            : message.to().stream()
                .map(to -> route(to.value(), message.channels().getFirst()))
                .toList();
    return new RoutePlan("scripted", routes, List.of());
  }

  @Override
  public List<Route> reach(ConversationId conversation, UserId except) {
    return reached.stream().filter(route -> !route.recipient().equals(except.value())).toList();
  }

  @Override
  public void membersChanged(ConversationId conversation) {
    forgotten.add(conversation);
  }
}
