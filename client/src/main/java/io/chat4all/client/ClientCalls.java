package io.chat4all.client;

import io.chat4all.protocol.v1.AdminGrpc;
import io.chat4all.protocol.v1.AuthGrpc;
import io.chat4all.protocol.v1.ChannelsGrpc;
import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.IdentitiesGrpc;
import io.chat4all.protocol.v1.ListConversationsRequest;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.RevokeTokenRequest;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.SendMessageResponse;
import io.chat4all.protocol.v1.UsersGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// How a call is made: with a valid token, within a deadline, repeated where that is safe.
///
/// Thread-safe.
final class ClientCalls implements AutoCloseable {

  final MessagesGrpc.MessagesBlockingStub messages;
  final ConversationsGrpc.ConversationsBlockingStub conversations;
  final UsersGrpc.UsersBlockingStub users;
  final IdentitiesGrpc.IdentitiesBlockingStub identities;
  final ChannelsGrpc.ChannelsBlockingStub channels;
  final AdminGrpc.AdminBlockingStub admin;

  private final AuthGrpc.AuthBlockingStub auth;
  private final Endpoint endpoint;
  private final ClientOptions options;
  private final Clock clock = Clock.systemUTC();
  private final Backoff backoff;
  private final ManagedChannel channel;
  private final TokenKeeper tokens;
  private final ScheduledExecutorService timer;
  private final Set<LiveSession> sessions = ConcurrentHashMap.newKeySet();

  ClientCalls(Endpoint endpoint, Credentials credentials, ClientOptions options) {
    this.endpoint = endpoint;
    this.options = options;
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    this.backoff = new Backoff(options.backoffFirst(), options.backoffMax(), random);
    this.channel = endpoint.channel().build();
    this.auth = AuthGrpc.newBlockingStub(channel);
    this.messages = MessagesGrpc.newBlockingStub(channel);
    this.conversations = ConversationsGrpc.newBlockingStub(channel);
    this.users = UsersGrpc.newBlockingStub(channel);
    this.identities = IdentitiesGrpc.newBlockingStub(channel);
    this.channels = ChannelsGrpc.newBlockingStub(channel);
    this.admin = AdminGrpc.newBlockingStub(channel);
    this.tokens =
        new TokenKeeper(credentials, request -> open(auth, s -> s.getToken(request)), clock);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("chat4all-client-timer").factory());
  }

  Tokens signIn() {
    return tokens.bearer().tokens();
  }

  void signOut() {
    var token = tokens.revocable();
    if (!token.isEmpty()) {
      var request = RevokeTokenRequest.newBuilder().setToken(token).build();
      var _ = open(auth, stub -> stub.revokeToken(request));
    }
    tokens.forget();
  }

  /// Makes a call that needs a token; once more with a new one if the server refuses the first.
  <S extends AbstractStub<S>, T> T call(S stub, Function<S, T> rpc) {
    var bearer = tokens.bearer();
    try {
      return open(stub.withCallCredentials(bearer), rpc);
    } catch (Chat4AllException e) {
      if (!e.code().equals("unauthenticated") || !tokens.rejected(bearer)) {
        throw e;
      }
    }
    return open(stub.withCallCredentials(tokens.bearer()), rpc);
  }

  /// [#call] for calls whose answer says nothing.
  <S extends AbstractStub<S>> void run(S stub, Function<S, ?> rpc) {
    var _ = call(stub, rpc);
  }

  /// Makes a call as it is.
  <S extends AbstractStub<S>, T> T open(S stub, Function<S, T> rpc) {
    Reconnection.attempt(channel);
    try {
      return rpc.apply(
          stub.withDeadlineAfter(options.callTimeout().toNanos(), TimeUnit.NANOSECONDS));
    } catch (StatusRuntimeException e) {
      throw Errors.of(e);
    }
  }

  SendMessageResponse send(SendMessageRequest request) {
    var withId =
        request.getMessageId().isEmpty()
            ? request.toBuilder().setMessageId(MessageIds.next(clock)).build()
            : request;
    return patiently(() -> call(messages, stub -> stub.sendMessage(withId)));
  }

  /// Repeats a call that may be repeated, until it is answered or the send deadline passes.
  <T> T patiently(Supplier<T> call) {
    long deadline = System.nanoTime() + options.sendDeadline().toNanos();
    for (int failures = 1; ; failures++) {
      try {
        return call.get();
      } catch (Chat4AllException e) {
        var wait = backoff.after(failures, e.retryAfter());
        if (!e.retryable() || System.nanoTime() + wait.toNanos() > deadline) {
          throw e;
        }
        pause(wait);
      }
    }
  }

  Iterator<Conversation> conversations() {
    return new Pages<>(token -> {
      var page = ListConversationsRequest.newBuilder().setPageToken(token).build();
      var answer = call(conversations, stub -> stub.listConversations(page));
      return new Pages.Page<>(answer.getConversationsList(), answer.getNextPageToken());
    });
  }

  LiveSession live(LiveOptions liveOptions, LiveListener listener) {
    var parts = new LiveSession.Parts(endpoint, tokens, this::conversations, backoff, timer, clock);
    var session = new LiveSession(parts, liveOptions, listener, sessions::remove);
    sessions.add(session);
    session.start();
    return session;
  }

  @Override
  public void close() {
    for (var session : sessions) {
      session.close();
      session.abandon();
    }
    timer.shutdownNow();
    channel.shutdownNow();
  }

  private static void pause(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Chat4AllException(
          Chat4AllException.CANCELLED, "interrupted while waiting to retry");
    }
  }

  /// Walks through a list of the API and asks for the next page when it gets there.
  static final class Pages<T> implements Iterator<T> {

    private final Function<String, Page<T>> call;
    private Iterator<T> page = List.<T>of().iterator();
    private String next = "";
    private boolean last;

    /// `call` takes a page token, empty for the first page.
    Pages(Function<String, Page<T>> call) {
      this.call = call;
    }

    @Override
    public boolean hasNext() {
      while (!page.hasNext() && !last) {
        var answer = call.apply(next);
        page = answer.items().iterator();
        next = answer.nextToken();
        last = next.isEmpty();
      }
      return page.hasNext();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the list is at its end");
      }
      return page.next();
    }

    /// One page and the token of the next, empty on the last.
    record Page<T>(List<T> items, String nextToken) {}
  }
}
