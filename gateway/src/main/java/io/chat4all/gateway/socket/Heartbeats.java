package io.chat4all.gateway.socket;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.Head;
import io.chat4all.protocol.v1.Heartbeat;
import io.chat4all.protocol.v1.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Visits every session once per heartbeat, on one thread for all: says where its conversations
/// are, listens whether the client is alive, and ends sessions whose time is over.
///
/// The sessions are spread over the ticks of a wheel, so that not all beat at once. When the
/// history does not answer, heartbeats go out without heads.
///
/// Thread-safe.
final class Heartbeats implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
  private static final int SLOTS = 20;
  private static final int HEADS_PER_READ = 500;
  private static final Outgoing PING = new Outgoing.Control(FrameCodec.webSocketPing());

  private final SessionHub hub;
  private final SessionPorts ports;
  private final List<Set<Session>> slots =
      IntStream.range(0, SLOTS).mapToObj(_ -> Heartbeats.newSlot()).toList();
  private final Set<Session> unknown = newSlot();
  private final AtomicInteger next = new AtomicInteger();
  private final Thread thread;
  private int tick;

  Heartbeats(SessionHub hub, SessionPorts ports) {
    this.hub = hub;
    this.ports = ports;
    this.thread = Thread.ofPlatform().daemon().name("session-heartbeats").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void add(Session session) {
    unknown.add(session);
    slots.get(Math.floorMod(next.getAndIncrement(), SLOTS)).add(session);
  }

  void remove(Session session) {
    unknown.remove(session);
    slots.forEach(slot -> slot.remove(session));
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    long period = hub.config().heartbeat().toNanos() / SLOTS;
    long due = System.nanoTime();
    try {
      while (true) {
        due += period;
        Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
        visit();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void visit() {
    try {
      unknown.forEach(this::checkUnknown);
      tick = (tick + 1) % SLOTS;
      beat(slots.get(tick));
    } catch (RuntimeException e) {
      log.error("Heartbeat failed, the next follows", e);
    }
  }

  private void checkUnknown(Session session) {
    if (session.isIdentified() || session.hasEnded()) {
      unknown.remove(session);
    } else if (session
        .since()
        .plus(hub.config().authenticateWithin())
        .isBefore(ports.clock().instant())) {
      session.end(Ending.of(ErrorCode.UNAUTHENTICATED, "no token came in time"));
    }
  }

  private void beat(Set<Session> slot) {
    var now = ports.clock().instant();
    Map<Session, List<ConversationId>> beating = new HashMap<>();
    for (var session : slot) {
      if (session.isOverdue()) {
        session.abort();
      } else if (session.isOpen()) {
        if (!session.token().expiresAt().isAfter(now)) {
          session.end(Ending.of(ErrorCode.UNAUTHENTICATED, "the token expired"));
        } else if (!session.isHeardOf()) {
          session.end(Ending.of(ErrorCode.UNAVAILABLE, "nothing came for three heartbeats"));
        } else {
          beating.put(session, session.openConversations());
        }
      }
    }
    var heads = heads(beating.values());
    var bare = heartbeat(List.of(), Map.of());
    beating.forEach(
        (session, open) -> session.beat(open.isEmpty() ? bare : heartbeat(open, heads), PING));
  }

  private Outgoing heartbeat(List<ConversationId> open, Map<ConversationId, Head> heads) {
    var heartbeat = Heartbeat.newBuilder();
    for (var conversation : open) {
      var head = heads.get(conversation);
      if (head != null) {
        heartbeat.addHeads(
            io.chat4all.protocol.v1.Head.newBuilder()
                .setConversationId(conversation.toString())
                .setSeq(head.seq()));
      }
    }
    return hub.answer(ServerFrame.newBuilder().setHeartbeat(heartbeat).build());
  }

  private Map<ConversationId, Head> heads(Iterable<List<ConversationId>> wanted) {
    var distinct = new LinkedHashSet<ConversationId>();
    wanted.forEach(distinct::addAll);
    var ids = new ArrayList<>(distinct);
    Map<ConversationId, Head> heads = new HashMap<>();
    try {
      for (int from = 0; from < ids.size(); from += HEADS_PER_READ) {
        heads.putAll(
            ports.store().heads(ids.subList(from, Math.min(ids.size(), from + HEADS_PER_READ))));
      }
    } catch (RuntimeException e) {
      log.warn("Heads not read, heartbeats go without: conversations={}", ids.size(), e);
    }
    return heads;
  }

  private static Set<Session> newSlot() {
    return ConcurrentHashMap.newKeySet();
  }
}
