package io.chat4all.core.history;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.PlannedDelivery;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.Message;
import java.util.List;

/// One line of what the router writes: what a fact makes of the history.
public sealed interface Change {

  /// Which conversation.
  ConversationId conversation();

  /// The fact's place in the log.
  LogPosition position();

  /// A message at its `seq`. Its sender's own read marker is not touched.
  ///
  /// @param deliveries the external deliveries that it begins with, PENDING
  record Add(Message message, List<PlannedDelivery> deliveries, LogPosition position)
      implements Change {
    public Add {
      deliveries = List.copyOf(deliveries);
    }

    /// A message that stays in the app.
    public Add(Message message, LogPosition position) {
      this(message, List.of(), position);
    }

    @Override
    public ConversationId conversation() {
      return message.conversation();
    }
  }

  /// An edit, deletion or reaction of a message that is in the history, or a change of membership.
  ///
  /// @param atSeq the conversation's newest `seq` at this point of the log
  /// @param targetSeq the `seq` of the message it changes; 0 for a change of membership
  record Apply(ConversationFact fact, long atSeq, long targetSeq, LogPosition position)
      implements Change {
    public Apply {
      if (fact instanceof ConversationFact.MessageAccepted) {
        throw new IllegalArgumentException("fact: a message (expected: a change of one)");
      }
    }

    @Override
    public ConversationId conversation() {
      return fact.conversation();
    }
  }

  /// A fact without effect, such as a repeated message: only the position moves.
  record Skip(ConversationId conversation, LogPosition position) implements Change {}
}
