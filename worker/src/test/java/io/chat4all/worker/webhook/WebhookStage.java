package io.chat4all.worker.webhook;

import io.chat4all.core.TestClock;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.webhook.InMemoryWebhookDeliveries;
import io.chat4all.core.webhook.InMemoryWebhookDirectory;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookAddresses;
import io.chat4all.core.webhook.WebhookDelivery;
import io.chat4all.core.webhook.WebhookEventType;
import io.chat4all.core.webhook.WebhookId;
import io.chat4all.core.webhook.WebhookSeal;
import io.chat4all.core.webhook.WebhookSecrets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Dispatch on stores in memory, fed by hand; bruno and maria are in one conversation.
final class WebhookStage implements AutoCloseable {

  static final UserId BRUNO = new UserId("bruno");
  static final UserId MARIA = new UserId("maria");
  static final UserId EVE = new UserId("eve");
  static final ConversationId CONVERSATION = new ConversationId(new UUID(1, 1));
  static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  static final WebhookConfig CONFIG =
      WebhookConfig.of(
          new WebhookAddresses(true),
          Duration.ofMillis(400),
          Duration.ofHours(24),
          Duration.ofDays(7));

  final TestClock clock = new TestClock();
  final InMemoryLog log = new InMemoryLog();
  final InMemoryWebhookDeliveries deliveries = new InMemoryWebhookDeliveries();
  private final InMemoryConversationDirectory conversations = new InMemoryConversationDirectory();
  final InMemoryWebhookDirectory directory = new InMemoryWebhookDirectory(conversations);
  private final InMemoryMessageStore store = new InMemoryMessageStore();
  private final WebhookSeal seal =
      new WebhookSeal(new Secret("a secret key for tests, long enough"), new SecureRandom());
  private WebhookDispatch dispatch;
  private long offset;

  WebhookStage() {
    this(true);
  }

  WebhookStage(boolean allowPrivate) {
    var now = clock.instant();
    conversations.create(
        new Conversation(CONVERSATION, ConversationType.GROUP, "", Map.of(), false, BRUNO, now),
        List.of(
            new Member(BRUNO, MemberRole.OWNER, now), new Member(MARIA, MemberRole.MEMBER, now)));
    dispatch = start(allowPrivate);
  }

  private WebhookDispatch start(boolean allowPrivate) {
    var config = CONFIG.withAddresses(new WebhookAddresses(allowPrivate));
    return WebhookDispatch.start(directory, deliveries, seal, store, log, config, clock);
  }

  /// Another process goes on.
  void restart() {
    dispatch.close();
    dispatch = start(true);
  }

  WebhookStats stats() {
    return dispatch.stats();
  }

  Webhook register(UserId owner, String url) {
    var id = new WebhookId(UUID.randomUUID());
    var wanted = EnumSet.allOf(WebhookEventType.class);
    wanted.removeIf(type -> !type.canBeWanted());
    var webhook =
        new Webhook(
            id,
            owner,
            url,
            "",
            wanted,
            seal.seal(id, new WebhookSecrets(SECRET, Optional.empty())),
            "",
            clock.instant());
    directory.create(webhook, 100);
    log.announce(new DirectoryChange.WebhooksChanged(owner));
    return webhook;
  }

  /// A message that comes into the history, which nobody is told of yet.
  Message stored(UserId sender, String text) {
    long seq = ++offset;
    var message =
        new Message(
            CONVERSATION,
            new MessageId(new UUID(2, seq)),
            seq,
            sender,
            Optional.of(new Content.Text(text)),
            Optional.empty(),
            Map.of("k", "v"),
            clock.instant(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    store.append(List.of(new Change.Add(message, new LogPosition("log", 0, offset))));
    return message;
  }

  /// A message that comes into the history and is told.
  Message send(UserId sender, String text) {
    var message = stored(sender, text);
    tell(new ConversationEvent.MessageAdded(message));
    return message;
  }

  void tell(ConversationEvent... events) {
    dispatch
        .events()
        .handle(
            List.of(events).stream()
                .map(event -> new LoggedFact<>(new LogPosition("log", 0, 1), event, false))
                .toList());
  }

  /// Maria read up to here.
  void read(long upToSeq) {
    tell(
        new ConversationEvent.StatusMoved(
            CONVERSATION,
            MARIA.value(),
            ChannelId.INTERNAL,
            DeliveryStatus.READ,
            upToSeq,
            Optional.empty(),
            "",
            List.of(BRUNO),
            clock.instant()));
  }

  /// Time passes; what is due then is looked for.
  void pass(Duration time) {
    clock.advance(time);
    dispatch.wake();
  }

  List<WebhookDelivery> in(WebhookDelivery.State state) {
    return deliveries.all().stream().filter(it -> it.state() == state).toList();
  }

  @Override
  public void close() {
    dispatch.close();
    log.close();
  }
}
