package io.chat4all.client;

import io.chat4all.protocol.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts the messages of one conversation in order: drops those that were seen, holds those that
/// came before their turn.
///
/// Holds at most [#MAX_HELD] events; beyond that they are dropped and come back with the next sync.
///
/// Not thread-safe: belongs to the thread that reads the session.
final class ConversationOrder {

  static final int MAX_HELD = 1_024;

  final String conversationId;

  /// Whether a sync of this conversation is under way.
  boolean syncing;

  /// Where the last sync started; a second one from the same place waits for the next heartbeat.
  long syncedFrom = -1;

  /// The highest `seq` known to exist.
  private long head;

  /// Highest `seq` delivered; -1 until the first message says where we are.
  private long last;

  private @Nullable TreeMap<Long, Held> held;
  private int heldCount;

  ConversationOrder(String conversationId, long last) {
    this.conversationId = conversationId;
    this.last = last;
    this.head = last;
  }

  long last() {
    return last;
  }

  /// Whether messages are known to be missing.
  boolean hasGap() {
    return last >= 0 && head > last;
  }

  /// Notes that the conversation has got this far.
  void head(long seq) {
    head = Math.max(head, seq);
  }

  /// Notes where the server is, now that it has sent everything since the last sync's start.
  ///
  /// A server that is behind that start has lost its history (its data was removed, or an older
  /// state was restored): what comes next is news, whatever its number.
  void synced(long seq) {
    if (seq < syncedFrom && last == syncedFrom) {
      last = seq;
      head = seq;
    }
    head(seq);
  }

  /// Forgets what is held: a new connection brings it again.
  void restart() {
    held = null;
    heldCount = 0;
    syncing = false;
    syncedFrom = -1;
  }

  void message(long seq, Event event, Consumer<Event> deliver) {
    if (last < 0) {
      last = seq - 1;
    }
    if (seq <= last) {
      return;
    }
    head = Math.max(head, seq);
    if (seq > last + 1) {
      hold(seq, true, event);
      return;
    }
    last = seq;
    deliver.accept(event);
    if (held != null) {
      release(deliver);
    }
  }

  /// An edit, deletion or reaction of the message `seq`: after that message.
  void change(long seq, Event event, Consumer<Event> deliver) {
    if (last < 0 || seq <= last) {
      deliver.accept(event);
    } else {
      head = Math.max(head, seq);
      hold(seq, false, event);
    }
  }

  private void hold(long seq, boolean isMessage, Event event) {
    if (heldCount >= MAX_HELD) {
      return;
    }
    if (held == null) {
      held = new TreeMap<>();
    }
    var at = held.computeIfAbsent(seq, _ -> new Held());
    if (isMessage && at.message == null) {
      at.message = event;
      heldCount++;
    } else if (!isMessage) {
      at.changes.add(event);
      heldCount++;
    }
  }

  private void release(Consumer<Event> deliver) {
    while (held != null && !held.isEmpty()) {
      var first = held.firstEntry();
      long seq = first.getKey();
      var at = first.getValue();
      if (seq > last + 1 || (seq == last + 1 && at.message == null)) {
        return;
      }
      held.pollFirstEntry();
      heldCount -= at.changes.size() + (at.message == null ? 0 : 1);
      if (seq == last + 1 && at.message != null) {
        last = seq;
        deliver.accept(at.message);
      }
      at.changes.forEach(deliver);
    }
    held = null;
  }

  /// A message that is early, and what changed it since.
  private static final class Held {
    private @Nullable Event message;
    private final List<Event> changes = new ArrayList<>(0);
  }
}
