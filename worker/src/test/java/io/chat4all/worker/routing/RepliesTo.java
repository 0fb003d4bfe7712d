package io.chat4all.worker.routing;

import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.MessageId;
import java.util.Map;
import java.util.Optional;

/// The same message as an answer to another, with metadata.
final class RepliesTo {

  private RepliesTo() {}

  static MessageAccepted of(MessageAccepted fact, Optional<MessageId> original) {
    return new MessageAccepted(
        fact.conversation(),
        fact.id(),
        fact.idChosen(),
        fact.sender(),
        fact.content(),
        original,
        Map.of("priority", "high"),
        fact.to(),
        fact.channels(),
        fact.at());
  }
}
