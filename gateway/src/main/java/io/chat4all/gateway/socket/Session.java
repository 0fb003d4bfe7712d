package io.chat4all.gateway.socket;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.gateway.auth.VerifiedToken;
import io.chat4all.gateway.socket.Lane.Input;
import io.chat4all.protocol.v1.Ready;
import io.chat4all.protocol.v1.ServerFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One live client, whatever the protocol.
///
/// Frames for the client wait in a bounded outbox until the transport takes them; a client that
/// lets it overflow loses the session with `slow_consumer`. Frames of the client are handled in
/// their order, syncs beside the others, and not read while its outbox is half full. An idle
/// session has no thread, buffer or timer.
///
/// Thread-safe.
final class Session {

  private enum State {
    /// Nobody knows yet whose it is.
    NEW,
    /// The token is good; the user's conversations are being looked up.
    OPENING,
    OPEN,
    ENDED
  }

  private final String id;
  private final SessionHub hub;
  private final Transport transport;
  private final Outbox outbox;
  private final Lane lane;
  private final Syncs syncs = new Syncs();
  private final Instant since;
  private State state = State.NEW;
  private @Nullable VerifiedToken token;
  private String rawToken = "";
  private Map<ConversationId, Place> places = Map.of();

  /// Changes of membership that came while the conversations were looked up.
  private Map<ConversationId, Boolean> early = Map.of();

  private @Nullable Ending announced;
  private @Nullable Ending ending;
  private boolean present;

  /// Whether nothing more is read from the client until it has taken more of its frames.
  private boolean congested;

  private int silentBeats;
  private int endedBeats;

  /// Only for the one thread that pushes events.
  private boolean touched;

  Session(String id, SessionHub hub, Transport transport, Instant since) {
    this.id = id;
    this.hub = hub;
    this.transport = transport;
    this.since = since;
    this.outbox = new Outbox(hub.config(), transport.form());
    this.lane = new Lane(this::handle, transport::resume, hub.config().maxUnanswered());
  }

  // ---- what the transport calls

  /// Takes what the client said; false when the next frame should not be read before
  /// [Transport#resume].
  boolean receive(Input input) {
    heard();
    return lane.offer(input);
  }

  /// The client is alive.
  synchronized void heard() {
    silentBeats = 0;
  }

  /// The next frame for the client, or nothing now.
  @Nullable Outgoing poll() {
    boolean relieved;
    Outgoing frame;
    synchronized (this) {
      frame = outbox.poll();
      if (frame != null) {
        notifyAll();
      }
      relieved = congested && !outbox.isHalfFull();
      congested &= !relieved;
    }
    if (relieved) {
      lane.relieved();
    }
    return frame;
  }

  /// Why it ended, once the outbox is empty.
  synchronized Optional<Ending> ending() {
    return outbox.isEmpty() ? Optional.ofNullable(ending) : Optional.empty();
  }

  /// The wire is no more.
  void gone() {
    end(Ending.GONE);
    hub.forget(this);
  }

  // ---- opening and ending

  /// Knows whose it is from now on, and notes changes of membership.
  synchronized boolean identify(VerifiedToken verified, String raw) {
    if (state != State.NEW) {
      return false;
    }
    token = verified;
    rawToken = raw;
    early = new HashMap<>();
    state = State.OPENING;
    return true;
  }

  /// Opens with these conversations and says so in its first frame; false when it ended meanwhile.
  synchronized boolean open(Collection<ConversationId> conversations, Index<ConversationId> index) {
    if (state != State.OPENING) {
      return false;
    }
    places = LinkedHashMap.newLinkedHashMap(conversations.size());
    conversations.forEach(conversation -> places.put(conversation, Place.IDLE));
    early.forEach((conversation, member) -> {
      if (member) {
        places.put(conversation, Place.IDLE);
      } else {
        places.remove(conversation);
      }
    });
    early = Map.of();
    state = State.OPEN;
    enqueue(
        hub.answer(
            ServerFrame.newBuilder()
                .setReady(
                    Ready.newBuilder()
                        .setSessionId(id)
                        .setUserId(user().value())
                        .setHeartbeatSeconds((int) hub.config().heartbeat().toSeconds()))
                .build()));
    places.keySet().forEach(conversation -> index.add(conversation, this));
    return state == State.OPEN;
  }

