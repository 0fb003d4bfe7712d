package io.chat4all.gateway.socket;

import io.chat4all.core.log.ConversationEvent;
import java.util.ArrayList;
import java.util.List;

/// Where a session stands in one conversation that is open in it.
///
/// Guarded by the lock of its session.
final class Place {

  /// Of a conversation that the session is subscribed to but that is not open.
  static final Place IDLE = new Place(0);

  private enum Mode {
    LIVE,
    /// A sync will read everything from the history.
    AWAITING_SYNC,
    /// A sync is reading the history; live events wait.
    HOLDING
  }

  /// What becomes of a live event.
  enum Verdict {
    PASS,
    DROP,
    HOLD
  }

  private Mode mode = Mode.LIVE;
  private long lastSeq;
  private List<Outgoing.Pushed> held = List.of();
  private int heldBytes;

  Place(long lastSeq) {
    this.lastSeq = lastSeq;
  }

  Verdict judge(ConversationEvent event) {
    return switch (mode) {
      case LIVE -> pass(event);
      case AWAITING_SYNC -> isInHistory(event) ? Verdict.DROP : Verdict.PASS;
      case HOLDING -> Verdict.HOLD;
    };
  }

  private Verdict pass(ConversationEvent event) {
    if (event instanceof ConversationEvent.MessageAdded(var message)) {
      if (message.seq() <= lastSeq) {
        return Verdict.DROP;
      }
      lastSeq = message.seq();
    }
    return Verdict.PASS;
  }

  /// Whether a later read of the history shows what the event says, or nobody misses it.
  private static boolean isInHistory(ConversationEvent event) {
    return switch (event) {
      case ConversationEvent.MemberChanged _, ConversationEvent.SendRejected _ -> false;
      case ConversationEvent.StatusMoved moved -> moved.message().isEmpty();
      default -> true;
    };
  }

  void awaitSync() {
    mode = Mode.AWAITING_SYNC;
  }

  void startHolding() {
    mode = Mode.HOLDING;
  }

  /// Keeps an event until the history was replayed; false when more waits than an outbox holds.
  boolean hold(Outgoing.Pushed pushed, int size, SessionConfig config) {
    if (held.isEmpty()) {
      held = new ArrayList<>();
    }
    held.add(pushed);
    heldBytes += size;
    return held.size() <= config.maxFrames() && heldBytes <= config.maxBytes();
  }

  /// Everything up to here was replayed.
  void replayed(long seq) {
    lastSeq = seq;
  }

  /// What waits, or nothing: then events pass from now on.
  List<Outgoing.Pushed> release() {
    var waiting = held;
    held = List.of();
    heldBytes = 0;
    if (waiting.isEmpty()) {
      mode = Mode.LIVE;
    }
    return waiting.stream().filter(one -> pass(one.event()) == Verdict.PASS).toList();
  }

  boolean isHolding() {
    return mode == Mode.HOLDING;
  }
}
