package io.chat4all.bench.load;

import io.chat4all.bench.wire.ConversationRef;
import io.chat4all.bench.wire.IntQueue;
import io.chat4all.bench.wire.Login;
import io.chat4all.bench.wire.Session;
import io.chat4all.bench.wire.SessionListener;
import io.chat4all.bench.wire.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A user's session that comes back after it broke: connects again, syncs what it receives, and
/// sends again, under the same ids, what has no answer. Used on the loop only.
final class Port implements SessionListener {
  private static final int CURSORS_PER_SYNC = 1_000;
  private static final long RETRY_MILLIS = 200;

  private final Transport transport;
  private final Login login;
  private final boolean receives;
  private final Owner owner;
  private final List<Lane> lanes = new ArrayList<>();
  private final IntQueue again = new IntQueue();
  private @Nullable Session session;
  private boolean open;
  private boolean everOpen;
  private boolean stopped;
  private int syncsToCome;

  Port(Transport transport, Login login, boolean receives, Owner owner) {
    this.transport = transport;
    this.login = login;
    this.receives = receives;
    this.owner = owner;
  }

  void add(Lane lane) {
    lanes.add(lane);
  }

  boolean receives() {
    return receives;
  }

  /// Whether missed events are coming in between live ones.
  boolean syncing() {
    return syncsToCome > 0;
  }

  void connect() {
    session = transport.open(login, receives, this);
  }

  void send(int index, Lane lane, int counter, long due) {
    var to = session;
    if (open && to != null && again.size() == 0) {
      to.send(index, lane.conversation, counter, due);
    } else {
      again.add(index);
    }
  }

  void ackNews() {
    var to = session;
    if (!open || to == null) {
      return;
    }
    for (var lane : lanes) {
      if (lane.contiguous > lane.acked) {
        lane.acked = lane.contiguous;
        to.ack(lane.conversation, lane.acked);
      }
    }
    to.flush();
  }

  void flush() {
    var to = session;
    if (to != null) {
      to.flush();
    }
  }

  void stop() {
    stopped = true;
    var to = session;
    if (to != null) {
      to.close();
    }
  }

  @Override
  public void opened() {
    open = true;
    boolean back = everOpen;
    everOpen = true;
    if (back && receives) {
      sync();
    }
    sendAgain();
    owner.opened(this);
  }

  @Override
  public void accepted(int index) {
    owner.accepted(index);
  }

  @Override
  public void refused(int index, String code) {
    owner.refused(index, code);
  }

  @Override
  public void interrupted(int index) {
    if (stopped) {
      return;
    }
    again.add(index);
    if (again.size() == 1) {
      later(this::sendAgain);
    }
  }

  @Override
  public void pushed(long idHigh, long idLow, long seq, byte[] bytes, int from, int to) {
    owner.pushed(this, idHigh, idLow, seq, new Text(bytes, from, to));
  }

  @Override
  public void synced() {
    syncsToCome--;
  }

  @Override
  public void closed(String reason) {
    if (stopped) {
      return;
    }
    open = false;
    syncsToCome = 0;
    session = null;
    while (again.size() > 0) {
      again.take();
    }
    owner.closed(this, reason);
    later(this::connect);
  }

  /// Sends an unanswered message again once the session is back.
  void sendAgainLater(int index) {
    again.add(index);
  }

  private void later(Runnable task) {
    var _ =
        transport
            .loop()
            .schedule(
                () -> {
                  if (!stopped) {
                    task.run();
                  }
                },
                RETRY_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  private void sendAgain() {
    var to = session;
    if (to == null) {
      return;
    }
    for (int left = again.size(); left > 0; left--) {
      owner.sendAgain(again.take(), to);
    }
    to.flush();
  }

  private void sync() {
    var to = session;
    for (int from = 0; to != null && from < lanes.size(); from += CURSORS_PER_SYNC) {
      var part = lanes.subList(from, Math.min(lanes.size(), from + CURSORS_PER_SYNC));
      var conversations = new ConversationRef[part.size()];
      var afterSeqs = new long[part.size()];
      for (int i = 0; i < afterSeqs.length; i++) {
        conversations[i] = part.get(i).conversation;
        afterSeqs[i] = part.get(i).contiguous;
      }
      syncsToCome++;
      to.sync(conversations, afterSeqs);
    }
  }

  /// Raw text of a pushed message; valid during the call.
  @SuppressWarnings("ArrayRecordComponent")
  record Text(byte[] bytes, int from, int to) {}

  /// Whom ports tell what happened.
  interface Owner {
    void opened(Port port);

    void closed(Port port, String reason);

    void accepted(int index);

    void refused(int index, String code);

    void pushed(Port port, long idHigh, long idLow, long seq, Text text);

    void sendAgain(int index, Session session);
  }
}