  /// Counts among its user's sessions from now on; false when it has ended already.
  synchronized boolean present() {
    present = state != State.ENDED;
    return present;
  }

  /// Tells the client how this will end soon; everything goes on until then. One that is not open
  /// ends at once.
  void warn(Ending why) {
    boolean open;
    synchronized (this) {
      open = state == State.OPEN;
      if (open) {
        announce(why);
      }
    }
    if (open) {
      transport.wake();
    } else {
      end(why);
    }
  }

  /// Ends it if nothing that the client said waits for its answer; a `sync` does not count.
  void endIfAnswered(Ending why) {
    if (lane.closeIfAnswered()) {
      end(why);
    }
  }

  /// Ends it once; later endings change nothing.
  void end(Ending why) {
    boolean wasKnown;
    boolean wasPresent;
    List<ConversationId> left;
    synchronized (this) {
      if (state == State.ENDED) {
        return;
      }
      wasKnown = state != State.NEW;
      wasPresent = present;
      state = State.ENDED;
      ending = why;
      if (why.isAbrupt()) {
        outbox.clear();
      }
      announce(why);
      left = List.copyOf(places.keySet());
      places = Map.of();
      rawToken = "";
      notifyAll();
    }
    lane.close();
    hub.ended(this, why, wasKnown, left);
    if (wasPresent) {
      hub.absent(this, left);
    }
    transport.wake();
  }

  // ---- what the hub calls

  /// Puts an event into the outbox if the client is to have it; true when the transport should be
  /// woken.
  synchronized boolean push(Outgoing.Pushed pushed, ConversationId conversation) {
    var place = places.get(conversation);
    if (place == null || state != State.OPEN) {
      return false;
    }
    if (place == Place.IDLE && pushed.event() instanceof ConversationEvent.MessageAdded) {
      place = new Place(0);
      places.put(conversation, place);
    }
    return switch (place == Place.IDLE ? Place.Verdict.PASS : place.judge(pushed.event())) {
      case PASS -> enqueue(pushed);
      case DROP -> false;
      case HOLD -> {
        int size = pushed.encode(transport.form());
        if (!place.hold(pushed, size, hub.config())) {
          end(tooSlow());
        }
        yield false;
      }
    };
  }

  /// The user became a member.
  synchronized void join(ConversationId conversation, Index<ConversationId> index) {
    if (state == State.OPENING) {
      early.put(conversation, true);
    } else if (state == State.OPEN
        && places.size() < hub.config().maxConversations()
        && places.putIfAbsent(conversation, Place.IDLE) == null) {
      index.add(conversation, this);
    }
  }

  /// The user is no longer a member.
  synchronized void leave(ConversationId conversation, Index<ConversationId> index) {
    if (state == State.OPENING) {
      early.put(conversation, false);
    } else if (state == State.OPEN && places.remove(conversation) != null) {
      index.remove(conversation, this);
    }
  }

  /// Conversations that were synced or had a message in this session; at most 1,000.
  synchronized List<ConversationId> openConversations() {
    var open = new ArrayList<ConversationId>();
    places.forEach((conversation, place) -> {
      if (place != Place.IDLE && open.size() < 1_000) {
        open.add(conversation);
      }
    });
    return open;
  }

  /// Counts a heartbeat in which nothing came; false after three of them.
  synchronized boolean isHeardOf() {
    return !transport.hearsPongs() || silentBeats++ < 3;
  }

  /// Counts a heartbeat after the end; true when the wire should be cut.
  synchronized boolean isOverdue() {
    return state == State.ENDED && ++endedBeats > 1;
  }

  boolean touch() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  void flushTouched() {
    touched = false;
    transport.wake();
  }

  void wake() {
    transport.wake();
  }

  /// The heartbeat and, where the wire has pings of its own, a ping.
  void beat(Outgoing heartbeat, Outgoing ping) {
    send(heartbeat);
    if (transport.form() == Transport.Form.WEB_SOCKET) {
      send(ping);
    }
  }

  void abort() {
    transport.abort();
  }

  // ---- what handlers call

