package io.chat4all.worker.routing;

import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.Message.Reaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What facts mean to a message that is there: whether they change it, and into what.
final class Amendment {

  private Amendment() {}

  /// The message after a fact; empty when the fact has no effect on it.
  static Optional<Message> amended(Message target, ConversationFact fact) {
    if (target.deletedAt().isPresent()) {
      return Optional.empty();
    }
    return switch (fact) {
      case MessageEdited edited -> edited(target, edited);
      case MessageDeleted deleted -> Optional.of(deleted(target, deleted.at()));
      case ReactionChanged reaction -> reacted(target, reaction);
      case MessageAccepted _, ConversationFact.MemberChanged _ -> Optional.empty();
    };
  }

  /// Whether a message is as a fact left it: false when the fact had no effect, or when a later one
  /// undid it, whose event comes later.
  static boolean shows(Message target, ConversationFact fact) {
    if (target.deletedAt().isPresent()) {
      return fact instanceof MessageDeleted;
    }
    return switch (fact) {
      case MessageEdited edited ->
          target.editedAt().isPresent()
              && target.sender().equals(edited.by())
              && target.content().map(it -> it.text().equals(edited.text())).orElse(false);
      case ReactionChanged reaction -> has(target, reaction) == reaction.added();
      case MessageDeleted _, MessageAccepted _, ConversationFact.MemberChanged _ -> false;
    };
  }

  private static Optional<Message> edited(Message target, MessageEdited fact) {
    if (!target.sender().equals(fact.by()) || target.content().isEmpty()) {
      return Optional.empty();
    }
    var content = target.content().get().withText(fact.text());
    if (!content.text().equals(fact.text())) {
      return Optional.empty();
    }
    return Optional.of(
        with(target, Optional.of(content), Optional.of(fact.at()), target.reactions()));
  }

  private static Message deleted(Message target, Instant at) {
    return new Message(
        target.conversation(),
        target.id(),
        target.seq(),
        target.sender(),
        Optional.empty(),
        Optional.empty(),
        target.metadata(),
        target.createdAt(),
        target.editedAt(),
        Optional.of(at),
        List.of());
  }

  private static Optional<Message> reacted(Message target, ReactionChanged fact) {
    if (has(target, fact) == fact.added()) {
      return Optional.empty();
    }
    var reactions = new ArrayList<>(target.reactions());
    var reaction = new Reaction(fact.by(), fact.emoji());
    if (fact.added()) {
      reactions.add(reaction);
    } else {
      reactions.remove(reaction);
    }
    return Optional.of(with(target, target.content(), target.editedAt(), reactions));
  }

  private static boolean has(Message target, ReactionChanged fact) {
    for (var reaction : target.reactions()) {
      if (reaction.user().equals(fact.by()) && reaction.emoji().equals(fact.emoji())) {
        return true;
      }
    }
    return false;
  }

  private static Message with(
      Message old,
      Optional<Content> content,
      Optional<Instant> editedAt,
      List<Reaction> reactions) {
    return new Message(
        old.conversation(),
        old.id(),
        old.seq(),
        old.sender(),
        content,
        old.replyTo(),
        old.metadata(),
        old.createdAt(),
        editedAt,
        old.deletedAt(),
        reactions);
  }
}
