package io.chat4all.core.intake;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Decides whether a message, or a change of one, is accepted, and puts it into the log.
///
/// Thread-safe.
public final class MessageIntake {

  private final ConversationIntake conversations;
  private final Memberships memberships;
  private final MessageFinder finder;
  private final FactLog log;
  private final TextRules text;
  private final Supplier<UUID> ids;
  private final Clock clock;

  /// `ids` makes the ids of messages whose sender chose none.
  public MessageIntake(
      ConversationIntake conversations,
      Memberships memberships,
      MessageFinder finder,
      FactLog log,
      IntakeLimits limits,
      Supplier<UUID> ids,
      Clock clock) {
    this.conversations = conversations;
    this.memberships = memberships;
    this.finder = finder;
    this.log = log;
    this.text = new TextRules(limits.maxTextBytes());
    this.ids = ids;
    this.clock = clock;
  }

  /// Accepts a message: the callback hears of it when it is durable. Sends of one caller to one
  /// conversation are stored in the order of these calls.
  ///
  /// May block on the directory and the history for what is not in memory; never on the log. A
  /// refusal by the rules is thrown, one by the log goes to the callback.
  public void send(Caller caller, SendCommand command, SendCallback callback) {
    check(command.content());
    requireMember(caller, command);
    var message = accepted(caller, command);
    var key = new MessageKey(message.conversation(), message.id());
    command.replyTo().ifPresent(original -> requireOriginal(message.conversation(), original));
    var pending = finder.pending();
    if (message.idChosen() && !pending.isNew(key) && pending.isStored(message)) {
      callback.accepted(key);
      return;
    }
    var entry = new PendingMessages.Pending(message);
    var before = pending.putIfAbsent(entry);
    if (before.isPresent()) {
      if (!SameMessage.test(message, before.get().message())) {
        throw SameMessage.conflict();
      }
      if (before.get().isDurable()) {
        callback.accepted(key);
        return;
      }
    } else if (message.idChosen() && !pending.isNew(key) && isInHistory(message)) {
      callback.accepted(key);
      return;
    }
    log.append(message, new Answer(callback, key, pending, before.orElse(entry)));
  }

  /// What [#send] would put into the log. Refused as that would be, but nothing is made or kept.
  public MessageAccepted draft(Caller caller, SendCommand command) {
    check(command.content());
    conversations.requireOpenable(caller, command.conversation(), command.to());
    command.replyTo().ifPresent(original -> requireOriginal(command.conversation(), original));
    return accepted(caller, command);
  }

  /// Whether this very message is in the history; another one of its id is refused.
  ///
  /// It is among the pending ones already, so that one that is stored after this look is forgotten
  /// by its event; one that was stored before has no event to come, and is forgotten here.
  private boolean isInHistory(MessageAccepted message) {
    boolean settled = true;
    try {
      settled = finder.isInHistory(message);
      return settled;
    } finally {
      if (settled) {
        finder.pending().forget(message);
      }
    }
  }

  /// Replaces the text of the caller's own message; waits until that is durable.
  public void edit(Caller caller, MessageId id, Optional<ConversationId> within, String newText) {
    var message = finder.require(caller, id, within);
    if (!message.sender().equals(caller.id())) {
      throw new ApiException(ErrorCode.PERMISSION_DENIED, "only its sender edits a message");
    }
    requirePresent(message);
    switch (message.content().orElseThrow()) {
      case Content.Text _ -> text.checkPresent("content", newText);
      case Content.Media _ -> text.check("content", newText);
      case Content.Location _, Content.Contact _ ->
          throw ApiException.invalid("content", "content: a place or a card has no text to edit");
    }
    log.append(
        new MessageEdited(message.conversation(), id, caller.id(), newText, clock.instant()));
  }

  /// Deletes a message for everyone; waits until that is durable.
  public void delete(Caller caller, MessageId id, Optional<ConversationId> within) {
    var message = finder.require(caller, id, within);
    if (!message.sender().equals(caller.id())
        && memberships
            .find(message.conversation(), caller.id())
            .filter(member -> member.role().moderates())
            .isEmpty()) {
      throw new ApiException(
          ErrorCode.PERMISSION_DENIED, "only its sender, owners and admins delete a message");
    }
    if (message.deletedAt().isEmpty()) {
      log.append(new MessageDeleted(message.conversation(), id, caller.id(), clock.instant()));
    }
  }

  /// Adds the caller's reaction, or takes it back; waits until that is durable.
  public void react(
      Caller caller, MessageId id, Optional<ConversationId> within, String emoji, boolean added) {
    var message = finder.require(caller, id, within);
    text.checkPresent("emoji", emoji);
    if (added) {
      requirePresent(message);
    }
    log.append(
        new ReactionChanged(
            message.conversation(), id, caller.id(), emoji, added, clock.instant()));
  }

  private void check(Content content) {
    switch (content) {
      case Content.Text(var body) -> text.checkPresent("content", body);
      case Content.Media media -> {
        if (media.fileId().isBlank()) {
          throw ApiException.invalid("file_id", "file_id: empty (expected: the id of a file)");
        }
        text.check("content", media.text());
      }
      case Content.Location location -> {
        text.check("location.name", location.name());
        text.check("location.address", location.address());
      }
      case Content.Contact contact -> {
        text.checkPresent("contact.name", contact.name());
        contact.phones().forEach(phone -> text.checkPresent("contact.phones", phone));
        contact.emails().forEach(email -> text.checkPresent("contact.emails", email));
      }
    }
  }

  private void requireMember(Caller caller, SendCommand command) {
    if (!memberships.isKnown(command.conversation(), caller.id())) {
      conversations.open(caller, command.conversation(), command.to());
    }
    memberships.require(command.conversation(), caller.id());
  }

  private MessageAccepted accepted(Caller caller, SendCommand command) {
    return new MessageAccepted(
        command.conversation(),
        command.id().orElseGet(() -> new MessageId(ids.get())),
        command.id().isPresent(),
        caller.id(),
        command.content(),
        command.replyTo(),
        command.metadata(),
        command.to(),
        command.channels(),
        clock.instant());
  }

  private void requireOriginal(ConversationId conversation, MessageId original) {
    if (finder.find(new MessageKey(conversation, original)).isEmpty()) {
      throw ApiException.invalid("reply_to", "reply_to: no such message in this conversation");
    }
  }

  private static void requirePresent(Message message) {
    if (message.deletedAt().isPresent()) {
      throw new ApiException(ErrorCode.MESSAGE_DELETED, "the message was deleted");
    }
  }

  /// Turns the log's answer into the sender's.
  private record Answer(
      SendCallback callback, MessageKey key, PendingMessages all, PendingMessages.Pending pending)
      implements AppendCallback {
    @Override
    public void acknowledged() {
      pending.acknowledged();
      callback.accepted(key);
    }

    @Override
    public void failed(ApiException cause) {
      if (!pending.isDurable()) {
        all.forget(pending.message());
      }
      callback.refused(cause);
    }
  }
}
