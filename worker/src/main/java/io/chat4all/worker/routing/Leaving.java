package io.chat4all.worker.routing;

import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.Message;
import io.chat4all.core.route.Route;
import java.util.List;

/// What a fact of a batch may have to do outside the app, once the batch is written.
sealed interface Leaving {

  /// The message that it is about, as it is after the fact.
  Message message();

  /// A message came into the history, with these routes.
  record Added(Message message, List<Route> routes) implements Leaving {}

  /// A message that came into the history before; nobody knows whether it left.
  record Repeated(Message message, MessageAccepted fact) implements Leaving {}

  /// A message was edited or deleted, or somebody reacted to it.
  record Changed(Message message, ConversationFact fact) implements Leaving {}
}
