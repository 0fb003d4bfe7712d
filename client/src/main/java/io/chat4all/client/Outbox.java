package io.chat4all.client;

import io.chat4all.protocol.v1.Ack;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Read;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.Sync;
import io.chat4all.protocol.v1.TypingNotice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a session says: sends that wait for their answer, and the newest ack and read marker of
/// each conversation.
///
/// Both survive connections: whatever was not answered on one is said again on the next, in the
/// same order and with the same message ids. Holds at most `maxInFlight` sends.
///
/// Thread-safe.
final class Outbox {

  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore slots;
  private final Map<String, PendingSend> pending = new LinkedHashMap<>();
  private final Markers acks = new Markers();
  private final Markers reads = new Markers();
  private @Nullable Consumer<ClientFrame> wire;
  private boolean closed;
  private long frames;

  Outbox(int maxInFlight) {
    this.slots = new Semaphore(maxInFlight);
  }

  /// Says what is waiting, and from now on everything at once.
  void attach(Consumer<ClientFrame> connected) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      wire = connected;
      pending.values().forEach(send -> connected.accept(send.frame));
      flushMarkers();
    } finally {
      lock.unlock();
    }
  }

  /// The connection is gone, or about to go.
  void detach() {
    lock.lock();
    try {
      wire = null;
      acks.unsay();
      reads.unsay();
    } finally {
      lock.unlock();
    }
  }

  /// Takes one of the `maxInFlight` places, waiting for it unless told not to.
  void reserve(boolean mayWait) {
    if (slots.tryAcquire()) {
      return;
    }
    if (!mayWait) {
      throw new Chat4AllException(
          "overloaded", "too many unanswered sends to wait for one inside the listener");
    }
    try {
      slots.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Chat4AllException(Chat4AllException.CANCELLED, "interrupted while waiting to send");
    }
  }

  /// Sends, now or as soon as there is a connection; the place must have been reserved.
  PendingSend send(
      LiveSession session,
      SendMessageRequest request,
      long deadlineNanos,
      Consumer<PendingSend.Outcome> callback) {
    lock.lock();
    try {
      if (closed) {
        slots.release();
        throw new Chat4AllException(Chat4AllException.CLOSED, "the session is closed");
      }
      var id = nextId();
      var frame = ClientFrame.newBuilder().setId(id).setSend(request).build();
      var send = new PendingSend(session, frame, deadlineNanos, callback);
      pending.put(id, send);
      if (wire != null) {
        wire.accept(frame);
      }
      return send;
    } finally {
      lock.unlock();
    }
  }

  /// The send that this frame id belongs to, or null; it stays.
  @Nullable PendingSend find(String id) {
    lock.lock();
    try {
      return pending.get(id);
    } finally {
      lock.unlock();
    }
  }

  /// The same, and it goes.
  @Nullable PendingSend remove(String id) {
    lock.lock();
    try {
      var send = pending.remove(id);
      if (send != null) {
        slots.release();
      }
      return send;
    } finally {
      lock.unlock();
    }
  }

  /// Says a send again, if it is still unanswered.
  void repeat(String id) {
    lock.lock();
    try {
      var send = pending.get(id);
      if (send != null && wire != null) {
        wire.accept(send.frame);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Removes and answers the sends whose deadline has passed; the oldest stand first.
  List<PendingSend> expire(long nowNanos) {
    lock.lock();
    try {
      var late = new ArrayList<PendingSend>(0);
      var oldest = pending.values().iterator();
      while (oldest.hasNext()) {
        var send = oldest.next();
        if (send.deadlineNanos - nowNanos > 0) {
          break;
        }
        oldest.remove();
        slots.release();
        late.add(send);
      }
      return late;
    } finally {
      lock.unlock();
    }
  }

  /// Notes an ack; answers whether a flush has to be planned.
  boolean ack(String conversationId, long seq) {
    return mark(acks, conversationId, seq);
  }

  /// Notes a read marker; answers whether a flush has to be planned.
  boolean read(String conversationId, long seq) {
    return mark(reads, conversationId, seq);
  }

  /// Sends the markers that were noted.
  void flush() {
    lock.lock();
    try {
      flushMarkers();
    } finally {
      lock.unlock();
    }
  }

  /// Tells that the user types; dropped while there is no connection.
  void typing(String conversationId, boolean active) {
    var notice =
        TypingNotice.newBuilder().setConversationId(conversationId).setActive(active).build();
    say(ClientFrame.newBuilder().setTyping(notice).build());
  }

  /// Asks for what was missed; answers the frame's id.
  String sync(List<Cursor> cursors) {
    lock.lock();
    try {
      var id = nextId();
      var sync = Sync.newBuilder().addAllCursors(cursors).build();
      say(ClientFrame.newBuilder().setId(id).setSync(sync).build());
      return id;
    } finally {
      lock.unlock();
    }
  }

  /// Sends the last markers, takes nothing more, and answers the sends that nobody answered.
  List<PendingSend> close() {
    lock.lock();
    try {
      flushMarkers();
      closed = true;
      wire = null;
      var unanswered = List.copyOf(pending.values());
      pending.clear();
      slots.release(unanswered.size());
      return unanswered;
    } finally {
      lock.unlock();
    }
  }

  private boolean mark(Markers markers, String conversationId, long seq) {
    lock.lock();
    try {
      boolean first = !acks.waiting() && !reads.waiting();
      markers.note(conversationId, seq);
      return first && markers.waiting() && wire != null;
    } finally {
      lock.unlock();
    }
  }

  private void flushMarkers() {
    if (wire != null) {
      acks.say((id, seq) ->
          say(
              ClientFrame.newBuilder()
                  .setAck(Ack.newBuilder().setConversationId(id).setSeq(seq))
                  .build()));
      reads.say((id, seq) ->
          say(
              ClientFrame.newBuilder()
                  .setRead(Read.newBuilder().setConversationId(id).setSeq(seq))
                  .build()));
    }
  }

  private void say(ClientFrame frame) {
    lock.lock();
    try {
      if (wire != null) {
        wire.accept(frame);
      }
    } finally {
      lock.unlock();
    }
  }

  private String nextId() {
    return Long.toString(++frames, Character.MAX_RADIX);
  }

  /// The highest marker of each conversation, said or still to be said.
  private static final class Markers {

    private final Map<String, Long> toSay = new HashMap<>();
    private final Map<String, Long> said = new HashMap<>();

    private void note(String conversationId, long seq) {
      var before = said.get(conversationId);
      if (before == null || before < seq) {
        toSay.merge(conversationId, seq, Math::max);
      }
    }

    private boolean waiting() {
      return !toSay.isEmpty();
    }

    private void say(MarkerWire wire) {
      toSay.forEach(wire::say);
      said.putAll(toSay);
      toSay.clear();
    }

    /// Nobody knows what the server got of it: all of it has to be said again.
    private void unsay() {
      said.forEach((id, seq) -> toSay.merge(id, seq, Math::max));
      said.clear();
    }
  }

  private interface MarkerWire {
    void say(String conversationId, long seq);
  }
}
