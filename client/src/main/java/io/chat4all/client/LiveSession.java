package io.chat4all.client;

import static java.util.Objects.requireNonNull;

import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.EventsGrpc;
import io.chat4all.protocol.v1.Ready;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.ServerFrame;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A live session: pushes events to a listener and sends messages without waiting for each answer.
///
/// When the connection breaks, falls silent or is closed by the server, the session connects again
/// with back-off for as long as it is open, asks for what it missed, and repeats the sends that
/// were not answered with the same message ids, so that the listener sees every message exactly
/// once and in the order of its conversation. A send that the server asked to repeat later may end
/// up behind later sends.
///
/// Bounded: at most `maxInFlight` unanswered sends (a further one waits), 256 frames read ahead of
/// the listener, 1,024 early events per conversation. Of a conversation that appeared while the
/// session was away, at most the newest 1,000 messages are played back.
///
/// Thread-safe.
public final class LiveSession implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LiveSession.class);

  /// Answers that no further attempt would change.
  private static final String SHUTTING_DOWN = "shutting_down";

  private static final Set<String> FINAL =
      Set.of(
          "permission_denied",
          "unimplemented",
          "invalid_credentials",
          "invalid_refresh_token",
          "refresh_token_reused",
          Chat4AllException.NOT_SIGNED_IN);

  /// Answers to a sync that no further attempt would change.
  private static final Set<String> UNSYNCABLE =
      Set.of("not_found", "permission_denied", "invalid_argument");

  private static final int MAX_TOKENS_REFUSED = 3;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);

  /// gRPC runs a burst of frames as one task, so this is a thread per burst, not per frame.
  private static final Executor CALLBACKS =
      task -> Thread.ofVirtual().name("chat4all-live").start(task);

  private final Parts parts;
  private final LiveOptions options;
  private final LiveListener listener;
  private final Consumer<LiveSession> onEnd;
  private final ManagedChannel channel;
  private final Outbox outbox;
  private final Inbox inbox;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable LiveStream stream;

  /// Whether somebody runs a connection or makes one, and with it the calls of the listener.
  private volatile boolean active = true;

  private volatile @Nullable Ready ready;
  private volatile @Nullable Thread listening;
  private volatile @Nullable Chat4AllException openFailure;
  private volatile @Nullable ScheduledFuture<?> watchdog;
  // INVARIANT: these belong to whoever runs the current connection: one thread at a time.
  private boolean everReady;
  private int failures;
  private int tokensRefused;

  LiveSession(
      Parts parts, LiveOptions options, LiveListener listener, Consumer<LiveSession> onEnd) {
    this.parts = parts;
    this.options = options;
    this.listener = listener;
    this.onEnd = onEnd;
    this.channel = parts.endpoint().channel().executor(CALLBACKS).build();
    this.outbox = new Outbox(options.maxInFlight());
    this.inbox =
        new Inbox(event -> call(() -> listener.event(event)), outbox::sync, this::caughtUp);
    options.cursors().forEach(inbox::startAt);
  }

  /// Connects for the first time; throws when that fails.
  void start() {
    try {
      connect();
      long wait = options.connectTimeout().toMillis();
      if (!opened.await(wait, TimeUnit.MILLISECONDS)) {
        openFailure =
            new Chat4AllException(
                Chat4AllException.DEADLINE_EXCEEDED, "no session within " + wait + " ms");
      }
      var failure = openFailure;
      if (failure != null) {
        throw failure;
      }
    } catch (Chat4AllException e) {
      abandon();
      finish(Optional.empty());
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon();
      finish(Optional.empty());
      throw new Chat4AllException(Chat4AllException.CANCELLED, "interrupted while connecting");
    }
    long interval = WATCH_INTERVAL.toMillis();
    var task =
        parts
            .timer()
            .scheduleWithFixedDelay(this::watch, interval, interval, TimeUnit.MILLISECONDS);
    watchdog = task;
    if (finished.get()) {
      task.cancel(false);
    }
  }

  /// Sends a message; [PendingSend#await] waits for the answer.
  public PendingSend send(SendMessageRequest request) {
    return send(request, _ -> {});
  }

  /// Sends a message and calls back when it is durable or has failed.
  ///
  /// Waits while `maxInFlight` sends are unanswered; inside the listener it throws `overloaded`
  /// instead. The message id is chosen here if the request has none. The callback is called by the
  /// thread of the listener, or by the timer for a send without an answer: it must be short.
  public PendingSend send(SendMessageRequest request, Consumer<PendingSend.Outcome> callback) {
    var withId =
        request.getMessageId().isEmpty()
            ? request.toBuilder().setMessageId(MessageIds.next(parts.clock())).build()
            : request;
    outbox.reserve(!insideListener());
    long deadline = System.nanoTime() + options.sendDeadline().toNanos();
    return outbox.send(this, withId, deadline, callback);
  }

  /// Tells that this device has every message up to `seq`; makes DELIVERED.
  ///
  /// Acks of one conversation are gathered for `ackDelay`; the highest is sent, and again after a
  /// break.
  public void ack(String conversationId, long seq) {
    plan(outbox.ack(conversationId, seq));
  }

  /// Tells that the user has read every message up to `seq`; makes READ. Gathered like acks.
  public void read(String conversationId, long seq) {
    plan(outbox.read(conversationId, seq));
  }

  /// Tells that the user types, or stopped. Dropped while there is no connection.
  public void typing(String conversationId, boolean active) {
    outbox.typing(conversationId, active);
  }

  /// Whether there is a connection right now.
  public boolean connected() {
    return ready != null;
  }

  /// Ends the session: the last acks are sent, unanswered sends end with `closed`.
  ///
  /// When it returns, the listener has had its last call, unless the listener itself calls this.
  /// Closing again does nothing.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    var current = stream;
    var unanswered = outbox.close();
    if (current != null) {
      current.halfClose();
    }
    if (!active) {
      finish(Optional.empty());
    }
    fail(unanswered, Chat4AllException.CLOSED, "the session was closed before an answer came");
    channel.shutdown();
    if (!insideListener()) {
      awaitEnd();
      channel.shutdownNow();
      awaitEnd();
    }
  }

  /// Cuts the connection, if [#close] left it to end by itself.
  void abandon() {
    closed.set(true);
    channel.shutdownNow();
  }

  /// One frame of the current connection.
  void received(LiveStream from, ServerFrame frame) {
    listening = Thread.currentThread();
    try {
      switch (frame.getFrameCase()) {
        case READY -> ready(from, frame.getReady());
        case EVENT -> inbox.event(frame.getEvent());
        case ACCEPTED -> {
          var send = outbox.remove(frame.getId());
          if (send != null) {
            complete(send, new PendingSend.Outcome.Accepted(frame.getAccepted()));
          }
        }
        case ERROR -> refused(from, frame.getId(), Errors.of(frame.getError()));
        case HEARTBEAT -> inbox.heartbeat(frame.getHeartbeat().getHeadsList());
        case SYNCED -> inbox.synced(frame.getId(), frame.getSynced().getHeadsList());
        case FRAME_NOT_SET -> log.debug("A newer server said something unknown");
      }
    } finally {
      listening = null;
    }
  }

  /// The current connection is gone.
  void ended(LiveStream gone, Chat4AllException cause) {
    outbox.detach();
    ready = null;
    boolean refusedForGood =
        cause.code().equals("unauthenticated")
            && (!parts.tokens().rejected(gone.bearer) || ++tokensRefused >= MAX_TOKENS_REFUSED);
    broken(cause, refusedForGood || FINAL.contains(cause.code()));
  }

  void checkNotListening(String what) {
    if (insideListener()) {
      throw new IllegalStateException(
          what + " inside the listener would never end: use the callback of send");
    }
  }

  private boolean insideListener() {
    return Thread.currentThread().equals(listening);
  }

  private void connect() {
    if (options.discover()) {
      discover(parts.conversations().get());
    }
    var bearer = parts.tokens().bearer();
    channel.resetConnectBackoff();
    var next = new LiveStream(this, bearer);
    stream = next;
    EventsGrpc.newStub(channel).withCallCredentials(bearer).connect(next);
    if (closed.get()) {
      next.cancel(new Chat4AllException(Chat4AllException.CLOSED, "the session is closed"));
    }
  }

  private void discover(Iterator<Conversation> conversations) {
    while (conversations.hasNext()) {
      var conversation = conversations.next();
      inbox.discovered(conversation.getConversationId(), conversation.getLastSeq(), !everReady);
    }
  }

  private void reconnect() {
    active = true;
    if (closed.get()) {
      finish(Optional.empty());
      return;
    }
    try {
      connect();
    } catch (Chat4AllException e) {
      broken(e, FINAL.contains(e.code()));
    }
  }

  private void ready(LiveStream from, Ready frame) {
    ready = frame;
    everReady = true;
    tokensRefused = 0;
    call(() -> listener.connected(frame));
    outbox.attach(from::say);
    opened.countDown();
    inbox.connected(frame.getUserId());
  }

  private void caughtUp() {
    failures = 0;
    call(listener::caughtUp);
  }

  private void refused(LiveStream from, String id, Chat4AllException error) {
    var send = outbox.find(id);
    if (send == null) {
      if (id.isEmpty() && error.code().equals(SHUTTING_DOWN)) {
        // What was said is answered; what follows waits for the next connection.
        outbox.detach();
      } else if (inbox.isSync(id) && !UNSYNCABLE.contains(error.code())) {
        // Without what was missed the session is worth nothing: start it again, later.
        cut(from, error);
      } else if (!inbox.isSync(id) || !inbox.syncRefused(id, error.field())) {
        call(() -> listener.refused(error));
      }
      return;
    }
    if (error.retryable()) {
      send.failures++;
      var wait = parts.backoff().after(send.failures, error.retryAfter());
      later(() -> outbox.repeat(id), wait);
    } else if (outbox.remove(id) != null) {
      complete(send, new PendingSend.Outcome.Failed(error));
    }
  }

  private void broken(Chat4AllException cause, boolean forGood) {
    if (closed.get()) {
      finish(Optional.empty());
    } else if (!everReady) {
      openFailure = cause;
      opened.countDown();
    } else if (forGood) {
      closed.set(true);
      var unanswered = outbox.close();
      fail(unanswered, cause.code(), cause.detail());
      finish(Optional.of(cause));
      channel.shutdownNow();
    } else {
      failures++;
      var wait = parts.backoff().after(failures, cause.retryAfter());
      call(() -> listener.disconnected(cause, wait));
      stream = null;
      active = false;
      later(() -> Thread.ofVirtual().name("chat4all-reconnect").start(this::reconnect), wait);
      if (closed.get()) {
        finish(Optional.empty());
      }
    }
  }

  private void watch() {
    long now = System.nanoTime();
    fail(outbox.expire(now), Chat4AllException.DEADLINE_EXCEEDED, "no answer in time");
    var current = stream;
    if (current == null || listening != null || closed.get()) {
      return;
    }
    var session = ready;
    long silence = now - current.lastFrameAt();
    if (session == null) {
      if (now - current.startedAt > options.connectTimeout().toNanos()) {
        cut(current, unreachable("no answer from the server"));
      }
    } else if (silence > Duration.ofSeconds(5 + session.getHeartbeatSeconds() * 5L / 2).toNanos()) {
      cut(current, unreachable("no heartbeat from the server"));
    }
  }

  private void cut(LiveStream current, Chat4AllException cause) {
    outbox.detach();
    current.cancel(cause);
  }

  private static Chat4AllException unreachable(String why) {
    return new Chat4AllException(Chat4AllException.UNREACHABLE, why, "", Duration.ZERO, true, null);
  }

  private void plan(boolean flushNeeded) {
    if (flushNeeded) {
      if (options.ackDelay().isZero()) {
        outbox.flush();
      } else {
        later(outbox::flush, options.ackDelay());
      }
    }
  }

  private void later(Runnable task, Duration wait) {
    if (!parts.timer().isShutdown()) {
      var _ = parts.timer().schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void finish(Optional<Chat4AllException> cause) {
    if (!finished.compareAndSet(false, true)) {
      return;
    }
    var task = watchdog;
    if (task != null) {
      task.cancel(false);
    }
    if (everReady) {
      call(() -> listener.closed(cause));
    }
    onEnd.accept(this);
    done.countDown();
  }

  private void fail(Iterable<PendingSend> sends, String code, String why) {
    for (var send : sends) {
      complete(send, new PendingSend.Outcome.Failed(new Chat4AllException(code, why)));
    }
  }

  private void complete(PendingSend send, PendingSend.Outcome outcome) {
    call(() -> send.complete(outcome));
  }

  /// Runs foreign code: whatever it throws, the session goes on.
  private void call(Runnable foreign) {
    try {
      foreign.run();
    } catch (RuntimeException e) {
      log.error("A listener failed, the session goes on", e);
    }
  }

  private void awaitEnd() {
    try {
      var _ = done.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What the sessions of one client share.
  record Parts(
      Endpoint endpoint,
      TokenKeeper tokens,
      Supplier<Iterator<Conversation>> conversations,
      Backoff backoff,
      ScheduledExecutorService timer,
      InstantSource clock) {
    Parts {
      requireNonNull(endpoint, "endpoint");
    }
  }
}
