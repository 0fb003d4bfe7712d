package io.chat4all.gateway.socket;

import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.chat4all.core.TestClock;
import io.chat4all.core.connector.ScriptedChannels;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.InMemoryIdentityDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.Contacts;
import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.Directories;
import io.chat4all.core.intake.IdentityIntake;
import io.chat4all.core.intake.IntakeLimits;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.intake.MergedMemberships;
import io.chat4all.core.intake.MessageFinder;
import io.chat4all.core.intake.MessageIntake;
import io.chat4all.core.intake.PendingMessages;
import io.chat4all.core.intake.ReceiptIntake;
import io.chat4all.core.intake.SendCallback;
import io.chat4all.core.intake.SendCommand;
import io.chat4all.core.intake.UuidV7;
import io.chat4all.core.limit.Limit;
import io.chat4all.core.limit.LocalRateLimits;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import io.chat4all.core.presence.LocalPresence;
import io.chat4all.core.query.MessageReader;
import io.chat4all.gateway.error.EdgeErrorHandler;
import io.chat4all.gateway.error.GrpcErrors;
import io.chat4all.gateway.limit.SendLimit;
import io.chat4all.gateway.wire.FieldRules;
import io.chat4all.gateway.wire.SendRequests;
import io.chat4all.worker.Workers;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A real server with the real router over the fakes of log, history and directories.
final class Stage implements AutoCloseable {

  /// The defaults with a heartbeat that no test waits for.
  static final SessionConfig CALM =
      new SessionConfig(
          Duration.ofHours(1), Duration.ofSeconds(10), 4_000, 4 << 20, 256, 1 << 20, 10_000);

  private static final EventLoopGroup WORKERS = EventLoopGroups.newEventLoopGroup(2, true);

  final TestClock clock = new TestClock();
  final InMemoryLog log = new InMemoryLog();
  final InMemoryMessageStore store = new InMemoryMessageStore();
  final InMemoryAccountDirectory accounts = new InMemoryAccountDirectory();
  final InMemoryConversationDirectory directory = new InMemoryConversationDirectory();
  final ScriptedTokens tokens = new ScriptedTokens();
  final PendingMessages pending = new PendingMessages(clock);
  final Memberships memberships = new Memberships(directory, log, clock);
  final ConversationIntake conversations =
      new ConversationIntake(
          new Directories(accounts, directory),
          memberships,
          store,
          log,
          log,
          IntakeLimits.DEFAULT,
          clock);
  final MessageFinder finder = new MessageFinder(store, pending, memberships);
  final MessageIntake messages =
      new MessageIntake(
          conversations,
          memberships,
          finder,
          log,
          IntakeLimits.DEFAULT,
          new UuidV7(clock, 1),
          clock);
  final SessionHub hub;
  private final Workers workers = Workers.start(log, store, log, clock);
  private final Server server;

  Stage(SessionConfig config) {
    this(config, Optional.empty());
  }

  /// `sends` is how often an account may send.
  Stage(SessionConfig config, Optional<Limit> sends) {
    var ports =
        new SessionPorts(
            tokens,
            memberships,
            directory,
            store,
            new MessageReader(store, finder, pending, memberships),
            messages,
            new ReceiptIntake(memberships, directory, finder, log, clock),
            new SendRequests(new ScriptedChannels(), identities()),
            new SendLimit(new LocalRateLimits(100, clock), sends),
            pending,
            log,
            log,
            log,
            new LocalPresence(),
            clock);
    hub = SessionHub.start(ports, config);
    server =
        Server.builder()
            .http(0)
            .workerGroup(WORKERS, false)
            .service("/v1/ws", new SocketService(hub))
            .service("/v1/events", new EventStreamService(hub, ports))
            .service(
                GrpcService.builder()
                    .addService(new EventsRpc(hub, new FieldRules()))
                    .exceptionHandler(new GrpcErrors())
                    .build())
            .errorHandler(new EdgeErrorHandler())
            .gracefulShutdownTimeoutMillis(0, 0)
            .build();
    server.start().join();
    for (var user : List.of("ana", "bia", "caio", "duda")) {
      account(user);
    }
  }

  private IdentityIntake identities() {
    var addresses = new InMemoryIdentityDirectory(accounts);
    return new IdentityIntake(
        accounts,
        addresses,
        new ScriptedChannels(),
        new Contacts(accounts, addresses, log, new Random(1), clock),
        new MergedMemberships(directory, log, log, clock),
        log,
        clock);
  }

  int port() {
    return server.activeLocalPort();
  }

  ScriptedSocket open(String user) throws IOException {
    return ScriptedSocket.open(port(), user);
  }

  void account(String user) {
    accounts.create(
        new Account(new UserId(user), Role.USER, user, Optional.empty(), "", 0, Instant.EPOCH));
  }

  /// A group whose first member owns it, and whose history and events know the members.
  ConversationId group(String owner, String... others) throws InterruptedException {
    var id = new ConversationId(UUID.randomUUID());
    conversations.create(
        caller(owner),
        new Conversation(
            id, ConversationType.GROUP, "", Map.of(), false, new UserId(owner), clock.instant()),
        Arrays.stream(others).map(UserId::new).toList());
    settle();
    return id;
  }

  /// Sends and waits until the message has its place; answers its id.
  MessageId tell(String user, ConversationId conversation, String text)
      throws InterruptedException {
    var accepted = new CompletableFuture<MessageId>();
    messages.send(
        caller(user),
        new SendCommand(
            Optional.empty(),
            conversation,
            new Content.Text(text),
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of()),
        new SendCallback() {
          @Override
          public void accepted(MessageKey message) {
            accepted.complete(message.id());
          }

          @Override
          public void refused(ApiException cause) {
            accepted.completeExceptionally(cause);
          }
        });
    settle();
    return accepted.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /// Waits until the workers have done everything, and the sessions there are were told.
  void settle() throws InterruptedException {
    if (!log.awaitCommitted(Duration.ofSeconds(10))) {
      throw new AssertionError("the workers are behind");
    }
    await(log::isFed);
  }

  /// Waits until something is so; 10 seconds at most.
  static void await(BooleanSupplier so) throws InterruptedException {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline || Thread.interrupted()) {
        throw new InterruptedException("it did not become so");
      }
      Thread.onSpinWait();
    }
  }

  static Caller caller(String user) {
    return new Caller(new UserId(user), Role.USER);
  }

  @Override
  public void close() {
    log.recover();
    hub.close();
    // Not waited for: netty takes 2 s to be sure that nobody calls any more.
    var _ = server.stop();
    workers.close();
    log.close();
    memberships.close();
  }
}
