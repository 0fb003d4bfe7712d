package io.chat4all.gateway.socket;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationEvent.InConversation;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.Subscription;
import io.chat4all.gateway.socket.Lane.Input;
import io.chat4all.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows the live sessions of this process and gives each event to those that are to have it.
///
/// Reads the one feed of all events. An event that concerns no local session is dropped without
/// being encoded; any other is encoded once per wire form. Nothing here waits for a client: one
/// that does not read in time is closed with `slow_consumer`, connects again and syncs. Of a user's
/// conversations the 10,000 newest (configurable) are live.
///
/// Thread-safe.
public final class SessionHub implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SessionHub.class);
  private static final int PRESENCE_CONVERSATIONS = 100;
  private static final int EVENTS_PER_FLUSH = 64;
  private static final Duration WARNING_IS_READ = Duration.ofMillis(500);
  private static final Duration ANSWERS_COME = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final SessionConfig config;
  private final SessionPorts ports;
  private final FrameCodec codec = new FrameCodec();
  private final Index<ConversationId> conversations = new Index<>();
  private final Index<UserId> users = new Index<>();
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final FrameHandler handler;
  private final Heartbeats heartbeats;
  private final LongAdder connections = new LongAdder();
  private final LongAdder pushes = new LongAdder();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder slowConsumers = new LongAdder();
  private final Subscription events;
  private final Subscription changes;
  private volatile boolean draining;

  private SessionHub(SessionPorts ports, SessionConfig config) {
    this.ports = ports;
    this.config = config;
    this.handler = new FrameHandler(this, ports);
    this.heartbeats = new Heartbeats(this, ports);
    this.events = ports.feed().subscribe(this::dispatch);
    ports.pending().begin();
    this.changes = ports.changes().listen(this::changed);
    heartbeats.start();
    Thread.ofPlatform().daemon().name("session-warm-up").start(handler::warm);
  }

  /// Begins to read events; returns when none that is published from now on will be missed.
  public static SessionHub start(SessionPorts ports, SessionConfig config) {
    return new SessionHub(ports, config);
  }

  /// Refuses new sessions and says `shutting_down` to those there are. Each is ended half a second
  /// later, when what its client said until then is answered; after two seconds all are. Calling
  /// again ends those that came meanwhile.
  public void drain() {
    draining = true;
    sessions.forEach(session -> session.warn(Ending.SHUTTING_DOWN));
    long begin = System.nanoTime();
    for (long passed = 0;
        passed < ANSWERS_COME.toNanos() && !sessions.stream().allMatch(Session::hasEnded);
        passed = System.nanoTime() - begin) {
      if (passed >= WARNING_IS_READ.toNanos()) {
        sessions.forEach(session -> session.endIfAnswered(Ending.SHUTTING_DOWN));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    sessions.forEach(session -> session.end(Ending.SHUTTING_DOWN));
  }

  /// Drains and stops reading events.
  @Override
  public void close() {
    drain();
    events.close();
    changes.close();
    heartbeats.close();
  }

  /// How many sessions are open now.
  public int openSessions() {
    return sessions.size();
  }

  /// How many sessions were opened since the start.
  public long connections() {
    return connections.sum();
  }

  /// How many messages sent in sessions were accepted since the start.
  public long accepted() {
    return accepted.sum();
  }

  /// How many events were put into outboxes since the start.
  public long pushes() {
    return pushes.sum();
  }

  /// How many sessions were closed since the start because their clients did not read.
  public long slowConsumers() {
    return slowConsumers.sum();
  }

  /// How many messages were turned into JSON since the start.
  long encodings() {
    return codec.encodings();
  }

  void messageAccepted() {
    accepted.increment();
  }

  // ---- sessions

  Session connect(Transport transport) {
    var session =
        new Session(UUID.randomUUID().toString(), this, transport, ports.clock().instant());
    connections.increment();
    sessions.add(session);
    heartbeats.add(session);
    if (draining) {
      session.end(Ending.SHUTTING_DOWN);
    }
    return session;
  }

  /// Makes a session the token's owner's, and live. Blocks on the directory.
  ///
  /// INVARIANT: the session is in the index of users before its conversations are looked up, so a
  /// change of membership is either in the answer or comes as an event.
  void open(Session session, String token) {
    var verified = ports.tokens().verify(token);
    if (!session.identify(verified, token)) {
      return;
    }
    var user = verified.caller().id();
    users.add(user, session);
    if (session.hasEnded()) {
      users.remove(user, session);
      return;
    }
    ports.tokens().verify(token);
    var ids = ports.directory().idsOf(user, config.maxConversations());
    if (session.open(ids, conversations)) {
      session.wake();
      if (ports.presence().opened(user)) {
        publishPresence(user, true, ids);
      }
      if (!session.present()) {
        absent(session, ids);
      }
    }
  }

  void handle(Session session, Input input) {
    handler.handle(session, input);
  }

  /// Called once by every session that ends.
  void ended(Session session, Ending why, boolean wasKnown, List<ConversationId> left) {
    if (why.cause().filter(cause -> cause.code() == ErrorCode.SLOW_CONSUMER).isPresent()) {
      slowConsumers.increment();
    }
    left.forEach(conversation -> conversations.remove(conversation, session));
    if (wasKnown) {
      users.remove(session.user(), session);
    }
  }

  /// The user has one session less.
  void absent(Session session, List<ConversationId> left) {
    Thread.ofVirtual()
        .name("session-presence")
        .start(() -> {
          if (ports.presence().closed(session.user(), ports.clock().instant())) {
            publishPresence(session.user(), false, left);
          }
        });
  }

  void forget(Session session) {
    sessions.remove(session);
    heartbeats.remove(session);
  }

  Outgoing answer(ServerFrame frame) {
    return new Outgoing.Answer(frame, codec);
  }

  FrameCodec codec() {
    return codec;
  }

  SessionConfig config() {
    return config;
  }

  Index<ConversationId> conversations() {
    return conversations;
  }

  private void publishPresence(UserId user, boolean online, List<ConversationId> shared) {
    if (!shared.isEmpty()) {
      ports
          .events()
          .publishFleeting(
              new ConversationEvent.PresenceChanged(
                  user,
                  online,
                  shared.subList(0, Math.min(PRESENCE_CONVERSATIONS, shared.size())),
                  ports.clock().instant()));
    }
  }

  // ---- events

  /// Called by the one thread of the feed.
  private void dispatch(List<ConversationEvent> batch) {
    ports.pending().seen(batch);
    var touched = new ArrayList<Session>();
    int since = 0;
    for (var event : batch) {
      try {
        dispatch(event, touched);
      } catch (RuntimeException e) {
        log.error("Event not pushed, the next follows: event={}", event.getClass(), e);
      }
      if (++since == EVENTS_PER_FLUSH) {
        flush(touched);
        since = 0;
      }
    }
    flush(touched);
  }

  private void flush(List<Session> touched) {
    touched.forEach(Session::flushTouched);
    touched.clear();
  }

  private void dispatch(ConversationEvent event, List<Session> touched) {
    var pushed = new Outgoing.Pushed(event, codec);
    switch (event) {
      case ConversationEvent.PresenceChanged e -> toAcquaintances(e, pushed, touched);
      case ConversationEvent.StatusMoved e ->
          e.audience().forEach(user -> push(users.get(user), e, pushed, touched));
      case ConversationEvent.SendRejected e -> push(users.get(e.sender()), e, pushed, touched);
      case ConversationEvent.MemberChanged e -> {
        if (e.change() == MemberChange.ADDED || e.change() == MemberChange.JOINED) {
          users.get(e.user()).forEach(session -> session.join(e.conversation(), conversations));
        }
        push(conversations.get(e.conversation()), e, pushed, touched);
        if (e.change() == MemberChange.REMOVED || e.change() == MemberChange.LEFT) {
          users.get(e.user()).forEach(session -> session.leave(e.conversation(), conversations));
        }
      }
      case InConversation e -> push(conversations.get(e.conversation()), e, pushed, touched);
    }
  }

  private void toAcquaintances(
      ConversationEvent.PresenceChanged event, Outgoing.Pushed pushed, List<Session> touched) {
    Set<Session> told = Collections.newSetFromMap(new IdentityHashMap<>());
    for (var conversation : event.conversations()) {
      for (var session : conversations.get(conversation)) {
        if (!session.user().equals(event.user()) && told.add(session)) {
          push(session, conversation, pushed, touched);
        }
      }
    }
  }

  private void push(
      List<Session> audience, InConversation event, Outgoing.Pushed pushed, List<Session> touched) {
    for (var session : audience) {
      push(session, event.conversation(), pushed, touched);
    }
  }

  private void push(
      Session session, ConversationId conversation, Outgoing.Pushed pushed, List<Session> touched) {
    if (session.push(pushed, conversation)) {
      pushes.increment();
      if (session.touch()) {
        touched.add(session);
      }
    }
  }

  // ---- the directory

  private void changed(DirectoryChange change) {
    switch (change) {
      case DirectoryChange.AccountChanged(var user) -> {
        var affected = List.copyOf(users.get(user));
        if (!affected.isEmpty()) {
          Thread.ofVirtual().name("session-check").start(() -> affected.forEach(this::recheck));
        }
      }
      case DirectoryChange.TokenRevoked(var tokenId) ->
          sessions.forEach(session -> {
            if (session.isIdentified() && session.token().tokenId().equals(tokenId)) {
              session.end(Ending.of(ErrorCode.UNAUTHENTICATED, "the token was revoked"));
            }
          });
      case DirectoryChange.ConversationChanged _,
          DirectoryChange.ChannelAccountChanged _,
          DirectoryChange.WebhooksChanged _ -> {}
    }
  }

  private void recheck(Session session) {
    try {
      ports.tokens().verify(session.rawToken());
    } catch (ApiException e) {
      if (e.code() == ErrorCode.UNAUTHENTICATED) {
        session.end(Ending.of(e));
      } else {
        log.warn("Token not checked again, session goes on: session={}", session.id(), e);
      }
    }
  }
}