  /// Puts an answer into the outbox.
  void answer(ServerFrame frame) {
    send(hub.answer(frame));
  }

  /// Puts a frame into the outbox.
  void send(Outgoing frame) {
    boolean added;
    synchronized (this) {
      added = state != State.ENDED && enqueue(frame);
    }
    if (added) {
      transport.wake();
    }
  }

  /// Puts a frame into the outbox when it is half empty, however long that takes while the client
  /// takes some; false when the session ended or the client took nothing for three heartbeats.
  boolean sendPatiently(Outgoing frame) throws InterruptedException {
    synchronized (this) {
      awaitRoom(hub.config().heartbeat().toNanos() * 3);
      if (state != State.OPEN) {
        return false;
      }
      enqueue(frame);
    }
    transport.wake();
    return true;
  }

  /// Guarded by the lock.
  private void awaitRoom(long patience) throws InterruptedException {
    long taken = outbox.taken();
    long deadline = System.nanoTime() + patience;
    while (state == State.OPEN && outbox.isHalfFull()) {
      if (taken != outbox.taken()) {
        taken = outbox.taken();
        deadline = System.nanoTime() + patience;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        end(tooSlow());
      } else {
        wait(left / 1_000_000 + 1);
      }
    }
  }

  /// Makes a conversation part of the session, its live events waiting for a sync.
  synchronized void awaitSync(ConversationId conversation, Index<ConversationId> index) {
    if (state != State.OPEN) {
      return;
    }
    var place = places.get(conversation);
    if (place == null) {
      index.add(conversation, this);
    }
    if (place == null || place == Place.IDLE) {
      place = new Place(0);
      places.put(conversation, place);
    }
    place.awaitSync();
  }

  synchronized boolean isSubscribed(ConversationId conversation) {
    return places.containsKey(conversation);
  }

  /// Its live events wait from now on until [#releaseHeld] has nothing left.
  synchronized void hold(ConversationId conversation) {
    var place = places.get(conversation);
    if (place != null && place != Place.IDLE) {
      place.startHolding();
    }
  }

  /// The history up to `seq` was replayed.
  synchronized void replayed(ConversationId conversation, long seq) {
    var place = places.get(conversation);
    if (place != null && place != Place.IDLE) {
      place.replayed(seq);
    }
  }

  /// Live events that waited and are still news; empty, and passing from now on, when none wait.
  synchronized List<Outgoing.Pushed> releaseHeld(ConversationId conversation) {
    var place = places.get(conversation);
    if (place == null || place == Place.IDLE) {
      return List.of();
    }
    var news = place.release();
    while (news.isEmpty() && place.isHolding()) {
      news = place.release();
    }
    return news;
  }

  Lane lane() {
    return lane;
  }

  Syncs syncs() {
    return syncs;
  }

  String id() {
    return id;
  }

  Instant since() {
    return since;
  }

  /// Whether it has a good token, or had one.
  synchronized boolean isIdentified() {
    return token != null;
  }

  synchronized boolean isOpen() {
    return state == State.OPEN;
  }

  synchronized boolean hasEnded() {
    return state == State.ENDED;
  }

  synchronized VerifiedToken token() {
    return requireNonNull(token, "not authenticated");
  }

  synchronized String rawToken() {
    return rawToken;
  }

  Caller caller() {
    return token().caller();
  }

  UserId user() {
    return caller().id();
  }

  private void handle(Input input) {
    hub.handle(this, input);
  }

  /// Guarded by the lock.
  private boolean enqueue(Outgoing frame) {
    if (outbox.add(frame)) {
      if (!congested && outbox.isHalfFull()) {
        congested = true;
        lane.congested();
      }
      return true;
    }
    end(tooSlow());
    return false;
  }

  /// Once. Guarded by the lock.
  private void announce(Ending why) {
    if (!why.equals(announced)) {
      announced = why;
      why.cause().ifPresent(cause -> outbox.put(hub.answer(FrameCodec.error("", cause))));
    }
  }

  private static Ending tooSlow() {
    return Ending.of(
        ErrorCode.SLOW_CONSUMER, "frames were not read fast enough: connect again and sync");
  }

  @Override
  public String toString() {
    return "Session[" + id + "]";
  }
}
