package io.chat4all.core.intake;

import io.chat4all.core.TestClock;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The intake over fakes, with the users `ana`, `bia`, `caio` and the connector `wa`.
final class Platform implements SendCallback {

  final TestClock clock = new TestClock();
  final InMemoryLog log = new InMemoryLog();
  final InMemoryMessageStore store = new InMemoryMessageStore();
  final InMemoryAccountDirectory accounts = new InMemoryAccountDirectory();
  final InMemoryConversationDirectory directory = new InMemoryConversationDirectory();
  final PendingMessages pending = new PendingMessages(clock);
  final Memberships memberships = new Memberships(directory, log, clock);
  final ConversationIntake conversations =
      new ConversationIntake(
          new Directories(accounts, directory),
          memberships,
          store,
          log,
          log,
          new IntakeLimits(1_000, 5),
          clock);
  final MessageFinder finder = new MessageFinder(store, pending, memberships);
  final MessageIntake messages =
      new MessageIntake(
          conversations,
          memberships,
          finder,
          log,
          new IntakeLimits(1_000, 5),
          new UuidV7(clock, 1),
          clock);
  final ReceiptIntake receipts = new ReceiptIntake(memberships, directory, finder, log, clock);
  final List<MessageKey> accepted = new ArrayList<>();
  final List<ApiException> refused = new ArrayList<>();

  final Caller ana = account("ana", Role.USER);
  final Caller bia = account("bia", Role.USER);
  final Caller caio = account("caio", Role.USER);
  final Caller wa = account("wa", Role.SERVICE);

  private Caller account(String id, Role role) {
    var user = new UserId(id);
    accounts.create(new Account(user, role, id, Optional.empty(), "hash", 0, Instant.EPOCH));
    return new Caller(user, role);
  }

  static ConversationId anyConversation() {
    return new ConversationId(UUID.randomUUID());
  }

  static SendCommand text(ConversationId conversation, String text, UserId... to) {
    return new SendCommand(
        Optional.empty(),
        conversation,
        new Content.Text(text),
        Optional.empty(),
        Map.of(),
        List.of(to),
        List.of());
  }

  static SendCommand text(MessageId id, ConversationId conversation, String text) {
    return content(id, conversation, new Content.Text(text));
  }

  static SendCommand content(MessageId id, ConversationId conversation, Content content) {
    return new SendCommand(
        Optional.of(id), conversation, content, Optional.empty(), Map.of(), List.of(), List.of());
  }

  void send(Caller caller, SendCommand command) {
    messages.send(caller, command, this);
  }

  /// Stores the message that was sent last, as the router would, and its event comes.
  Message storeLast() {
    var accepted = (MessageAccepted) log.facts().getLast();
    var head = store.heads(List.of(accepted.conversation())).get(accepted.conversation());
    var stored =
        new Message(
            accepted.conversation(),
            accepted.id(),
            head == null ? 1 : head.seq() + 1,
            accepted.sender(),
            Optional.of(accepted.content()),
            Optional.empty(),
            accepted.metadata(),
            accepted.at(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    store.append(List.of(new Change.Add(stored, new LogPosition("log", 0, log.facts().size()))));
    pending.seen(List.of(new ConversationEvent.MessageAdded(stored)));
    return stored;
  }

  @Override
  public void accepted(MessageKey message) {
    accepted.add(message);
  }

  @Override
  public void refused(ApiException cause) {
    refused.add(cause);
  }
}
